"""Actions and what comes of them: the plan before, the receipt after, the way back beside."""

import hashlib
from datetime import timedelta
from enum import StrEnum

import msgspec

from cockpit.core.runbook import Risk


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One named provider instance in one environment. `settings` are the provider's own keys from the profile."""

    name: str
    provider: str
    environment: str = "production"
    settings: dict[str, str] = {}
    secret: str = ""
    """The name of the credential it needs; empty: none."""
    instead_of: str = ""
    """The target in whose place it stands when an incident is about its tenant; empty: none."""


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Provider + verb + parameters, frozen when the key was pressed."""

    id: str
    provider: str
    verb: str
    target: str
    text: str
    """The block as written: SQL, a command, a message."""
    parameters: dict[str, str] = {}
    attributes: dict[str, str] = {}
    risk: Risk = Risk.CHANGES
    step: str = ""
    runbook: str = ""
    """The runbook the step is of."""
    block: int = 0
    """Which of the step's blocks it was made from, counted from 0."""
    undoes: str = ""
    """The undo token this action spends, if it is a way back."""


class Confirm(StrEnum):
    """What a person must do before the action runs."""

    NOTHING = "nothing"
    ASK = "ask"
    TYPE = "type"


class UndoToken(msgspec.Struct, frozen=True, kw_only=True):
    """The way back, saved before acting."""

    id: str
    of: str
    """The action whose effect it takes back."""
    says: str
    action: Action
    """The action that undoes; run like any other: planned, shown, confirmed."""
    valid_for: timedelta | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an action would do. Making one changes nothing."""

    action: Action
    target: Target
    request: tuple[str, ...]
    """The exact statement, argv or request, line by line, secrets masked."""
    says: str
    """One sentence: what happens to what."""
    rows: int | None = None
    """How many rows will be touched; None when the question makes no sense."""
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    """Some of the rows that will be touched, printable."""
    irreversible: tuple[str, ...] = ()
    """What will not come back."""
    way_back: str = ""
    """How it can be undone; empty: it cannot."""
    undo: UndoToken | None = None
    """The way back itself; journaled with the intent, before anything is done."""
    warnings: tuple[str, ...] = ()
    confirm: Confirm = Confirm.ASK
    phrase: str = ""
    """What must be typed when `confirm` is `type`: the target's name or the row count."""
    private: dict[str, str] = {}
    """The provider's own notes for `execute`: ids found, old values. Journaled, so never a secret."""
    refused: str = ""
    """Why it cannot be done at all; empty: it can."""
    secret: str = ""
    """What the value is that it sends and a person may type, such as `API_KEY of shop-acme`; never the value."""
    elsewhere: bool = False
    """Refused only because a tool or a credential is missing here: a person can do it elsewhere."""

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of everything that was shown: what was confirmed is what runs."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


class Outcome(StrEnum):
    """`unknown`: it may have happened. A time-out, a lost line and a 5xx after sending are unknown, never failed."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What an action did."""

    outcome: Outcome
    says: str
    rows: int | None = None
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    """The rows read or returned, printable, at most 200."""
    values: dict[str, float | int | str | bool | None] = {}
    """What a probe on `action` can test: `exit_code`, `rows`, the columns of a single row."""
    output: str = ""
    """The file under the incident's folder that holds the full output; empty: none."""
    undo: UndoToken | None = None
    opens: str = ""
    """An open state this leaves behind, in words; empty: none."""
    within: timedelta | None = None
    """How long others bear what it leaves open: a clock starts. None: nobody counts."""
    closes: str = ""
    """The open state this ends."""


def required_confirmation(risk: Risk) -> Confirm:
    """Reads never ask; changes ask; what destroys must be typed."""
    return {Risk.READS: Confirm.NOTHING, Risk.CHANGES: Confirm.ASK, Risk.DESTROYS: Confirm.TYPE}[risk]
