"""How far the walk along a hash chain is, while it goes on; closes itself when it is through."""

import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit.core.chainprogress import Progress, Stage
from cockpit.engine.updates import ChainWalking
from screens.ask.dialog import Dialog
from widgets.line import Line, Tone, line
from widgets.page import Page

SHOWN_EVERY = 0.2  # seconds between two looks
BAR = 40  # cells at most
STOP, LEAVE = "stop", "leave"


class WalkScreen(Dialog[str | None]):
    """Returns STOP, LEAVE (it goes on behind the cockpit's back), or None: it is through."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "leave", "Background", id="walk.leave", tooltip="Let it go on in the background"),
    ]
    KEYS = "esc stops it, to go on later · b leaves it running"

    def __init__(
        self,
        chain: str,
        walking: Callable[[], ChainWalking | None],
        before: ChainWalking | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`walking`: what is known now; `before`: what was known of an earlier walk."""
        super().__init__(f"Walking the chain {chain}", now)
        self._walking, self._before = walking, before

    def content(self) -> ComposeResult:
        yield Page(self._lines, id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words")

    def on_mount(self) -> None:
        self.set_interval(SHOWN_EVERY, self._look)

    def action_back(self) -> None:
        self.dismiss(STOP)

    def action_leave(self) -> None:
        self.answer(LEAVE)

    def _look(self) -> None:
        known = self._known()
        if known is not None and known.stage is not Stage.WALKING:
            self.dismiss(None)
            return
        self.query_one(Page).remake()

    def _known(self) -> ChainWalking | None:
        known = self._walking()
        return known if known is not self._before else None

    def _lines(self, width: int) -> list[Line]:
        known = self._known()
        if known is None or not known.progress.rows:
            return [line("waiting for the first rows"), line(), line()]
        far = known.progress
        return [line(far.says), _bar(far, width), _found(far)]


def _bar(far: Progress, width: int) -> Line:
    if far.share is None:
        return line(("how many rows there are is not known", Tone.MUTED))
    cells = max(min(BAR, width - 8), 1)
    full = int(far.share * cells)
    return line(("█" * full, Tone.ACCENT), ("░" * (cells - full), Tone.MUTED), f" {far.share:.0%}")


def _found(far: Progress) -> Line:
    if not far.breaks:
        return line(("no break so far", Tone.GOOD))
    more = f", {far.breaks} breaks so far" if far.breaks > 1 else ""
    return line((f"[!] it breaks at {far.first_break}{more}", Tone.BAD))
