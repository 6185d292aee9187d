"""Everything known about one incident, as a value. It changes only by folding its journal: `cockpit.core.fold`."""

from datetime import datetime
from enum import StrEnum

import msgspec

from cockpit.core.actions import Action, Outcome, UndoToken
from cockpit.core.checklist import Checklist
from cockpit.core.clocks import Clock
from cockpit.core.hypothesis import Hypothesis, Standing
from cockpit.core.missing import Reconciliation
from cockpit.core.openstate import OpenState


class Phase(StrEnum):
    """Where the incident stands."""

    NONE = "none"
    OPEN = "open"
    RESOLVED = "resolved"
    CLOSED = "closed"


class SeverityChange(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    level: str
    reason: str
    by: str


class ActionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """An action and what became of it; `outcome` None while it runs."""

    action: Action
    environment: str
    request: tuple[str, ...]
    started: datetime
    by: str
    confirmed: str = ""
    outcome: Outcome | None = None
    says: str = ""
    rows: int | None = None
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    output: str = ""
    finished: datetime | None = None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    message: str
    channel: str
    text: str


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    owner: str
    due: str


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """A row kept as evidence."""

    source: str
    text: str
    of: datetime | None


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one incident. All times are aware, in UTC."""

    id: str = ""
    phase: Phase = Phase.NONE
    profile: str = ""
    title: str = ""
    symptom: str = ""
    drill: bool = False
    declared: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    cause: str = ""
    t0: datetime | None = None
    severity: str = ""
    """A level id; empty while pending."""
    severity_history: tuple[SeverityChange, ...] = ()
    checklist: Checklist = Checklist()
    left: tuple[Checklist, ...] = ()
    """The checklists of other runbooks that were open, in the order they were left."""
    by_hand: frozenset[tuple[str, str, int]] = frozenset()
    """Blocks (runbook, step, number) a person ran elsewhere."""
    parameters: dict[str, str] = {}
    actions: tuple[ActionRecord, ...] = ()
    undo: tuple[UndoToken, ...] = ()
    """Ways back not yet taken, newest last."""
    open_states: tuple[OpenState, ...] = ()
    clocks: tuple[Clock, ...] = ()
    messages: tuple[Sent, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    """Possible causes in the order they were raised."""
    reconciled: dict[str, Reconciliation] = {}
    """What the profile's comparisons found missing, by their names."""
    pinned: tuple[Pin, ...] = ()
    """The newest rows kept as evidence, newest last."""
    raised: dict[str, str] = {}
    """Names of the signals now raised, and what they say."""
    seq: int = 0
    """The last record folded in."""

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def unknown(self) -> tuple[ActionRecord, ...]:
        """Actions whose outcome nobody knows."""
        return tuple(record for record in self.actions if record.outcome is Outcome.UNKNOWN)

    @property
    def running(self) -> tuple[ActionRecord, ...]:
        """Actions started and not finished."""
        return tuple(record for record in self.actions if record.outcome is None)

    @property
    def left_open(self) -> tuple[str, ...]:
        """What stands between the incident and its close, in words."""
        states = tuple(f"{state.says} (since {state.since:%H:%M})" for state in self.open_states)
        states += tuple(self.still_missing.values())
        running = tuple(f"{record.action.verb} on {record.action.target} is running" for record in self.running)
        return (*states, *running, *(f"{one.action.verb} on {one.action.target}: unknown" for one in self.unknown))

    @property
    def still_missing(self) -> dict[str, str]:
        """What comparisons found missing and is not settled, in words, by their names."""
        return {name: says for name, one in self.reconciled.items() if (says := one.left_open)}

    def checklist_of(self, runbook: str) -> Checklist:
        """The checklist of `runbook`, open or left; an empty one when it was never open. `""` is the open one."""
        known = (one for one in (self.checklist, *self.left) if runbook in ("", one.runbook))
        return next(known, Checklist())

    def actions_of(self, step: str) -> tuple[ActionRecord, ...]:
        """The actions of a step of the open runbook, oldest first."""
        here = ("", self.checklist.runbook)
        return tuple(one for one in self.actions if step and one.action.step == step and one.action.runbook in here)

    def done_blocks(self, step: str, runbook: str = "") -> frozenset[int]:
        """The numbers of the blocks of a step that were done, here or by hand, since it was last to be done."""
        book = self.checklist_of(runbook)
        item = book.item(step)
        since = max((at for at in (book.began, item.again if item else None) if at), default=None)
        acted = {
            one.action.block
            for one in self.actions
            if one.action.step == step
            and one.action.runbook in ("", book.runbook)
            and one.outcome is Outcome.DONE
            and (since is None or one.started >= since)
        }
        return frozenset(acted | {block for where, id, block in self.by_hand if (where, id) == (book.runbook, step)})

    def hypothesis(self, id: str) -> Hypothesis | None:
        """The hypothesis called `id`, or None."""
        return next((one for one in self.hypotheses if one.id == id), None)

    @property
    def confirmed(self) -> str:
        """The cause as far as it was confirmed; empty: nothing was."""
        return "; ".join(one.text for one in self.hypotheses if one.standing is Standing.CONFIRMED)

    def action(self, id: str) -> ActionRecord | None:
        """The action called `id`, or None."""
        return next((record for record in self.actions if record.action.id == id), None)
