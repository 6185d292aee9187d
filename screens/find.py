"""Look for a text in everything the logs still hold: live, rotated, archived. Hits come while it looks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from cockpit.core.dossier import parsed
from cockpit.core.hits import Hit, Looked, Span
from cockpit.ports import Finder, Finding
from screens.ask.dialog import Dialog
from widgets.line import Part, Tone
from widgets.log_title import grouped
from widgets.pick_list import Option, PickList
from widgets.plain_input import PlainInput

SHOWN_EVERY = 0.2  # seconds between two looks at what was found so far
MOST = 500  # hits listed; more say that the text is not one request's
GRAVE: dict[str, Part] = {"error": ("E", Tone.BAD), "fatal": ("F", Tone.BAD), "warn": ("w", Tone.WARN)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to do with a hit: `read` its dossier, make it `t0`, or `pin` it. `hits`: all that was found with it."""

    what: str
    hit: Hit
    hits: tuple[Hit, ...]
    needle: str


class FindScreen(Dialog[Chosen | None]):
    """Returns what to do with a hit; None: closed. Closing stops the search."""

    DEFAULT_CSS = """
    FindScreen { #about { color: $text-muted; margin-bottom: 1; height: auto; } Box { max-width: 100%; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "choose('t0')", "T0", id="find.t0", tooltip="The incident began here"),
        Binding("b", "choose('pin')", "Pin", id="find.pin", tooltip="Keep this hit as evidence"),
    ]
    KEYS = "enter reads all about it · t T0 · b pins · tab text · esc closes"

    def __init__(
        self,
        finder: Finder,
        needle: str = "",
        found: tuple[Hit, ...] = (),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`found`: what was found for `needle` before; then it is shown and nothing is searched again."""
        super().__init__("Find", now)
        self._finder, self._needle = finder, needle
        self._hits = list(found)
        self._finding: Finding | None = None
        self._stop = Event()
        self._listed = -1
        self._over = bool(found)

    def content(self) -> ComposeResult:
        yield PlainInput(
            self._needle, placeholder="a request id, an order id, any text; enter looks for it", id="needle"
        )
        yield Static("", id="about", markup=False)
        yield PickList(id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words" if self._hits else "#needle")

    def on_mount(self) -> None:
        self.set_interval(SHOWN_EVERY, self._show)

    def on_unmount(self) -> None:
        self._stop.set()

    @on(Input.Submitted, "#needle")
    def _begin(self, event: Input.Submitted) -> None:
        self._stop.set()
        stop = self._stop = Event()
        needle = event.value.strip()
        try:
            finding = self._finder.find(needle, Span(), stop)
        except ValueError as error:
            self.wrong(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        hits: list[Hit] = []
        self._finding, self._hits, self._needle, self._over, self._listed = finding, hits, needle, False, -1

        def work() -> None:
            for hit in finding.hits():
                hits.append(hit)  # noqa: PERF402  # one by one: they are shown while it looks
            if not stop.is_set():
                self.app.call_from_thread(self._ended, finding)

        self.run_worker(work, thread=True, group="find", description="find a text in the logs")
        self.set_focus(self.query_one(PickList))

    def action_choose(self, what: str) -> None:
        """Do something with the hit under the cursor."""
        here = self.query_one(PickList).here
        if here:
            self.answer(Chosen(what, self._hits[int(here)], tuple(self._hits), self._needle))

    @on(PickList.Picked)
    def _read(self) -> None:
        self.action_choose("read")

    def _ended(self, finding: Finding) -> None:
        if finding is self._finding:
            self._over = True
            self._show()

    def _show(self) -> None:
        self.query_one("#about", Static).update(self._about())
        shown = min(len(self._hits), MOST)
        if shown != self._listed:
            self._listed = shown
            self.query_one(PickList).offer([_option(number, hit) for number, hit in enumerate(self._hits[:shown])])

    def _about(self) -> str:
        found = f"{grouped(len(self._hits))} found"
        if len(self._hits) > MOST:
            found += f", the first {MOST} listed"
        if self._finding is None:
            return found if self._hits else "Searched: live sources, and log files with their older siblings."
        if not self._over:
            progress = self._finding.progress
            share = f" of {size(progress.total)}" if progress.total else ""
            return f"{found}, looking: {size(progress.done)}{share}"
        return f"{found} in {told(self._finding.looked)}"


def told(looked: Looked) -> str:
    """What was looked at, how far back it reaches, and what could not be read."""
    words = f"{size(looked.bytes)} of {grouped(looked.files)} files"
    if looked.oldest is not None:
        words += f"; nothing before {looked.oldest:%Y-%m-%d %H:%M} UTC was there to look at"
    lost = [f"{unread.path}: {unread.why}" for unread in looked.unread]
    return "\n".join(
        [words, *(f"not read: {line}" for line in lost[:3]), *([f"and {len(lost) - 3} more"] if lost[3:] else [])]
    )


def size(count: int) -> str:
    """Bytes as people say them."""
    for unit, amount in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= amount:
            return f"{count / amount:.1f} {unit}"
    return f"{count} B"


def _option(number: int, hit: Hit) -> Option:
    row = parsed(hit)
    when = f"{row.at:%m-%d %H:%M:%S}" if row.at else "no time       "
    folded = f" ⏎ +{len(row.folded)}" if row.folded else ""
    return Option(
        id=str(number),
        title=f"{when} {row.text}{folded}",
        right=row.source,
        mark=GRAVE.get(row.level, (" ", Tone.PLAIN)),
    )
