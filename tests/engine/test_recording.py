"""The logs are recorded from declaration to close, whoever closes, and by one cockpit only."""

from pathlib import Path

from cockpit.core import events as e
from cockpit.engine import requests as r
from tests.engine.desk import desk
from tests.fakes import ACTOR, START, ListJournal


class Tape:
    """A recorder that only notes what it is asked."""

    def __init__(self, why: str = "") -> None:
        self.asked: list[str] = []
        self._why = why

    def begin(self, folder: Path) -> str:
        self.asked.append(f"begin {folder.name}")
        return self._why

    def end(self) -> None:
        self.asked.append("end")


def opened(folder: Path) -> ListJournal:
    folder.mkdir()
    journal = ListJournal(folder)
    journal.append(e.IncidentDeclared(incident="inc-9", profile="p", title="x", t0=START), ACTOR, START)
    return journal


async def test_an_incident_is_recorded_from_its_declaration_to_its_close(tmp_path: Path) -> None:
    tape = Tape()
    async with desk(tmp_path, recorder=tape) as at:
        assert tape.asked == []
        await at.ask(r.Declare(title="Orders stand still"))
        await at.ask(r.AddNote(text="x"), r.Resolve(cause="y"))
        assert tape.asked == ["begin inc-1"]
        await at.ask(r.Close(reason="done"))
    assert tape.asked == ["begin inc-1", "end"]


async def test_an_incident_gone_on_with_is_recorded_again_and_left_resumable(tmp_path: Path) -> None:
    tape = Tape()
    async with desk(tmp_path, recorder=tape, journal=opened(tmp_path / "inc-9")):
        pass
    assert tape.asked == ["begin inc-9"]


async def test_an_incident_closed_from_a_second_shell_is_recorded_no_more(tmp_path: Path) -> None:
    tape, journal = Tape(), opened(tmp_path / "inc-9")
    async with desk(tmp_path, recorder=tape, journal=journal) as at:
        journal.append(e.IncidentClosed(reason="over"), ACTOR, START)
        await at.clock.forward(2)
    assert tape.asked == ["begin inc-9", "end"]


async def test_a_cockpit_that_joins_does_not_record(tmp_path: Path) -> None:
    tape, journal = Tape(), opened(tmp_path / "inc-9")
    journal.alone = False
    async with desk(tmp_path, recorder=tape, journal=journal):
        pass
    assert tape.asked == []


async def test_why_nothing_is_recorded_is_said(tmp_path: Path) -> None:
    async with desk(tmp_path, recorder=Tape("the logs are not recorded: no room")) as at:
        await at.ask(r.Declare(title="x"))
        assert "the logs are not recorded: no room" in at.said
