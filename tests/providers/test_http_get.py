"""A plain GET: what is asked, what is told, and that it cannot be led astray."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.core.text import hidden
from cockpit.drill.vendors.loopback import Asked, QuickClock, Reply, loopback, unused_port
from cockpit.ports import ProviderContext, Run
from cockpit.providers.http_get import HttpProvider, build
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire


async def token(name: str) -> Secret | None:
    return Secret(name, "canary-1234567890") if name == "api" else None


CONTEXT = ProviderContext(secret_of=token, who="cockpit/ana", clock=QuickClock())


def get(text: str, verb: str = "get", **parameters: str) -> Action:
    return Action(id="g1", provider="http", verb=verb, target="api", text=text, risk=Risk.READS, parameters=parameters)


def target(url: str, secret: str = "") -> Target:
    return Target(name="api", provider="http", settings={"url": url}, secret=secret)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(folder=tmp_path, progress=print, cancelled=asyncio.Event())


class TestHttp(HttpContract):
    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        with loopback(Reply(200, b"fine")) as server:

            async def effects() -> int:
                return sum(asked.path == "/count" for asked in server.asked)

            counted = msgspec.structs.replace(get("/count"), risk=Risk.CHANGES)
            clock = QuickClock()
            subject = Subject(
                provider=HttpProvider(CONTEXT, Http(clock, total_s=1.5)),
                target=target(server.url, "api"),
                change=counted,
                refused=get("no path"),
                effects=effects,
                read=get("/health"),
                dead=target(f"http://127.0.0.1:{unused_port()}"),
                secret="canary-1234567890",
            )
            yield Wire(
                subject=subject,
                server=server,
                clock=clock,
                is_change=lambda asked: asked.path == "/count",
                only_reads="a GET leaves nothing behind to wonder about",
            )


async def test_status_time_and_the_first_of_the_body_come_back(run: Run) -> None:
    with loopback(Reply(200, b'{"ok": true}' + b" " * 3000, {"content-type": "application/json"})) as server:
        provider = build(CONTEXT)
        plan = await provider.plan(get("GET /health?deep=1"), target(server.url + "/v1/"))
        receipt = await provider.execute(plan, run)
    assert plan.request == (f"GET {server.url}/v1/health?deep=1",)
    assert plan.confirm is Confirm.NOTHING
    assert server.asked[0].path == "/v1/health?deep=1"
    assert receipt.outcome is Outcome.DONE
    assert receipt.values["status"] == 200
    assert isinstance(receipt.values["ms"], int)
    assert str(receipt.values["body"]).startswith('{"ok": true}')
    assert len(str(receipt.values["body"])) < 2100
    assert "authorization" not in server.asked[0].headers


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_a_bad_status_is_failed_and_can_be_tested_and_is_asked_once(run: Run, status: int) -> None:
    with loopback(Reply(status, b"no")) as server:
        provider = build(CONTEXT)
        receipt = await provider.execute(await provider.plan(get("/x"), target(server.url)), run)
    assert receipt.outcome is Outcome.FAILED
    assert receipt.values["status"] == status
    assert len(server.asked) == 1


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(200, b"x", reset=True), Reply(302), Reply(429)])
async def test_no_answer_is_failed_with_a_reason(run: Run, reply: Reply) -> None:
    with loopback(reply) as server:
        provider = HttpProvider(CONTEXT, Http(CONTEXT.clock, total_s=0.2))
        receipt = await provider.execute(await provider.plan(get("/x"), target(server.url)), run)
    assert receipt.outcome is Outcome.FAILED
    assert "127.0.0.1" in receipt.says


async def test_a_token_is_sent_but_neither_shown_nor_returned(run: Run) -> None:
    with loopback(lambda asked: Reply(200, asked.headers["authorization"].encode())) as server:
        provider = build(CONTEXT)
        plan = await provider.plan(get("/me"), target(server.url, "api"))
        receipt = await provider.execute(plan, run)
    assert server.asked[0].headers["authorization"] == "Bearer canary-1234567890"
    assert plan.request[1] == "authorization: Bearer (a secret)"
    assert "canary" not in repr((plan, receipt))


async def test_a_token_that_is_not_stored_is_refused() -> None:
    plan = await build(CONTEXT).plan(get("/me"), target("https://x.example", "other"))
    assert "cockpit secret set other" in plan.refused


@pytest.mark.parametrize("value", ["../admin", "a/b", "x?y=z", "#", "//evil.example", "@evil.example", "a b", "%2e%2e"])
async def test_a_value_fills_one_part_of_the_path(value: str, run: Run) -> None:
    with loopback(Reply(200)) as server:
        provider = build(CONTEXT)
        await provider.execute(await provider.plan(get("/orders/{id}", id=value), target(server.url)), run)
    path = server.asked[0].path
    assert path.startswith("/orders/")
    assert not set(path.removeprefix("/orders/")) & set("/?#@ ")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("evil.example/x", "write the path"),
        ("https://evil.example/x", "write the path"),
        ("@evil.example", "write the path"),
        ("/a\n/b", "one line"),
        ("/a b", "one line"),
        ("/\\evil.example", "one line"),
        ("/a\u202eb", "one line"),
        ("/orders/{id}", "no value was given for id"),
        ("/orders/{dots}", "another path"),
    ],
)
async def test_a_path_that_leads_astray_is_refused(text: str, why: str) -> None:
    plan = await build(CONTEXT).plan(get(text, dots=".."), target("https://api.example.com"))
    assert why in plan.refused


async def test_the_whole_address_of_the_target_may_be_written_out() -> None:
    plan = await build(CONTEXT).plan(get("https://api.example.com/x"), target("https://api.example.com"))
    assert plan.request == ("GET https://api.example.com/x",)


@pytest.mark.parametrize(
    "url", ["", "http://api.example.com", "https://u:p@api.example.com", "https://169.254.169.254"]
)
async def test_a_wrong_address_of_the_target_is_refused_and_found_by_ping(url: str) -> None:
    assert (await build(CONTEXT).plan(get("/x"), target(url))).refused
    with pytest.raises(SourceError):
        await build(CONTEXT).ping(target(url))


async def test_only_get_is_possible() -> None:
    assert "only get" in (await build(CONTEXT).plan(get("/x", verb="post"), target("https://a.example"))).refused


async def test_ping_sends_no_token_and_says_when_nobody_answers() -> None:
    with loopback(Reply(401)) as server:
        assert "answers 401" in await build(CONTEXT).ping(target(server.url, "api"))
    assert "authorization" not in server.asked[0].headers
    with pytest.raises(SourceError, match="cannot be reached"):
        await build(CONTEXT).ping(target(f"http://127.0.0.1:{unused_port()}"))


async def test_a_body_of_escapes_is_made_printable(run: Run) -> None:
    def nasty(_: Asked) -> Reply:
        return Reply(200, b"\x1b]0;x\x07\xff[/x]\x1b[2J", {"content-type": "text/\x9b"})

    with loopback(nasty) as server:
        provider = build(CONTEXT)
        receipt = await provider.execute(await provider.plan(get("/"), target(server.url)), run)
    assert not any(hidden(cell) for cell in receipt.sample[0])


@given(st.text(), st.text(min_size=1))
async def test_no_text_and_no_value_leaves_the_targets_host(text: str, value: str) -> None:
    plan = await build(CONTEXT).plan(get(text, x=value), target("https://api.example.com"))
    assert plan.refused or plan.says == "asks api.example.com and changes nothing"
