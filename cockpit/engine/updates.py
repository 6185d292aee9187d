"""Everything a screen can be told. A screen changes what it shows only because one of these came."""

from datetime import timedelta

import msgspec

from cockpit.core.actions import Plan
from cockpit.core.bugsigns import Match
from cockpit.core.chainaround import Around
from cockpit.core.chainprogress import Progress, Stage
from cockpit.core.chainwalked import Walked
from cockpit.core.comparing import Comparing
from cockpit.core.incident import Incident
from cockpit.core.readings import Held
from cockpit.core.runbook import Decision, Input, Runbook
from cockpit.core.severity import Suggestion
from cockpit.core.signals import Signal
from cockpit.core.timeline import Entry
from cockpit.ports import Finder, LogView


class Update(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all updates."""

    @property
    def key(self) -> str:
        """Updates with the same non-empty key replace one another while the screen is not looking."""
        return ""


class Ready(Update, frozen=True, kw_only=True):
    """Everything is open; `log` is what the log pane reads, `finder` what searches behind it."""

    log: LogView | None
    finder: Finder | None = None


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


class TargetsChecked(Update, frozen=True, kw_only=True):
    """Which targets are not what the profile names, and why; the others are, as far as could be told."""

    wrong: dict[str, str]

    @property
    def key(self) -> str:
        return "targets"


class CausesSuggested(Update, frozen=True, kw_only=True):
    """What rows look like, by class of bug; `left_out` rows came faster than they could be looked at."""

    matches: tuple[Match, ...]
    left_out: int = 0

    @property
    def key(self) -> str:
        return "causes"


class PlanMade(Update, frozen=True, kw_only=True):
    """Shown to the person; runs only when confirmed with its digest."""

    plan: Plan


class ParametersWanted(Update, frozen=True, kw_only=True):
    """A step needs values nobody gave yet; ask, then ask again for the step."""

    step: str
    index: int
    inputs: tuple[Input, ...]


class SecretWanted(Update, frozen=True, kw_only=True):
    """A block sends a value that is kept nowhere here; ask for it where nobody can read it."""

    step: str
    index: int
    name: str
    """What the value is; the secret that is given has this name."""
    says: str
    why: str


class FieldsWanted(Update, frozen=True, kw_only=True):
    """A step cannot be ticked before these values are given."""

    step: str
    fields: tuple[Input, ...]


class DecisionWanted(Update, frozen=True, kw_only=True):
    """A step is a question; ask it."""

    step: str
    decision: Decision


class ByHandWanted(Update, frozen=True, kw_only=True):
    """A person runs the block elsewhere: its exact text, where, and why not here. Every string printable."""

    step: str
    index: int
    title: str
    why: str
    lines: tuple[str, ...]
    left: tuple[str, ...]
    """Names of values to be filled in by hand."""
    where: str
    environment: str


class MessageWanted(Update, frozen=True, kw_only=True):
    """A step's message needs a person: words are missing in it, or nobody here can send it (`channel` empty)."""

    step: str
    index: int
    message: str
    text: str
    channel: str
    promise: timedelta | None


class TrustWanted(Update, frozen=True, kw_only=True):
    """What would run, and what changed since it was last trusted; ask whether it may."""

    digest: str
    title: str
    lines: tuple[str, ...]


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


class ChainWalking(Update, frozen=True, kw_only=True):
    """How far the walk along a hash chain is."""

    chain: str
    stage: Stage = Stage.WALKING
    progress: Progress = Progress()

    @property
    def key(self) -> str:
        return f"chain {self.chain}"


class ChainVerified(Update, frozen=True, kw_only=True):
    """A hash chain was walked to its end, or as far as somebody let it."""

    chain: str
    walked: Walked
    around: Around = Around()


class ComparingChanged(Update, frozen=True, kw_only=True):
    """A comparison of the profile is being read, was read, or could not be."""

    comparing: Comparing

    @property
    def key(self) -> str:
        return f"comparing {self.comparing.comparison}"


class Ended(Update, frozen=True, kw_only=True):
    """The engine has stopped; nothing follows."""

    why: str = ""
