"""A log that is asked for again and again: every line once, whatever the vendor does, and every gap said."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.http import Http
from cockpit.adapters.logs.polled import Follower, Line, Page, PolledLog, Rhythm
from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.written import Written
from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.drill.vendors.supabase import REF, TOKEN, supabase
from cockpit.drill.vendors.supabase import Line as Row
from cockpit.ports import ProviderContext
from cockpit.providers.supabase.client import Client
from cockpit.providers.supabase.log import ProjectLog
from tests.adapters.logs.waiting import lines, notices, until

START = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
PAGE = 10


class Vendor:
    """Keeps lines, shows at most PAGE of them per question, each only some time after it happened."""

    def __init__(self) -> None:
        self.now_is = START
        self.lines: list[tuple[Line, datetime]] = []
        self.broken = ""
        self.questions = 0

    def now(self) -> datetime:
        return self.now_is

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None: ...

    def happens(self, at: datetime, late: float = 0.0) -> str:
        id = f"l{len(self.lines)}"
        self.lines.append((Line(id=id, at=at, raw=id.encode()), at + timedelta(seconds=late)))
        return id

    async def ask(self, since: datetime, until: datetime) -> Page:
        self.questions += 1
        if self.broken:
            raise SourceError(self.broken)
        seen = [line for line, shown in self.lines if since <= line.at <= until and shown <= self.now_is]
        newest = sorted(seen, key=lambda line: line.at, reverse=True)
        return Page(lines=tuple(newest[:PAGE]), full=len(newest) >= PAGE)


class Out:
    """What came out of it."""

    def __init__(self, vendor: Vendor) -> None:
        self.ids: list[str] = []
        self.said: list[str] = []
        self.follower = Follower(vendor.ask, vendor, Rhythm(), self._keep, self.said.append)

    def _keep(self, chunk: bytes) -> None:
        self.ids += chunk.decode().split()


async def test_a_line_that_comes_late_is_seen_once() -> None:
    vendor = Vendor()
    out = Out(vendor)
    early, late = vendor.happens(START), vendor.happens(START, late=90)
    for _ in range(10):
        await out.follower.once()
        vendor.now_is += timedelta(seconds=15)
    assert out.ids == [early, late]
    assert (out.said, out.follower.state) == ([], "following")


async def test_a_storm_is_asked_for_page_by_page_and_what_is_too_much_is_said() -> None:
    vendor = Vendor()
    out = Out(vendor)
    for number in range(3 * PAGE):
        vendor.happens(START - timedelta(seconds=number))
    await out.follower.once()
    assert len(set(out.ids)) == 3 * PAGE
    assert out.said == []
    vendor.now_is += timedelta(minutes=1)
    for number in range(100):
        vendor.happens(START + timedelta(seconds=number / 2))
    await out.follower.once()
    assert "are missing" in out.said[0]
    assert vendor.questions <= 4 + 5


async def test_more_in_one_moment_than_an_answer_holds_ends_and_is_said() -> None:
    vendor = Vendor()
    out = Out(vendor)
    for _ in range(50):
        vendor.happens(START)
    await out.follower.once()
    assert "too many lines" in out.said[0]
    assert vendor.questions <= 5


async def test_while_nothing_new_comes_or_nothing_can_be_read_it_asks_half_as_often() -> None:
    vendor = Vendor()
    out = Out(vendor)
    assert (out.follower.pause, Rhythm().quiet) == (Rhythm().every, 2 * Rhythm().every)
    await out.follower.once()
    assert out.follower.pause == Rhythm().quiet
    vendor.happens(vendor.now_is)
    await out.follower.once()
    assert out.follower.pause == Rhythm().every
    vendor.broken = "no"
    await out.follower.once()
    await out.follower.once()
    assert out.follower.pause == Rhythm().quiet


async def test_a_storm_of_many_pages_is_asked_for_half_as_often() -> None:
    vendor = Vendor()
    out = Out(vendor)
    for number in range(3 * PAGE):
        vendor.happens(START - timedelta(seconds=number))
    await out.follower.once()
    assert vendor.questions == 4
    assert out.follower.pause == Rhythm().quiet


async def test_what_came_while_it_could_not_be_read_follows_and_the_outage_is_said_once() -> None:
    vendor = Vendor()
    out = Out(vendor)
    await out.follower.once()
    vendor.broken = "the line to api broke"
    for _ in range(20):
        vendor.now_is += timedelta(seconds=15)
        await out.follower.once()
    assert out.follower.state == "connecting again", "as every log that goes on by itself: `tail` must not end"
    missed = vendor.happens(START + timedelta(minutes=3))
    vendor.broken = ""
    await out.follower.once()
    assert out.ids == [missed]
    assert out.said == [
        "not read from 09:00:00 on: the line to api broke; connecting again",
        "read again after 5 min; what came meanwhile follows",
    ]


async def test_an_outage_longer_than_can_be_asked_for_names_the_gap() -> None:
    vendor = Vendor()
    out = Out(vendor)
    await out.follower.once()
    vendor.now_is += timedelta(hours=30)
    await out.follower.once()
    assert out.said == ["lines from 09:00:00 to 15:00:00 are missing: too long ago to ask for"]


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 100)), max_size=40), st.lists(st.booleans(), max_size=60))
async def test_every_line_comes_exactly_once_whenever_questions_fail(
    happened: list[tuple[int, int]], fails: list[bool]
) -> None:
    vendor = Vendor()
    out = Out(vendor)
    vendor.lines = [
        (
            Line(id=f"l{number}", at=START + timedelta(seconds=at), raw=f"l{number}".encode()),
            START + timedelta(seconds=at + late),
        )
        for number, (at, late) in enumerate(happened)
    ]
    for turn in range(80):
        vendor.broken = "no" if turn < len(fails) and fails[turn] else ""
        await out.follower.once()
        vendor.now_is += timedelta(seconds=15)
    assert len(out.ids) == len(set(out.ids))
    if not any("are missing" in said for said in out.said):
        assert sorted(out.ids) == sorted(line.id for line, _ in vendor.lines)


def followed(folder: Path, vendor_url: str, now: Callable[[], datetime], store: LogStore) -> PolledLog:
    """The project's log through the real client, four hundred times faster than usual."""

    class Clock:
        def now(self) -> datetime:
            return now()

        def monotonic(self) -> float:
            return now().timestamp()

        async def sleep(self, seconds: float) -> None: ...

    async def secret_of(name: str) -> Secret | None:
        return Secret(name, TOKEN)

    context = ProviderContext(secret_of=secret_of, who="ana", clock=Clock())
    http = Http(context.clock, total_s=2, paces=context.paces)
    target = Target(name="kitchen", provider="supabase", settings={"ref": REF, "url": vendor_url}, secret="supabase")
    log = ProjectLog(Client(target, context, http), "requests", "orders")
    rhythm = Rhythm(every=timedelta(seconds=0.03), quiet=timedelta(seconds=0.03))
    return PolledLog("orders", Written(store.feed("orders"), folder), log.page, http.close, context.clock, rhythm)


