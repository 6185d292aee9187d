"""`cockpit tail`: the log pane alone, full screen."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer

from cockpit.core.duration import short
from cockpit.core.logfilter import read
from cockpit.core.profile import LogSpec
from cockpit.core.text import printable
from cockpit.ports import LogView
from screens.log_counted import counted
from screens.log_row import LogRowScreen
from widgets.log_panel import LogPanel

T = TypeVar("T")
Copied = Callable[[str], tuple[str, str]]


class TailScreen(Screen[None]):
    """One pane on `view`. T0 is kept here only; there is no incident to put it into."""

    CSS_PATH = "tail.tcss"
    BINDINGS = [
        Binding("q", "app.quit", "Quit", id="tail.quit", tooltip="Leave the log"),
        Binding("question_mark,f1", "app.show_help_panel", "Help", id="app.help", tooltip="The keys of this pane"),
    ]

    def __init__(self, view: LogView, specs: Mapping[str, LogSpec], copied: Callable[[str], None]) -> None:
        super().__init__()
        self._copied = copied
        self._view = view
        self._specs = specs

    def compose(self) -> ComposeResult:
        panel = LogPanel()
        panel.view, panel.finds = self._view, False  # `cockpit find` looks in older files
        panel.columns = tuple((name, spec.columns) for name, spec in self._specs.items())
        panel.deploys = next((read(spec.deploys) for spec in self._specs.values() if spec.deploys), None)
        yield panel
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(LogPanel).focus()
        self.set_interval(1, self._tick)

    def _tick(self) -> None:
        self.query_one(LogPanel).now = datetime.now(UTC)

    @on(LogPanel.TimeZeroChosen)
    def _set_time_zero(self, event: LogPanel.TimeZeroChosen) -> None:
        panel = self.query_one(LogPanel)
        panel.t0, panel.relative = event.at, True
        panel.frame()
        ago = short(datetime.now(UTC) - event.at)
        self.notify(f"T0 is {event.at:%H:%M:%S} UTC, {ago} ago; T shows times of day again.", markup=False)

    @on(LogPanel.Copied)
    def _copy(self, event: LogPanel.Copied) -> None:
        self._copied(event.text)

    @on(LogPanel.Pinned)
    @on(LogPanel.Commented)
    def _cannot_keep(self) -> None:
        self.notify("There is no incident to keep this in; open the cockpit for it.", severity="warning", markup=False)

    @on(LogPanel.CountRequested)
    def _count(self, event: LogPanel.CountRequested) -> None:
        panel = self.query_one(LogPanel)
        marks = [(panel.t0, "T0")] if panel.t0 is not None else []
        self.run_worker(counted(event, marks, self._ask), group="counting", description="count the log")

    async def _ask(self, screen: ModalScreen[T | None]) -> T | None:
        return await self.app.push_screen_wait(screen)

    @on(LogPanel.RowOpened)
    def _open_row(self, event: LogPanel.RowOpened) -> None:
        self.app.push_screen(LogRowScreen(event.parsed, event.raw))


class TailApp(App[None]):
    """The smallest app around a log: no palette, no palette keys, ctrl+q or q leaves."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        view: LogView,
        title: str = "",
        specs: Mapping[str, LogSpec] = MappingProxyType({}),
        copied: Copied = lambda text: (text, ""),
    ) -> None:
        """`specs`: the sources by the names they have in `view`. `copied`: as in `engine.kit.Kit`."""
        super().__init__()
        self._copied = copied
        self._view = view
        self._specs = specs
        self.title = printable(title)

    def copied(self, text: str) -> None:
        """Send `text` to the clipboard, and say so."""
        clean, kept = self._copied(text)
        self.copy_to_clipboard(clean)
        self.notify(f"Sent to the terminal's clipboard{f'; also in {kept}' if kept else ''}.", markup=False)

    @on(LogRowScreen.Copied)
    def _copy_row(self, event: LogRowScreen.Copied) -> None:
        self.copied(event.text)

    def on_mount(self) -> None:
        self.push_screen(TailScreen(self._view, self._specs, self.copied))
