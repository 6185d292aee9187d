"""The board of possible causes: what rows look like, and the hypotheses people raised. It goes on while it is open."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit.core.hypothesis import Standing
from screens.ask.dialog import Dialog
from screens.view import View
from widgets.cause_lines import SUGGESTED, options
from widgets.cell import Cell
from widgets.line import Tone
from widgets.pick_list import PickList

LOOK_EVERY = 0.25  # seconds between two looks at what is known


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person wants of the cause called `id`; empty: there is none under the cursor."""

    what: str
    id: str


class CausesScreen(Dialog[Chosen | None]):
    """Returns what was chosen of which cause; None: closed."""

    DEFAULT_CSS = """
    CausesScreen { #about { margin-bottom: 1; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "choose('new')", "New", id="causes.new", tooltip="Raise an idea of your own"),
        Binding("f", "choose('for')", "For", id="causes.for", tooltip="Something speaks for it"),
        Binding("a", "choose('against')", "Against", id="causes.against", tooltip="Something speaks against it"),
        Binding("c", "choose('confirm')", "Confirm", id="causes.confirm", tooltip="This was the cause"),
        Binding("x", "choose('refute')", "Refute", id="causes.refute", tooltip="This was not the cause"),
        Binding("s", "choose('aside')", "Set aside", id="causes.aside", tooltip="Not now: say why"),
        Binding("r", "choose('runbook')", "Runbook", id="causes.runbook", tooltip="Open the runbook that helps"),
        Binding("o", "choose('open')", "Open again", id="causes.open", tooltip="It is open again"),
        Binding("q", "back", "Close", id="causes.close", tooltip="Close", show=False),
    ]
    KEYS = "enter opens · n new · f for, a against · c confirm, x refute · s aside · esc"

    def __init__(
        self,
        view: Callable[[], View],
        here: str = "",
        runbooks: Mapping[str, str] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`view` is asked again and again, the cursor begins at `here`; `runbooks` are by class of bug."""
        super().__init__("What may be the cause", now)
        self._view = view
        self._here = here
        self._runbooks = runbooks or {}
        self._shown: View | None = None

    def content(self) -> ComposeResult:
        yield Cell(id="about")
        yield PickList(id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one(PickList)

    def on_mount(self) -> None:
        self._look()
        self.set_interval(LOOK_EVERY, self._look)

    def action_choose(self, what: str) -> None:
        here = self.query_one(PickList).here
        if what == "new" or here:
            self.answer(Chosen(what, here))

    @on(PickList.Picked)
    def _pick(self, event: PickList.Picked) -> None:
        self.answer(Chosen("read", event.option))

    def _look(self) -> None:
        """Show what is known now, if that is something else."""
        view = self._view()
        if self._shown is not None and _same(self._shown, view):
            return
        first = self._shown is None
        self._shown = view
        found = options(view.causes, view.incident.hypotheses, self._runbooks)
        self.query_one("#about", Cell).show(about(view), Tone.MUTED)
        words = self.query_one(PickList)
        words.display = bool(found)
        words.offer(found, self._begins_at(view) if first else "")
        self.fit()

    def _begins_at(self, view: View) -> str:
        """Where the cursor was: a suggestion that was raised meanwhile is a hypothesis now."""
        bug_class = self._here.removeprefix(SUGGESTED)
        raised = (one.id for one in view.incident.hypotheses if one.bug_class == bug_class != self._here)
        return next(raised, self._here)


def about(view: View) -> str:
    """The board in one line."""
    hypotheses = view.incident.hypotheses
    counts = [(len(view.likely), "looks likely" if len(view.likely) == 1 else "look likely")]
    counts += [(sum(one.standing is standing for one in hypotheses), str(standing)) for standing in Standing]
    said = ", ".join(f"{count} {words}" for count, words in counts if count)
    left_out = f" · {view.left_out} rows came too fast to be looked at" if view.left_out else ""
    return (said or "Nothing looks like a known bug yet, and nobody raised a cause. n raises one.") + left_out


def _same(one: View, other: View) -> bool:
    return one.causes == other.causes and one.incident.hypotheses == other.incident.hypotheses
