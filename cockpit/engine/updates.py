"""Everything a screen can be told. A screen changes what it shows only because one of these came."""

import msgspec

from cockpit.core.actions import Plan
from cockpit.core.incident import Incident
from cockpit.core.readings import Held
from cockpit.core.runbook import Runbook
from cockpit.core.severity import Suggestion
from cockpit.core.signals import Signal
from cockpit.core.timeline import Entry
from cockpit.ports import LogView


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all updates."""

    @property
    def key(self) -> str:
        """Updates with the same non-empty key replace one another while the screen is not looking."""
        return ""


class Ready(Update, frozen=True, kw_only=True):
    """Everything is open; `log` is what the log pane reads."""

    log: LogView | None


class IncidentChanged(Update, frozen=True, kw_only=True):
    incident: Incident
    head: str

    @property
    def key(self) -> str:
        return "incident"


class TimelineGrew(Update, frozen=True, kw_only=True):
    """New lines for the timeline, oldest first."""

    entries: tuple[Entry, ...]


class RunbookShown(Update, frozen=True, kw_only=True):
    """The opened runbook; untrusted ones can be read, not run."""

    runbook: Runbook
    trusted: bool

    @property
    def key(self) -> str:
        return "runbook"


class SourceRead(Update, frozen=True, kw_only=True):
    """A queue, audit or status source was read, or could not be."""

    kind: str
    """`queue`, `audit` or `status`."""
    held: Held

    @property
    def key(self) -> str:
        return f"source {self.held.source}"


class SignalsChanged(Update, frozen=True, kw_only=True):
    signals: tuple[Signal, ...]
    suggestion: Suggestion | None

    @property
    def key(self) -> str:
        return "signals"


class PlanMade(Update, frozen=True, kw_only=True):
    """Shown to the person; runs only when confirmed with its digest."""

    plan: Plan


class ParametersWanted(Update, frozen=True, kw_only=True):
    """A step needs values nobody gave yet; ask, then ask again for the step."""

    step: str
    index: int
    names: tuple[str, ...]


class ActionSaid(Update, frozen=True, kw_only=True):
    """A line of output of a running action, printable."""

    action: str
    line: str


class ProbeSaid(Update, frozen=True, kw_only=True):
    """How the probe of a step stands, in words."""

    step: str
    says: str

    @property
    def key(self) -> str:
        return f"probe {self.step}"


class Said(Update, frozen=True, kw_only=True):
    """One sentence for the person. `severity` is information, warning or error."""

    text: str
    severity: str = "information"


class ReportMade(Update, frozen=True, kw_only=True):
    """The post-mortem as it stands, in Markdown, and the file it was written to."""

    text: str
    path: str


class Ended(Update, frozen=True, kw_only=True):
    """The engine has stopped; nothing follows."""

    why: str = ""
