"""A request is looked for on the screen, read whole, and taken from there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

from textual.app import App
from textual.widgets import Static

from cockpit.core.hits import Hit, Looked, Progress, Span, Unread
from cockpit.core.readings import AuditRow, AuditWindow
from screens.dossier import DossierScreen
from screens.find import Chosen, FindScreen
from tests.fakes import NASTY
from tests.screens.ask.asking import opened
from tests.widgets.painted import all_text, until
from tests.widgets.test_log_pane import Growing
from widgets.pick_list import PickList

AT = datetime(2026, 3, 14, 9, 26, 5, tzinfo=UTC)


def hit(seconds: int, says: str, **fields: str) -> Hit:
    told = "".join(f',"{name}":"{value}"' for name, value in fields.items())
    at = AT + timedelta(seconds=seconds)
    raw = f'{{"time":"{at.isoformat()}","level":"error","msg":"{says}","request_id":"r-1"{told}}}'.encode()
    return Hit(source="api", path="api.log", line=1, raw=raw, at=at, place=at)


HITS = (hit(0, "began", staff="ana"), hit(1, "failed", error_class="TypeError"))


class Finding:
    def __init__(self, hits: tuple[Hit, ...], stop: Event) -> None:
        self._hits, self._stop = hits, stop
        self.progress = Progress(path="", done=10, total=100, hits=0)
        self.looked = Looked(
            files=2, bytes=5_000_000, oldest=AT, unread=(Unread("a.gz", "it is cut off"), Unread(NASTY, "x"))
        )

    def hits(self) -> Iterator[Hit]:
        yield from self._hits


class Looking:
    """A finder that knows some hits."""

    def __init__(self, *hits: Hit) -> None:
        self._hits = hits
        self.asked: list[str] = []

    def find(self, needle: str, span: Span, stop: Event) -> Finding:
        if not needle:
            raise ValueError("there is nothing to find; give some text")
        self.asked.append(needle)
        return Finding(self._hits, stop)


def about(app: App[None]) -> str:
    return str(app.screen.query_one("#about", Static).render())


async def test_hits_are_listed_with_what_was_looked_at_and_what_was_not() -> None:
    async with opened(lambda now: FindScreen(Looking(*HITS), "r-1", (), now)) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: "2 found in 5.0 MB of 2 files; nothing before 2026-03-14 09:26 UTC" in about(app))
        assert "not read: a.gz: it is cut off" in about(app)
        assert [option.title[15:] for option in app.screen.query_one(PickList).options] == ["began", "failed"]
        await pilot.press("down", "enter")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [Chosen("read", HITS[1], HITS, "r-1")]


async def test_a_hit_sets_t0_or_is_pinned() -> None:
    async with opened(lambda now: FindScreen(Looking(*HITS), "r-1", HITS, now)) as (app, pilot, _):
        await until(pilot, lambda: len(app.screen.query_one(PickList).options) == 2)
        await pilot.press("t")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [Chosen("t0", HITS[0], HITS, "r-1")]


async def test_nothing_to_look_for_is_said_and_the_dialog_stays() -> None:
    async with opened(lambda now: FindScreen(Looking(), "", (), now)) as (app, pilot, _):
        await pilot.press("enter")
        await until(pilot, lambda: "There is nothing to find" in all_text(app))
        await pilot.press("x", "enter")
        await until(pilot, lambda: "0 found" in about(app))


async def test_the_dossier_shows_the_request_its_people_and_its_errors() -> None:
    log = Growing(0)
    log.lines = [hit(n, "other", error_class="TypeError").raw for n in range(3)] + [hit(9, "calm").raw]
    near = AuditRow(at=AT - timedelta(minutes=3), who="ana", cells=("refund.created", NASTY))
    far = AuditRow(at=AT - timedelta(minutes=50), who="ana", cells=("login",))
    other = AuditRow(at=AT, who="ben", cells=("opened",))
    window = AuditWindow(
        source="staff",
        at=AT,
        since=AT - timedelta(hours=1),
        until=AT + timedelta(hours=1),
        columns=("what", "about"),
        rows=(far, near, other),
    )
    looking = Looking(*HITS)
    dossier = partial(DossierScreen, HITS[1], HITS[1:], "failed", looking, log, [window])
    async with opened(lambda now: dossier(now), (120, 40)) as (app, pilot, _):
        await until(pilot, lambda: "TypeError: 3 rows, first 03-14 09:26:05" in all_text(app))
        text = all_text(app)
        assert looking.asked == ["r-1"]
        assert "Request r-1" in text
        assert "began" in text
        assert "09:23:05 ana refund.created" in text
        assert "login" not in text
        assert "opened" not in text
        assert not any(ord(one) < 32 and one != "\n" for one in text)
        await pilot.press("a")
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == ["ana"]
