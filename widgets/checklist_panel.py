"""The runbook as a checklist: phases, steps with their state, the current step unfolded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var

from cockpit.core.actions import Target
from cockpit.core.checklist import Checklist, Item, StepState
from cockpit.core.incident import ActionRecord
from cockpit.core.runbook import Runbook, RunbookAction, Step
from widgets import runbook_lines, step_lines
from widgets.cells import wrapped
from widgets.line import Line, Part, Tone, line
from widgets.panel import Panel
from widgets.step_choice import StepChoice, stops

STEP = "step "


class ChecklistPanel(Panel):
    """Shows the checklist. Follows the current step while the cursor stands on it; a person elsewhere stays there."""

    HELP = """\
# Checklist
The step to do now is open; **enter** opens and folds any other. Marks: `[ ]` to do, `[>]` running, `[~]` waiting for
evidence, `[x]` done, `[!]` failed or gone bad, `[?]` nobody knows, `[-]` skipped, ` - ` set aside: a branch not taken.

**r** runs the block marked `›` (**left**, **right** choose), answers the question of a step that asks one, takes the
values of a step that only wants some, and shows what only a person elsewhere can run. A block that changes something is
shown in full and confirmed first. **x** ticks by hand, or takes a tick back. **s** skips, with a reason. **y** copies.
**v** shows all rows an action read, or settles an unknown outcome. **c** asks a running action to stop. **u** lists the
ways back. **w** opens the workbench of the comparison this step is about.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="checklist.run", tooltip="Run the chosen block of this step"),
        Binding("x", "mark", "Done", id="checklist.done", tooltip="Tick by hand, or take the tick back"),
        Binding("s", "skip", "Skip", id="checklist.skip", tooltip="Skip this step, with a reason"),
        Binding("y", "copy", "Copy", id="checklist.copy", tooltip="Copy the chosen block"),
        Binding("o", "open", "Runbook", id="checklist.open", tooltip="Open another runbook"),
        Binding("enter", "fold", "Open", id="checklist.fold", tooltip="Open or fold this step", show=False),
        Binding("left", "choose(-1)", "Block before", id="checklist.before", tooltip="Choose a block", show=False),
        Binding("right", "choose(1)", "Next block", id="checklist.next", tooltip="Choose a block", show=False),
        Binding("u", "undo", "Undo", id="checklist.undo", tooltip="List the ways back", show=False),
        Binding("T", "trust", "Trust", id="checklist.trust", tooltip="Let it run", show=False),
        Binding("c", "cancel", "Cancel", id="checklist.cancel", tooltip="Ask the running action to stop", show=False),
        Binding("w", "reconcile", "Reconcile", id="checklist.reconcile", tooltip="Compare both sides", show=False),
        Binding("v", "view", "View", id="checklist.view", tooltip="All rows, or an unknown outcome", show=False),
    ]
    NUMBER = 1
    NAME = "Checklist"
    SHOWS = (
        "checklist",
        "runbook",
        "trusted",
        "now",
        "probe_says",
        "action_lines",
        "parameters",
        "targets",
        "known",
        "by_hand",
        "done_blocks",
        "results",
        "hint",
    )

    checklist: var[Checklist] = var(Checklist())
    runbook: var[Runbook | None] = var(None)
    trusted: var[bool] = var(True)
    now: var[datetime] = var(datetime(1970, 1, 1, tzinfo=UTC))
    probe_says: var[dict[str, str]] = var(dict)
    """Step id to how its probe stands."""
    action_lines: var[dict[str, tuple[str, ...]]] = var(dict)
    """Step id to the last lines its action printed."""
    results: var[dict[str, ActionRecord]] = var(dict)
    """Step id to its newest action that read or touched rows."""
    hint: var[str] = var("No runbook yet. Press o to open one.")
    """What to do now, where that is not a step; shown above the steps."""
    parameters: var[dict[str, str]] = var(dict)
    """The incident's parameters by name."""
    targets: var[dict[str, str]] = var(dict)
    """Provider to the target its blocks run on when they name none."""
    known: var[dict[str, Target]] = var(dict)
    """Every target of the profile."""
    by_hand: var[frozenset[str]] = var(frozenset())
    """Targets a person works on, not the machine."""
    done_blocks: var[dict[str, frozenset[int]]] = var(dict)
    """Step id to the numbers of its blocks that were done."""

    @dataclass
    class RunRequested(Message):
        step: str
        index: int

    @dataclass
    class MarkRequested(Message):
        step: str
        state: StepState

    @dataclass
    class SkipRequested(Message):
        step: str

    @dataclass
    class CancelRequested(Message):
        """Stop the running action of `step`."""

        step: str

    @dataclass
    class ResolveRequested(Message):
        """Check or settle the unknown action of `step`."""

        step: str

    @dataclass
    class ViewRequested(Message):
        """Show all rows of the step's newest action."""

        step: str

    @dataclass
    class ReconcileRequested(Message):
        """Open the workbench of the comparison this step is about; empty: of one that is picked."""

        comparison: str

    @dataclass
    class CopyRequested(Message):
        text: str

    class OpenRequested(Message):
        """Open another runbook."""

    class TrustRequested(Message):
        """The open runbook has been read."""

    class UndoRequested(Message):
        """List the ways back."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._current = ""
        self._wanted = ""
        self._open_book = ""
        self._folds: dict[str, bool] = {}
        self._choice = StepChoice()

    @property
    def step(self) -> str:
        """The id of the step the cursor stands on; empty: none."""
        shown = self.cursor_line
        return shown.key.removeprefix(STEP) if shown is not None else ""

    def about(self) -> tuple[Part, ...]:
        return ((self.checklist.title, Tone.MUTED),) if self.checklist.title else ()

    def foot(self) -> tuple[Part, ...]:
        return (runbook_lines.tally_words(self.checklist.tally),) if self.checklist.items else ()

    def body(self) -> list[Line]:
        if not self.checklist.items:
            return list(self._hints())
        whole = list(self._lines_of_all(evidence=True))
        return whole if len(whole) <= self.row_height else list(self._lines_of_all(evidence=False))

    def rebuild(self) -> None:
        """Go on to the next open step by itself, unless the person is looking at another one."""
        item = self.checklist.current
        current = item.step.id if item else ""
        follows = not self.step or self.step == self._current or self.checklist.runbook != self._open_book
        self._open_book = self.checklist.runbook
        self._wanted = STEP + current if follows and current != self._current else ""
        self._current = current
        self._choice.done(self.done_blocks)
        super().rebuild()
        if self._wanted:
            self.reveal_with_rest(self._wanted)

    def cursor_wanted(self) -> str:
        return self._wanted

    def action_run(self) -> None:
        step = self._step()
        item = self.checklist.item(self.step)
        if step is not None and stops(step):
            self.post_message(self.RunRequested(step.id, self._choice.of(step)))
        elif step is not None and step.fields and item is not None and not item.finished:
            self.post_message(self.MarkRequested(step.id, StepState.DONE))  # what it asks is all there is to run
        else:
            self.notify("This step has nothing to run. Press x when it is done.", markup=False)

    def action_mark(self) -> None:
        item = self.checklist.item(self.step)
        if item:
            self.post_message(self.MarkRequested(self.step, StepState.TODO if item.finished else StepState.DONE))

    def action_copy(self) -> None:
        block, item, step = self._block(), self.checklist.item(self.step), self._step()
        block = block or (step.actions[0] if step and step.actions else None)  # the question is chosen: its block
        if block or item:
            self.post_message(self.CopyRequested(block.text if block else item.step.title if item else ""))

    def action_skip(self) -> None:
        if self.step:
            self.post_message(self.SkipRequested(self.step))

    def action_cancel(self) -> None:
        if self.step:
            self.post_message(self.CancelRequested(self.step))

    def action_view(self) -> None:
        item = self.checklist.item(self.step)
        if item and item.state is StepState.UNKNOWN:
            self.post_message(self.ResolveRequested(self.step))
        elif item:
            self.post_message(self.ViewRequested(self.step))

    def action_reconcile(self) -> None:
        step = self._step()
        self.post_message(self.ReconcileRequested(step.comparison if step else ""))

    def action_open(self) -> None:
        self.post_message(self.OpenRequested())

    def action_trust(self) -> None:
        self.post_message(self.TrustRequested())

    def action_undo(self) -> None:
        self.post_message(self.UndoRequested())

    def action_fold(self) -> None:
        if self.step:
            self._folds[self.step] = not self._is_open(self.step)
            self.rebuild()
            self.reveal_with_rest(STEP + self.step)

    def action_choose(self, way: int) -> None:
        step = self._step()
        if step:
            self._choice.move(step, way)
            self.rebuild()

    def _step(self) -> Step | None:
        return self.runbook.step(self.step) if self.runbook else None

    def _block(self) -> RunbookAction | None:
        step = self._step()
        choice = self._choice.of(step) if step else 0
        return step.actions[choice] if step and choice < len(step.actions) else None

    def _is_open(self, step: str) -> bool:
        return self._folds.get(step, step == self._current)

    def _hints(self) -> Iterator[Line]:
        for number, row in enumerate(wrapped(self.hint, self.row_width) if self.hint else ()):
            yield line((row, Tone.STRONG), key=f"hint {number}")

    def _lines_of_all(self, evidence: bool) -> Iterator[Line]:
        yield from self._hints()
        if not self.trusted:
            said = wrapped("[!] Not trusted yet: read it, then press T to trust.", self.row_width)
            yield from (line((row, Tone.WARN), key=f"trust {number}") for number, row in enumerate(said))
        # What the runbook is for stands above the steps until the first of them is begun, then below them.
        touched = any(item.started for item in self.checklist.items)
        if not touched:
            yield from runbook_lines.intro(self.runbook, self.row_width)
        for number, (phase, items) in enumerate(groupby(self.checklist.items, lambda item: item.step.phase)):
            group = list(items)
            if phase:
                yield runbook_lines.phase_head(number, phase, group)
            for item in group:
                yield from self._lines_of(item, evidence)
        if touched:
            yield from runbook_lines.intro(self.runbook, self.row_width)
        yield from runbook_lines.left_over(self.runbook, self.row_width)

    def _lines_of(self, item: Item, evidence: bool) -> Iterator[Line]:
        id, key = item.step.id, STEP + item.step.id
        yield step_lines.head(item, key, id == self._current, self.now, self.parameters)
        record, step = self.results.get(id), self.runbook.step(id) if self.runbook else None
        around = step_lines.Around(
            now=self.now,
            parameters=self.parameters,
            targets=self.targets,
            known=self.known,
            by_hand=self.by_hand,
            probe=self.probe_says.get(id, ""),
            output=self.action_lines.get(id, ()),
            columns=record.columns if record else (),
            rows=record.sample if record else (),
            chosen=self._choice.of(step) if step else 0,
        )
        if self._is_open(id):
            yield from step_lines.unfolded(item, step, key, self.row_width, around)
        elif evidence or item.state is not StepState.DONE:
            yield from step_lines.below(item, key, around)
