"""Pictures of the screen, one for each state worth seeing. Look at every one before taking it over."""

import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen

import cockpit
from cockpit.belt import fasten
from cockpit.core.profile import ENVIRONMENTS, Profile
from cockpit.engine.updates import Ready, Update
from screens.ask.byhand import ByHandScreen
from screens.ask.confirm import ConfirmScreen
from screens.ask.declare import DeclareScreen
from screens.ask.severity import SeverityScreen
from screens.incident import STYLE, IncidentScreen
from tests.snapshots.scenes import (
    ALARMED,
    BRANCHED,
    BY_HAND,
    CHANGES,
    DESTROYS,
    EMPTY,
    FULL,
    LOG,
    NOW,
    SUGGESTED,
    TROUBLED,
    WATCHING,
)
from tests.snapshots.settling import settled

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the pictures are drawn by Python 3.11")

NARROW, USUAL, HUGE = (80, 24), (120, 40), (200, 60)


class SnapCompare(Protocol):
    """The fixture of pytest-textual-snapshot."""

    def __call__(
        self,
        app: App[None],
        press: Sequence[str] = (),
        terminal_size: tuple[int, int] = (80, 24),
        run_before: Callable[[Pilot[None]], Awaitable[None]] | None = None,
    ) -> bool: ...


class Shown(App[None]):
    """The incident screen, told some updates at a fixed time, with maybe a question in front."""

    CSS_PATH = [Path(cockpit.__file__).with_name("app.tcss"), STYLE]

    def __init__(
        self,
        updates: Sequence[Update],
        profile: Profile = FULL,
        ask: ModalScreen[Any] | None = None,
        light: bool = False,
    ) -> None:
        super().__init__()
        fasten()
        self._updates = updates
        self._profile = profile
        self._ask = ask
        if light:
            self.theme = "textual-light"

    def get_default_screen(self) -> Screen[None]:
        return IncidentScreen(
            self._profile, lambda request: None, lambda: NOW, tuple, lambda text: (text, ""), read_only=False
        )

    async def told(self, pilot: Pilot[None]) -> None:
        """Everything told and asked."""
        while not self.screen.is_mounted or self.screen.focused is None:
            await pilot.pause(0.05)
        screen = self.screen
        assert isinstance(screen, IncidentScreen)
        log = Ready(log=LOG if self._profile is FULL else None)
        for update in (log, *self._updates):
            screen.receive(update)
        if self._ask is not None:
            await self.push_screen(self._ask)
            while self.screen.focused is None:
                await pilot.pause(0.05)
        await settled(pilot)


def picture(compare: SnapCompare, app: Shown, size: tuple[int, int], press: Sequence[str] = ()) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await app.told(pilot)
        if press:
            await pilot.press(*press)
            await settled(pilot)

    assert compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_watching_calmly(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(WATCHING), size)


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_the_worst_severity_with_alarms(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(ALARMED), size)


@pytest.mark.parametrize("pane", ["2", "3", "4", "5", "6"])
def test_each_pane_alone_on_a_small_terminal(snap_compare: SnapCompare, pane: str) -> None:
    picture(snap_compare, Shown(ALARMED), NARROW, press=[pane])


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_failed_unknown_regressed_and_skipped_steps_and_stale_readings(
    snap_compare: SnapCompare, size: tuple[int, int]
) -> None:
    picture(snap_compare, Shown(TROUBLED), size)


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_a_change_is_confirmed(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(ALARMED, ask=ConfirmScreen(CHANGES, ENVIRONMENTS["production"])), size)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_what_destroys_is_typed(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(ALARMED, ask=ConfirmScreen(DESTROYS, ENVIRONMENTS["production"])), size)


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_empty_panes_say_why(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown([], profile=EMPTY), size)


def test_sources_that_were_not_read_yet(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown([]), USUAL)


@pytest.mark.parametrize("size", [NARROW, USUAL], ids=str)
def test_a_question_with_a_branch_set_aside_and_a_watch(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(BRANCHED), size)


@pytest.mark.parametrize("size", [NARROW, USUAL, HUGE], ids=str)
def test_a_block_is_run_by_hand(snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    picture(snap_compare, Shown(BRANCHED, ask=ByHandScreen(BY_HAND, lambda _: None)), size)


def test_declaring(snap_compare: SnapCompare) -> None:
    ask = DeclareScreen(FULL.scale, lambda: NOW, symptom="oldest job: oldest_min 17")
    picture(snap_compare, Shown(WATCHING, ask=ask), NARROW)


def test_choosing_a_severity(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown(ALARMED, ask=SeverityScreen(FULL.scale, SUGGESTED, "P1")), NARROW)


def test_the_keys_of_a_pane(snap_compare: SnapCompare) -> None:
    async def help(pilot: Pilot[None]) -> None:
        await app.told(pilot)
        await pilot.press("question_mark")
        while isinstance(app.screen, IncidentScreen) or app.screen.focused is None:
            await pilot.pause(0.05)
        await settled(pilot)

    app = Shown(ALARMED)
    assert snap_compare(app, terminal_size=USUAL, run_before=help)


def test_in_the_light(snap_compare: SnapCompare) -> None:
    picture(snap_compare, Shown(ALARMED, light=True), USUAL)
