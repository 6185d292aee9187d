"""`cockpit tail`: the log pane alone, full screen."""

from datetime import UTC, datetime

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer

from cockpit.core.duration import short
from cockpit.core.text import printable
from cockpit.ports import LogView
from screens.log_row import LogRowScreen
from widgets.log_panel import LogPanel


class TailScreen(Screen[None]):
    """One pane on `view`. T0 is kept here only; there is no incident to put it into."""

    CSS_PATH = "tail.tcss"
    BINDINGS = [
        Binding("q", "app.quit", "Quit", id="tail.quit", tooltip="Leave the log"),
        Binding("question_mark,f1", "app.show_help_panel", "Help", id="app.help", tooltip="The keys of this pane"),
    ]

    def __init__(self, view: LogView, columns: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._view = view
        self._columns = columns

    def compose(self) -> ComposeResult:
        panel = LogPanel()
        panel.view, panel.columns = self._view, self._columns
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
        self.app.copy_to_clipboard(event.text)
        self.notify("Sent to the terminal's clipboard.", markup=False)

    @on(LogPanel.Pinned)
    @on(LogPanel.Commented)
    def _cannot_keep(self) -> None:
        self.notify("There is no incident to keep this in; open the cockpit for it.", severity="warning", markup=False)

    @on(LogPanel.RowOpened)
    def _open_row(self, event: LogPanel.RowOpened) -> None:
        self.app.push_screen(LogRowScreen(event.parsed))


class TailApp(App[None]):
    """The smallest app around a log: no palette, no palette keys, ctrl+q or q leaves."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, view: LogView, title: str = "", columns: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._view = view
        self._columns = columns
        self.title = printable(title)

    def on_mount(self) -> None:
        self.push_screen(TailScreen(self._view, self._columns))
