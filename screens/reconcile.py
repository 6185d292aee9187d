"""The reconcile workbench: two sides held against each other, and what is missing worked through row by row."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit.core.missing import Fate, Missing
from screens.ask.dialog import Dialog
from widgets.bench import KINDS, Bench
from widgets.page import Page
from widgets.pick_list import PickList
from widgets.reconcile_about import about
from widgets.reconcile_lines import options

LOOK_EVERY = 0.25  # seconds between two looks at what is known


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants of the row called `key` (empty: of none), and the kind of rows that was shown."""

    what: str
    key: str
    kind: str


class ReconcileScreen(Dialog[Chosen | None]):
    """Returns what needs more than a key; what needs no more goes to `doing` while it stays open. None: closed."""

    DEFAULT_CSS = """
    ReconcileScreen { #about { margin-bottom: 1; } Box { max-width: 100%; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Re-created", id="reconcile.mark", tooltip="It was re-created, or take that back"),
        Binding("n", "choose('not needed')", "Not needed", id="reconcile.waive", tooltip="It need not be re-created"),
        Binding("N", "choose('none needed')", "None needed", id="reconcile.waive-all", tooltip="None of them need be"),
        Binding("r", "again", "Again", id="reconcile.again", tooltip="Read both sides again: ticks what is there"),
        Binding("x", "stop", "Stop", id="reconcile.stop", tooltip="Stop reading"),
        Binding("e", "choose('since')", "Since", id="reconcile.since", tooltip="Compare from another time on"),
        Binding("w", "export", "CSV", id="reconcile.export", tooltip="Write it as CSV into the incident's folder"),
        Binding("y", "copy", "Copy", id="reconcile.copy", tooltip="Copy the key of this row"),
        Binding("tab", "kind(1)", "Kind", id="reconcile.next", tooltip="Other rows", priority=True),
        Binding("shift+tab", "kind(-1)", "Kind", id="reconcile.previous", tooltip="Rows before", priority=True),
        Binding("q", "back", "Close", id="reconcile.close", tooltip="Close", show=False),
    ]
    KEYS = "space re-created · n not needed · r again · tab kind · w csv · y key · esc"

    def __init__(
        self,
        title: str,
        bench: Callable[[], Bench],
        doing: Callable[[str, str], None],
        kind: str = KINDS[0],
        here: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`bench` is asked again and again; `doing` takes what a key wants of a row; the cursor begins at `here`."""
        super().__init__(title, now)
        self._bench, self._doing, self._kind, self._here = bench, doing, kind, here
        self._shown: tuple[Bench, str] | None = None

    def content(self) -> ComposeResult:
        yield Page(lambda width: about(self._bench(), self._kind, width), id="about")
        yield PickList(id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one(PickList)

    def on_mount(self) -> None:
        self.query_one("#about").can_focus = False
        self._look()
        self.set_interval(LOOK_EVERY, self._look)

    def action_mark(self) -> None:
        """Say that it was re-created, or take that back; on to the next row, there may be forty."""
        words = self.query_one(PickList)
        row = next((one for one in self._rows if one.row.key == words.here), None)
        if row is None:
            self.wrong("Only a missing row of an incident can be marked." if words.here else "There is no row here.")
        elif self.ready:
            self._doing(Fate.SAID if row.fate is Fate.OPEN else Fate.OPEN, words.here)
            words.action_down()

    def action_again(self) -> None:
        if self.ready:
            self._doing("again", "")

    def action_stop(self) -> None:
        if self.ready:
            self._doing("stop", "")

    def action_export(self) -> None:
        if self.ready:
            self._doing("export", "")

    def action_copy(self) -> None:
        here = self.query_one(PickList).here
        if self.ready and here:
            self._doing("copy", here)

    def action_kind(self, step: int) -> None:
        self._kind = KINDS[(KINDS.index(self._kind) + step) % len(KINDS)]
        self._look()

    def action_choose(self, what: str) -> None:
        here = self.query_one(PickList).here
        if here or what != "not needed":
            self.answer(Chosen(what, here, self._kind))

    @on(PickList.Picked)
    def _read(self, event: PickList.Picked) -> None:
        self.answer(Chosen("read", event.option, self._kind))

    @property
    def _rows(self) -> tuple[Missing, ...]:
        kept = self._bench().kept
        return kept.rows if kept else ()

    def _look(self) -> None:
        """Show what is known now, if that is something else."""
        shown = (self._bench(), self._kind)
        if shown == self._shown:
            return
        found = options(*shown)
        here = self._here if self._shown is None else ""
        self._shown = shown
        self.query_one("#about", Page).remake()
        words = self.query_one(PickList)
        words.display = bool(found)
        words.offer(found, here)
        self.wrong("")