def test_events_in_are_rows_out_over_ten_minutes_with_three_drops(tmp_path: Path) -> None:
    moment = [START]
    faults = {2: Reply(503), 5: Reply(429, b"{}", {"retry-after": "30"}), 8: Reply(200, b"{", reset=True)}
    with supabase(lambda: moment[0]) as (server, project):
        store = LogStore()
        log = followed(tmp_path, server.url, lambda: moment[0], store)
        log.start()
        try:
            for minute in range(10):
                if minute in faults:
                    project.fault = partial(_always, faults[minute])
                    until(partial(_said, store, minute // 3 + 1), "the drop is said")
                project.lines += [
                    Row(id=f"{minute}-{number}", at=moment[0] + timedelta(seconds=number)) for number in range(60)
                ]
                moment[0] += timedelta(minutes=1)
                project.fault = lambda asked: None
                until(partial(_came, store, 60 * (minute + 1)), "every event is a row")
        finally:
            log.close()
        ids = [raw.split(b'"id":"')[1].split(b'"')[0].decode() for raw in lines(store)]
        said = notices(store)
        store.close()
    assert sorted(ids) == sorted(line.id for line in project.lines)
    assert len(ids) == 600
    assert [text.split(" ")[0] for text in said] == ["not", "read"] * 3
    assert store.state("orders") == "ended"


def _always(reply: Reply, asked: Asked) -> Reply:
    return reply


def _said(store: LogStore, drops: int) -> bool:
    return sum("not read from" in text for text in notices(store)) == drops


def _came(store: LogStore, count: int) -> bool:
    return len(lines(store)) >= count


def test_closing_does_not_wait_for_an_answer_that_never_comes(tmp_path: Path) -> None:
    with supabase(lambda: START) as (server, project):
        project.fault = lambda asked: Reply(hang=True)
        store = LogStore()
        log = followed(tmp_path, server.url, lambda: START, store)
        log.start()
        until(lambda: bool(server.asked), "it asks")
        log.close()
        assert store.state("orders") == "ended"
        store.close()


async def test_a_kind_of_log_that_is_not_there_is_said_when_it_is_read() -> None:
    log = ProjectLog(None, "edge")  # type: ignore[arg-type]  # nothing is asked
    with pytest.raises(SourceError, match="no kind of log called 'edge'"):
        await log.page(START, START)
