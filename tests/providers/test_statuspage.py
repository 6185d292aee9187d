"""Status pages of every form we know, and of none."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.adapters.answers import Answer, BadAnswerError
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Outcome, Target
from cockpit.core.profile import StatusSpec
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.core.text import hidden
from cockpit.drill.vendors.loopback import Asked, Behaviour, Loopback, QuickClock, Reply, loopback, unused_port
from cockpit.ports import ProviderContext, Run
from cockpit.providers.statuspage import StatusPage, build, build_status
from cockpit.providers.statuspage.forms import FORMS, INDICATORS, indicator
from cockpit.providers.statuspage.provider import StatusPageProvider
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

NASTY = "\x1b[2J[/x]\u202e"
STATUSPAGE = {
    "page": {"id": "p1", "name": "Acme", "url": "https://status.acme.example", "updated_at": "2026-03-14T09:00:00Z"},
    "status": {"indicator": "major", "description": "Partial System Outage"},
    "components": [
        {"id": "g", "name": "Group", "status": "major_outage", "group": True, "group_id": None},
        {"id": "c1", "name": "API", "status": "operational", "group": False, "group_id": "g"},
        {"id": "c2", "name": "Dashboard", "status": "partial_outage", "group": False, "group_id": "g"},
        {"id": "c3", "name": "Search", "status": "under_maintenance", "group": False, "group_id": None},
    ],
    "incidents": [
        {
            "id": "i1",
            "name": "Slow pages",
            "status": "investigating",
            "impact": "major",
            "components": [{"name": "Dashboard"}],
        },
        {"id": "i2", "name": "Everything", "status": "monitoring", "impact": "minor", "components": []},
        {"id": "i3", "name": "Old", "status": "postmortem", "impact": "none"},
    ],
    "scheduled_maintenances": [],
}
WIDGET = {
    "page_title": "Acme",
    "page_url": "https://status.acme.example",
    "ongoing_incidents": [
        {
            "id": "1",
            "name": "Logins fail",
            "status": "identified",
            "current_worst_impact": "full_outage",
            "affected_components": [{"id": "x", "name": "Login", "current_status": "full_outage"}],
        }
    ],
    "in_progress_maintenances": [],
    "scheduled_maintenances": [],
}
INSTATUS = {
    "page": {"name": "Acme", "url": "https://status.acme.example", "status": "HASISSUES"},
    "activeIncidents": [{"name": "Builds queue", "started": "x", "status": "INVESTIGATING", "impact": "PARTIALOUTAGE"}],
}


async def no_secret(name: str) -> Secret | None:
    raise AssertionError(f"{name} was asked for; a status page needs no credential")


CONTEXT = ProviderContext(secret_of=no_secret, who="cockpit/ana", clock=QuickClock())


def serving(pages: Mapping[str, object]) -> Behaviour:
    """Answers the given paths with JSON, everything else as a web page that is not there."""

    def answer(asked: Asked) -> Reply:
        if asked.path in pages:
            return Reply(200, json.dumps(pages[asked.path]).encode(), {"content-type": "application/json"})
        return Reply(404, b"<html>", {"content-type": "text/html"})

    return answer


def source(url: str, **settings: str) -> StatusPage:
    target = Target(name="acme", provider="statuspage", settings={"url": url, **settings})
    return build_status("acme", StatusSpec(target="acme"), target, CONTEXT)


def paths(server: Loopback) -> list[str]:
    return [asked.path for asked in server.asked]


class TestStatusPage(HttpContract):
    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        with loopback(serving({"/api/v2/summary.json": STATUSPAGE})) as server:

            async def effects() -> int:
                return sum(asked.headers.get("accept") == "application/json" for asked in server.asked)

            reading = Action(id="r", provider="statuspage", verb="read", target="acme", text="", risk=Risk.CHANGES)
            clock = QuickClock()
            subject = Subject(
                provider=StatusPageProvider(CONTEXT, Http(clock, total_s=1.5)),
                target=Target(name="acme", provider="statuspage", settings={"url": server.url, "components": ""}),
                change=reading,
                refused=msgspec.structs.replace(reading, verb="write"),
                effects=effects,
                dead=Target(name="old", provider="statuspage", settings={"url": f"http://127.0.0.1:{unused_port()}"}),
            )
            yield Wire(
                subject=subject,
                server=server,
                clock=clock,
                is_change=lambda asked: asked.method == "GET",
                only_reads="a reading that does not come changed nothing",
            )

    async def test_a_refusal_is_failed_in_one_line_and_not_tried_again(self, wire: Wire, run: Run) -> None:  # type: ignore[override]  # said why
        pytest.skip("a page that answers, but not in a form a program can read, is told as reachable: tested below")

    @pytest.fixture
    def run(self, tmp_path: Path) -> Run:
        return Run(folder=tmp_path, progress=print, cancelled=asyncio.Event())


async def test_a_statuspage_is_read() -> None:
    with loopback(serving({"/api/v2/summary.json": STATUSPAGE})) as server:
        reading = await source(server.url + "/").read()
    assert (reading.source, reading.indicator, reading.says) == ("acme", "major", "Partial System Outage")
    assert reading.incidents == ("Slow pages (investigating)", "Everything (monitoring)")
    assert reading.values == {"indicator": "major", "incidents": 2, "ok": False}
    assert reading.at.utcoffset() is not None


@pytest.mark.parametrize(
    ("components", "indicator", "incidents"),
    [
        ("API", "none", ("Everything (monitoring)",)),
        ("dashboard", "major", ("Slow pages (investigating)", "Everything (monitoring)")),
        ("API, Search", "maintenance", ("Everything (monitoring)",)),
    ],
)
async def test_only_the_components_that_matter_count(
    components: str, indicator: str, incidents: tuple[str, ...]
) -> None:
    with loopback(serving({"/api/v2/summary.json": STATUSPAGE})) as server:
        reading = await source(server.url, components=components).read()
    assert (reading.indicator, reading.incidents) == (indicator, incidents)


async def test_a_component_that_is_not_there_is_an_error_not_fine() -> None:
    with (
        loopback(serving({"/api/v2/summary.json": STATUSPAGE})) as server,
        pytest.raises(SourceError, match="no component 'apl'; it has API, Dashboard, Search"),
    ):
        await source(server.url, components="Apl").read()


async def test_the_widget_form_is_found_and_remembered() -> None:
    with loopback(serving({"/api/v1/summary": WIDGET})) as server:
        page = source(server.url)
        first, second = await page.read(), await page.read()
    assert (first.indicator, first.says, first.incidents) == (
        "critical",
        "1 incident going on",
        ("Logins fail (identified)",),
    )
    assert second.indicator == "critical"
    assert paths(server) == ["/api/v2/summary.json", "/api/v1/summary", "/api/v1/summary"]


async def test_the_widget_form_with_sub_pages_is_read() -> None:
    calm = {"ongoing_incidents": [], "in_progress_maintenances": [{"name": "Upgrade", "status": "in_progress"}]}
    pages = {
        "/api/v1/summary": {"subpages": [{"subpage": "eu", "summary": calm}, {"subpage": "us", "summary": WIDGET}]}
    }
    with loopback(serving(pages)) as server:
        assert (await source(server.url).read()).indicator == "critical"
    with loopback(serving({"/api/v1/summary": calm})) as server:
        reading = await source(server.url, components="Login").read()
    assert (reading.indicator, reading.incidents) == ("none", ())


async def test_an_instatus_page_is_found() -> None:
    with loopback(serving({"/summary.json": INSTATUS})) as server:
        reading = await source(server.url).read()
    assert (reading.indicator, reading.incidents) == ("major", ("Builds queue (investigating)",))


async def test_a_quiet_instatus_page_is_fine() -> None:
    with loopback(serving({"/summary.json": {"page": {"name": "A", "url": "x", "status": "UP"}}})) as server:
        assert (await source(server.url).read()).values["ok"] is True


async def test_any_other_page_is_merely_reachable() -> None:
    with loopback(Reply(200, b"<html>all good</html>", {"content-type": "text/html; charset=utf-8"})) as server:
        reading = await source(server.url).read()
        assert len(server.asked) == len(FORMS)
        with pytest.raises(SourceError, match="take components out"):
            await source(server.url, components="API").read()
    assert reading.indicator == "none"
    assert "reachable" in reading.says


async def test_an_unchanged_page_is_not_sent_again() -> None:
    def cached(asked: Asked) -> Reply:
        if asked.headers.get("if-none-match") == '"v1"':
            return Reply(304)
        return Reply(
            200, json.dumps(STATUSPAGE).encode(), {"ETag": '"v1"', "Last-Modified": "Sat, 14 Mar 2026 09:00:00 GMT"}
        )

    with loopback(cached) as server:
        page = source(server.url)
        first, second = await page.read(), await page.read()
    assert second.indicator == first.indicator == "major"
    assert second.incidents == first.incidents
    assert second.at >= first.at
    assert "if-none-match" not in server.asked[0].headers
    assert server.asked[1].headers["if-modified-since"] == "Sat, 14 Mar 2026 09:00:00 GMT"


async def test_a_page_that_changes_its_form_is_found_again() -> None:
    pages: dict[str, object] = {"/api/v2/summary.json": STATUSPAGE}
    with loopback(serving(pages)) as server:
        page = source(server.url)
        assert (await page.read()).indicator == "major"
        pages.clear()
        pages["/summary.json"] = INSTATUS
        assert (await page.read()).incidents == ("Builds queue (investigating)",)


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(500), "answered 500"),
        (Reply(429, b"", {"retry-after": "9"}), "try again in 9 s"),
        (Reply(301, b"", {"location": "https://status.other.example/x"}), "redirects to status.other.example"),
        (Reply(200, b"{", reset=True), "broke"),
        (Reply(hang=True), "did not answer"),
    ],
)
async def test_a_page_that_cannot_be_read_is_an_error(reply: Reply, why: str) -> None:
    with loopback(reply) as server:
        target = Target(name="acme", provider="statuspage", settings={"url": server.url})
        page = StatusPage("acme", target, CONTEXT.clock, Http(CONTEXT.clock, total_s=1.5))
        with pytest.raises(SourceError, match=why):
            await page.read()


async def test_a_page_nobody_serves_is_an_error() -> None:
    with pytest.raises(SourceError, match="cannot be reached"):
        await source(f"http://127.0.0.1:{unused_port()}").read()


@pytest.mark.parametrize("url", ["", "http://status.example.com", "ftp://x"])
async def test_a_wrong_address_is_an_error(url: str) -> None:
    with pytest.raises(SourceError, match="acme"):
        await source(url).read()


async def test_everything_a_page_says_is_made_printable() -> None:
    page = json.loads(json.dumps(STATUSPAGE))
    page["status"]["description"] = page["incidents"][0]["name"] = page["components"][1]["name"] = NASTY
    with loopback(serving({"/api/v2/summary.json": page})) as server:
        reading = await source(server.url).read()
    assert not hidden(reading.says + "".join(reading.incidents))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"page": 1, "status": "x"}']
)
def test_a_broken_answer_is_of_no_form(form: str, body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        FORMS[form](Answer(status=200, headers={}, body=body, took=timedelta(0)))


def test_a_word_nobody_knows_is_never_fine() -> None:
    assert indicator("on_fire") == "minor"
    assert {indicator(word) for word in ("operational", "major_outage", "UNDERMAINTENANCE")} <= set(INDICATORS)


async def test_a_step_can_read_a_page(tmp_path: Path) -> None:
    provider = build(CONTEXT)
    with loopback(serving({"/api/v2/summary.json": STATUSPAGE})) as server:
        target = Target(name="acme", provider="statuspage", settings={"url": server.url})
        action = Action(id="r", provider="statuspage", verb="read", target="acme", text="", risk=Risk.READS)
        plan = await provider.plan(action, target)
        receipt = await provider.execute(plan, Run(folder=tmp_path, progress=print, cancelled=asyncio.Event()))
        pinged = await provider.ping(target)
    assert receipt.outcome is Outcome.DONE
    assert receipt.values == {"indicator": "major", "incidents": 2, "ok": False}
    assert pinged == "acme: Partial System Outage"
    again = await provider.execute(plan, Run(folder=tmp_path, progress=print, cancelled=asyncio.Event()))
    assert again.outcome is Outcome.FAILED
