"""An imported runbook as values: the clean text, the checklist it makes, and what became of every original line."""

from enum import StrEnum

import msgspec

from cockpit.core.runbook import Runbook


class What(StrEnum):
    """What a person can say of a line. `join`: it belongs to the line above; `edit`: its words are these."""

    PHASE = "phase"
    STEP = "step"
    TEXT = "text"
    COMMAND = "command"
    LEAVE_OUT = "leave out"
    JOIN = "join"
    EDIT = "edit"


class Correction(msgspec.Struct, frozen=True):
    """One thing a person said. `line` is the original's, 1-based; `text` the language of a command or the new words."""

    line: int
    what: What
    text: str = ""


class State(StrEnum):
    """What became of a line."""

    PLACED = "placed"
    UNASSIGNED = "unassigned"
    """In the new file where it was, but in no step."""
    LEFT_OUT = "left out"


class Fate(msgspec.Struct, frozen=True, gc=False):
    """What became of one original line that is not blank."""

    line: int
    text: str
    state: State
    out: tuple[int, ...] = ()
    """The lines of the new file its words are in."""
    says: tuple[str, ...] = ()
    """What was repaired."""
    why: str = ""
    """Why it was left out."""


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """The whole result. Importing the same text with the same corrections gives the same."""

    text: str
    runbook: Runbook
    fates: tuple[Fate, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def of(self, state: State) -> tuple[Fate, ...]:
        """The lines with that fate, in order."""
        return tuple(fate for fate in self.fates if fate.state is state)

    @property
    def repaired(self) -> tuple[Fate, ...]:
        return tuple(fate for fate in self.fates if fate.says)

    @property
    def blocks(self) -> int:
        return sum(len(step.actions) for step in self.runbook.steps)

    @property
    def makes(self) -> str:
        """What the checklist holds, as in `14 steps, 3 blocks`."""
        counts = ((len(self.runbook.steps), "step"), (self.blocks, "block"))
        return ", ".join(f"{number} {word}{'s' * (number != 1)}" for number, word in counts)

    @property
    def account(self) -> str:
        """The one line that says whether anything is amiss, as in `868 lines: 861 placed, 7 unassigned`."""
        counts = {state: len(self.of(state)) for state in State}
        said = [f"{counts[state]} {state}" for state in State if counts[state] or state is not State.LEFT_OUT]
        return f"{len(self.fates)} lines: {', '.join(said)}"
