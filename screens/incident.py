"""The one screen of an incident: lays out the panes and shows what comes; `screens.carrying` takes up what is asked."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widget import Widget

from cockpit.core.profile import Profile
from cockpit.engine import requests as r
from cockpit.engine import updates as u
from screens.asked import asked_by
from screens.board import NAMES, Board
from screens.carrying import CarryingScreen
from screens.commands import about, bindings, command
from screens.desk import Desk
from screens.view import View, seen, waiting
from widgets.footer_bar import FooterBar
from widgets.status_bar import StatusBar
from widgets.tab_strip import Tab, TabStrip
from widgets.wrong_targets import WrongTargets

if TYPE_CHECKING:
    from textual.command import Provider

TICK = 1.0  # seconds between two looks at the clock
WATCHING = 5  # ticks between two in the panes while nothing is declared: ages need no seconds then, and a line costs
WIDE, TALL = 100, 30  # below either, one pane at a time
HUGE = 180  # cells across from which the timeline has room as well


STYLE = Path(__file__).with_name("incident.tcss")
"""For the App's CSS_PATH: Textual 8.2.8 does not load the CSS of the first screen by itself."""


def get_palette() -> "type[Provider]":
    """The palette's commands; imported when the palette opens."""
    from screens.palette import CockpitCommands  # textual.command and its search: not needed for the first paint

    return CockpitCommands


class IncidentScreen(CarryingScreen):
    """Five panes at 120x40, six at 200x60, one at a time with a tab strip where there is less room."""

    AUTO_FOCUS = "ChecklistPanel"
    COMMANDS = {get_palette}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"pane({n})", NAMES[n - 1], id=f"cockpit.pane-{n}", show=False) for n in range(1, 7)),
        Binding("z,f10", "zoom", "Zoom", id="cockpit.zoom", tooltip="One pane, or all again", show=False),
        Binding("colon", "command_line", "Command", id="cockpit.command", tooltip="Type a command", show=False),
        Binding("question_mark,f1", "help", "Help", id="cockpit.help", tooltip="Keys of this pane", show=False),
        Binding("escape", "back", "Back", id="cockpit.back", tooltip="Leave the zoomed pane", show=False),
        *bindings(),
    ]

    view: var[View] = var(View())
    chosen: var[int] = var(1)
    zoomed: var[bool] = var(False)

    def __init__(
        self,
        profile: Profile,
        submit: Callable[[r.Request], None],
        clock: Callable[[], datetime],
        runbooks: Callable[[], tuple[tuple[str, str, str], ...]],
        copied: Callable[[str], tuple[str, str]],
        read_only: bool,
    ) -> None:
        super().__init__(submit, Board(profile))
        self.profile = profile
        self.desk = Desk(self, runbooks, copied)
        self.clock = clock
        self._read_only = read_only
        self._ticks = 0
        self.set_reactive(IncidentScreen.view, waiting(profile))

    def compose(self) -> ComposeResult:
        yield StatusBar()
        yield WrongTargets()
        yield TabStrip()
        yield self.board
        yield FooterBar()

    def on_mount(self) -> None:
        bar = self.query_one(StatusBar)
        bar.environment, bar.scale = self.profile.environment, self.profile.scale
        bar.profile_title, bar.read_only = self.profile.title, self._read_only
        self.watch(self, "view", self._show)
        self.watch(self, "chosen", self._show_tabs)
        self.watch(self, "zoomed", self._arrange, init=False)
        self._tick()
        self.set_interval(TICK, self._tick)

    @on(events.Resize)
    def _arrange(self) -> None:
        """As many panes as there is room for."""
        width, height = self.app.size
        self.set_class(self.zoomed or width < WIDE or height < TALL, "-single")
        self.set_class(width >= HUGE and height >= TALL, "-huge")

    # What comes down

    def receive(self, update: u.Update) -> None:
        """Take one update: show what is known now, and ask what it asks."""
        self.view = seen(self.view, update)
        match update:
            case u.Ready():
                self.board.read(update.log)
            case u.Said():
                self.desk.tell(update.text, update.severity)
            case _ if asks := asked_by(update):
                self.desk.begin(asks, update)

    def _show(self, view: View) -> None:
        bar = self.query_one(StatusBar)
        bar.incident, bar.signals, bar.likely = view.incident, view.signals, len(view.likely)
        self.query_one(WrongTargets).wrong = view.wrong_targets
        self.board.show(view)
        self._show_tabs()

    def _tick(self) -> None:
        now = self.clock()
        self.query_one(StatusBar).now = now
        if self.view.incident.is_open or self._ticks % WATCHING == 0:
            self.board.tick(now)
        self._ticks += 1

    def _show_tabs(self) -> None:
        alarms, unknown = len(self.view.alarms), len(self.view.incident.unknown)
        marks = {1: f"{unknown}?" if unknown else "", 2: "!" if alarms else "", 4: "!" if alarms else ""}
        strip = self.query_one(TabStrip)
        strip.tabs = tuple(Tab(n, name, marks.get(n, ""), n in (2, 4)) for n, name in enumerate(NAMES, start=1))
        strip.active = self.chosen
        self.board.choose(self.chosen)

    # What goes up

    def action_command(self, id: str) -> None:
        """Run one of the table's commands."""
        found = command(id)
        if found:
            self.desk.begin(found.flow, *about(id))

    def action_command_line(self) -> None:
        self.desk.begin("reading:command_line")

    def action_help(self) -> None:
        self.desk.begin("reading:keys", self.focused)

    def action_pane(self, number: int) -> None:
        """Go to a pane."""
        self.chosen = number
        self.board.pane(number).focus()

    @property
    def pane(self) -> Widget:
        """The pane a person is in."""
        return self.board.pane(self.chosen)

    def action_zoom(self) -> None:
        """One pane alone, or all again."""
        self.zoomed = not self.zoomed

    def action_back(self) -> None:
        """Leave the zoomed pane; never leaves the cockpit."""
        self.zoomed = False

    @on(events.DescendantFocus)
    def _follow_focus(self, event: events.DescendantFocus) -> None:
        number = self.board.number_of(event.widget)
        if number is not None:
            self.chosen = number
            self.query_one(FooterBar).show_keys_of(self.board.pane(number))

    @on(TabStrip.Chosen)
    def _go_to_tab(self, event: TabStrip.Chosen) -> None:
        self.action_pane(event.number)
