"""A source that cannot be read for a while is a signal of its own."""

from pathlib import Path

from msgspec.structs import replace

from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.signals import SignalState, Threshold
from cockpit.engine.updates import SignalsChanged
from tests.engine.desk import Desk, desk
from tests.fakes import PROFILE

GONE = Threshold(name="database not reached", source="staff", expr="unread_min > 2", severity="P1")
WATCHED = replace(PROFILE, thresholds=(GONE,))


def state(d: Desk) -> SignalState:
    return [update for update in d.updates if isinstance(update, SignalsChanged)][-1].signals[0].state


async def test_a_few_failed_readings_are_none_two_minutes_of_them_are_and_one_good_one_ends_it(tmp_path: Path) -> None:
    async with desk(tmp_path, profile=WATCHED) as d:
        assert state(d) is SignalState.CALM
        d.audit.broken = SourceError("staff: no answer")
        await d.clock.forward(60)
        assert state(d) is SignalState.CALM
        await d.clock.forward(120)
        assert state(d) is SignalState.RAISED
        said = [update for update in d.updates if isinstance(update, SignalsChanged)][-1]
        assert said.suggestion
        assert said.suggestion.level == "P1"
        assert said.signals[0].says.startswith("staff not read for ")
        d.audit.broken = None
        await d.clock.forward(20)
        assert state(d) is SignalState.CALM


async def test_a_credential_that_is_missing_here_says_nothing_of_the_source(tmp_path: Path) -> None:
    async with desk(tmp_path, profile=WATCHED) as d:
        d.audit.broken = MissingHereError("no token is stored")
        await d.clock.forward(300)
        assert state(d) is SignalState.CALM
