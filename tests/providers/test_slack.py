"""Messages to Slack against a server that answers as Slack does, and as it does on bad days."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, QuickClock, Reply, loopback
from cockpit.ports import ProviderContext, Run, SecretError
from cockpit.providers.slack import MOST, SlackProvider, build, escaped
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

HOOK = "/services/T000/B000/canary-1234567890"
OPENAPI = Path(__file__).parents[3] / "shared" / "openapi" / "slack.json"
TARGET = Target(name="ops", provider="slack", settings={"channel": "#ops"}, secret="ops-hook")


class Vault:
    """Holds one secret, none, or breaks."""

    def __init__(self, url: str = "", broken: str = "") -> None:
        self.url, self.broken = url, broken
        self.asked = 0

    async def secret_of(self, name: str) -> Secret | None:
        self.asked += 1
        if self.broken:
            raise SecretError(self.broken)
        return Secret(name, self.url) if self.url else None

    def context(self) -> ProviderContext:
        return ProviderContext(secret_of=self.secret_of, who="cockpit/ana", clock=QuickClock())


def message(text: str, risk: Risk = Risk.CHANGES, **parameters: str) -> Action:
    return Action(id="m1", provider="slack", verb="send", target="ops", text=text, risk=risk, parameters=parameters)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(folder=tmp_path, progress=print, cancelled=asyncio.Event())


class TestSlack(HttpContract):
    @pytest.fixture
    def wire(self) -> Iterator[Wire]:
        def webhook(asked: Asked) -> Reply:
            return Reply(hang=True) if b"silence" in asked.body else Reply(200, b"ok")

        with loopback(webhook) as server:

            async def secret_of(name: str) -> Secret | None:
                return Secret(name, server.url + HOOK) if name == TARGET.secret else None

            async def effects() -> int:
                return len(server.asked)

            clock = QuickClock()
            context = ProviderContext(secret_of=secret_of, who="cockpit/ana", clock=clock)
            subject = Subject(
                provider=SlackProvider(context, Http(clock, total_s=1.5)),
                target=TARGET,
                change=message("we are on it"),
                refused=message(" "),
                effects=effects,
                unanswered=message("silence"),
                dead=Target(name="old", provider="slack", secret="never-stored"),
                secret=HOOK,
            )
            yield Wire(subject=subject, server=server, clock=clock, base="")


async def sent(url: str, run: Run, text: str = "we are on it") -> tuple[Plan, Receipt]:
    provider = build(Vault(url).context())
    plan = await provider.plan(message(text), TARGET)
    receipt = await provider.execute(plan, run)
    await provider.close()
    return plan, receipt


async def test_a_message_is_posted_escaped_and_without_previews(run: Run) -> None:
    with loopback(Reply(200, b"ok")) as server:
        plan, receipt = await sent(server.url + HOOK, run, "a < b & <!channel> https://x.example")
    asked = server.asked[0]
    assert receipt.outcome is Outcome.DONE
    assert (asked.method, asked.path) == ("POST", HOOK)
    assert asked.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(asked.body) == {
        "text": "a &lt; b &amp; &lt;!channel&gt; https://x.example",
        "unfurl_links": False,
    }
    assert plan.request[1:] == ("a < b & <!channel> https://x.example",)


async def test_the_plan_shows_channel_and_text_and_that_it_cannot_be_unsent() -> None:
    provider = build(Vault("https://hooks.slack.com" + HOOK).context())
    plan = await provider.plan(message("one\ntwo {slug}", slug="cup"), TARGET)
    assert plan.request == ("POST https://hooks.slack.com/… (the address is a secret)", "one", "two cup")
    assert plan.says == "sends this message to #ops"
    assert plan.irreversible == ("the message cannot be unsent",)
    assert plan.confirm is Confirm.ASK
    assert "canary" not in repr(plan)


@pytest.mark.parametrize(
    ("text", "url", "secret", "why"),
    [
        ("  \n", "https://h.example/x", "ops-hook", "empty"),
        ("x" * (MOST + 1), "https://h.example/x", "ops-hook", "shorten"),
        ("&" * (MOST // 4), "https://h.example/x", "ops-hook", "shorten"),
        ("x", "", "ops-hook", "cockpit secret set ops-hook"),
        ("x", "https://h.example/x", "", "names no secret"),
        ("x", "http://h.example/canary", "ops-hook", "not https"),
        ("x", "canary", "ops-hook", "not a web address"),
    ],
)
async def test_what_cannot_be_sent_is_refused_in_the_plan(text: str, url: str, secret: str, why: str) -> None:
    plan = await build(Vault(url).context()).plan(message(text), Target(name="ops", provider="slack", secret=secret))
    assert why in plan.refused
    assert "canary" not in plan.refused


async def test_a_store_that_cannot_be_opened_is_said() -> None:
    provider = build(Vault(broken="the keyring is locked; unlock it").context())
    assert (await provider.plan(message("x"), TARGET)).refused == "the keyring is locked; unlock it"
    with pytest.raises(SourceError, match="locked"):
        await provider.ping(TARGET)


async def test_hidden_characters_are_named_before_they_are_sent() -> None:
    plan = await build(Vault("https://h.example/x").context()).plan(message("pay\u202eme"), TARGET)
    assert plan.request[1] == "pay⟨U+202E⟩me"
    assert plan.warnings


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [
        (400, b"invalid_payload", "could not be read"),
        (400, b"no_text", "was empty"),
        (403, b"action_prohibited", "does not allow"),
        (404, b"no_service", "make a new one"),
        (404, b"channel_not_found", "channel of the webhook is gone"),
        (410, b"channel_is_archived", "archived"),
        (418, b"a new\x1b[2J one", "418 a new one"),
    ],
)
async def test_a_refusal_is_failed_and_said_in_words(run: Run, status: int, error: bytes, says: str) -> None:
    with loopback(Reply(status, error)) as server:
        _, receipt = await sent(server.url + HOOK, run)
    assert receipt.outcome is Outcome.FAILED
    assert says in receipt.says
    assert len(server.asked) == 1


async def test_too_many_requests_is_not_sent_with_the_wait(run: Run) -> None:
    with loopback(Reply(429, b"", {"Retry-After": "17"})) as server:
        _, receipt = await sent(server.url + HOOK, run)
    assert receipt.outcome is Outcome.FAILED
    assert "not sent" in receipt.says
    assert "try again in 17 s" in receipt.says
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, b"rollup_error"),
        Reply(503),
        Reply(200, b"ok", reset=True),
        Reply(200, b"<html>welcome to the hotel</html>"),
        Reply(302, b"", {"location": "https://elsewhere.example/"}),
    ],
)
async def test_an_unclear_answer_is_unknown_and_never_sent_again(run: Run, reply: Reply) -> None:
    with loopback(reply) as server:
        _, receipt = await sent(server.url + HOOK, run)
    assert receipt.outcome is Outcome.UNKNOWN
    assert "may have been sent" in receipt.says
    assert "#ops" in receipt.says
    assert len(server.asked) == 1


async def test_silence_after_sending_is_unknown(run: Run) -> None:
    with loopback(Reply(hang=True)) as server:
        context = Vault(server.url + HOOK).context()
        provider = SlackProvider(context, Http(context.clock, total_s=0.2))
        receipt = await provider.execute(await provider.plan(message("x"), TARGET), run)
        await provider.close()
    assert receipt.outcome is Outcome.UNKNOWN
    assert len(server.asked) == 1


async def test_a_redirect_carries_nothing_elsewhere(run: Run) -> None:
    with (
        loopback(Reply(200, b"ok")) as sink,
        loopback(Reply(307, b"", {"location": sink.url.replace("127.0.0.1", "localhost")})) as server,
    ):
        _, receipt = await sent(server.url + HOOK, run)
    assert receipt.outcome is Outcome.FAILED
    assert "localhost" in receipt.says
    assert sink.asked == []


async def test_the_webhook_never_comes_back_even_when_the_server_repeats_it(run: Run) -> None:
    def echo(asked: Asked) -> Reply:
        return Reply(400, f"bad hook {asked.path}".encode())

    with loopback(echo) as server:
        plan, receipt = await sent(server.url + HOOK, run)
    assert "canary" not in repr((plan, receipt))
    assert "bad hook" in receipt.says


async def test_the_webhook_is_fetched_again_at_the_moment_of_use(run: Run) -> None:
    vault = Vault("https://h.example/x")
    provider = build(vault.context())
    plan = await provider.plan(message("x"), TARGET)
    vault.url = ""
    receipt = await provider.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "not sent" in receipt.says
    assert vault.asked == 2


async def test_check_asks_a_person_to_look(tmp_path: Path) -> None:
    provider = build(Vault("https://h.example/x").context())
    receipt = await provider.check(await provider.plan(message("x"), TARGET), tmp_path)
    assert (receipt.outcome, receipt.says) == (Outcome.UNKNOWN, "look in #ops whether the message is there")


async def test_ping_sends_nothing() -> None:
    with loopback(Reply(200, b"ok")) as server:
        assert "127.0.0.1" in await build(Vault(server.url + HOOK).context()).ping(TARGET)
    assert server.asked == []


def test_escaping_leaves_nothing_slack_would_act_on() -> None:
    assert escaped("<@U1> & &lt;") == "&lt;@U1&gt; &amp; &amp;lt;"


@pytest.mark.skipif(not OPENAPI.exists(), reason="Slack's published description is not beside this checkout")
def test_the_names_we_send_are_slacks() -> None:
    published = json.loads(OPENAPI.read_text())["paths"]["/chat.postMessage"]["post"]["parameters"]
    kinds = {parameter["name"]: parameter["type"] for parameter in published}
    assert (kinds["text"], kinds["unfurl_links"]) == ("string", "boolean")
