"""A Worker's live log from the vendor's socket to rows: filters, renewal, drops, and tails that are given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.adapters.clock import SystemClock
from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.written import Written
from cockpit.core.actions import Target
from cockpit.core.profile import LogSpec
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.answers import failed
from cockpit.drill.vendors.cloudflare.vendor import TOKEN, Lab, cloudflare
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.ports import LogSource, ProviderContext
from cockpit.providers.cloudflare.source import tail_source
from cockpit.providers.cloudflare.tail import Timing
from tests.adapters.logs.waiting import lines, notices, until

QUICK = Timing(back_off=(0.01,), refused=0.05, look=0.02, overlap=0.1, before_expiry=0.0, shortest=0.05)
EVENT = {
    "outcome": "ok",
    "scriptName": "helm-acme",
    "exceptions": [],
    "logs": [{"level": "log", "timestamp": 1795344522361, "message": ['{"request_id": "r-1"}']}],
    "eventTimestamp": 1795344522394,
    "event": {"request": {"url": "https://acme.example/api/sale", "method": "POST", "headers": {}, "cf": {}}},
}


class Following:
    """A store and one live tail of helm-acme."""

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.lab, self.store, self._folder = lab, LogStore(), folder
        self.source: LogSource | None = None

    def begin(self, timing: Timing = QUICK, **filter: str) -> None:
        async def secret_of(name: str) -> Secret | None:
            return Secret(name, TOKEN)

        context = ProviderContext(secret_of=secret_of, who="ana", clock=SystemClock())
        target = Target(name="shop", provider="cloudflare", settings=self.lab.settings(), secret="cf")
        feed = Written(self.store.feed("worker"), self._folder)
        spec = LogSpec(target="shop", filter=filter)
        self.source = tail_source("worker", spec, target, feed, context, timing)
        self.source.start()

    def listening(self) -> None:
        until(lambda: self.lab.hub.listening("helm-acme") >= 1, "a listener")

    def say(self, number: int) -> None:
        """One event that somebody hears."""
        event = {**EVENT, "eventTimestamp": number}
        until(lambda: self.lab.hub.say("helm-acme", event) > 0, f"event {number} heard")

    def close(self) -> None:
        if self.source is not None:
            self.source.close()
        self.store.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with cloudflare(tmp_path) as made:
        yield made


@pytest.fixture
def following(lab: Lab, tmp_path: Path) -> Iterator[Following]:
    made = Following(lab, tmp_path)
    yield made
    made.close()


def test_each_event_is_one_row_and_the_tail_is_given_back(following: Following, lab: Lab) -> None:
    following.begin()
    following.listening()
    for number in range(3):
        following.say(number)
    until(lambda: len(lines(following.store)) == 3, "three rows")
    assert b'"request_id' in lines(following.store)[0]
    until(lambda: lab.hub.greetings == ['{"debug": false}'], "the greeting of trace-v1")
    following.close()
    assert lab.hub.tails == {}
    assert lab.hub.deleted == ["tail-1"]


def test_an_event_written_over_several_lines_is_still_one_row(following: Following, lab: Lab) -> None:
    following.begin()
    following.listening()
    lab.hub.say("helm-acme", b'{\r\n "outcome": "ok",\n "logs": []\n}')
    until(lambda: len(lines(following.store)) == 1, "a row")
    assert b"\n" not in lines(following.store)[0]


def test_only_what_passes_the_filter_comes(following: Following, lab: Lab) -> None:
    following.begin(status="error", method="POST")
    following.listening()
    assert lab.hub.say("helm-acme", EVENT) == 0
    assert lab.hub.say("helm-acme", {**EVENT, "outcome": "exception"}) == 1
    until(lambda: len(lines(following.store)) == 1, "the error")


def test_a_filter_that_is_none_is_said_and_nothing_is_asked(following: Following, lab: Lab) -> None:
    following.begin(sampling="2")
    until(lambda: bool(notices(following.store)), "what is wrong")
    assert notices(following.store) == ["filter sampling = '2' is not between 0 and 1; write it like 0.1"]
    assert lab.server.asked == []


def test_a_dropped_line_is_a_gap_row_and_events_go_on(following: Following, lab: Lab) -> None:
    following.begin()
    for number in range(3):
        following.listening()
        following.say(number)
        until(lambda n=number: len(lines(following.store)) == n + 1, "the event")  # type: ignore[misc]  # a bound default
        lab.hub.drop()
        until(lambda n=number: lab.hub.made == n + 2, "a new tail")  # type: ignore[misc]  # as above
    following.listening()
    said = notices(following.store)
    until(lambda: sum("goes on" in line for line in notices(following.store)) == 3, "three gaps")
    assert "was lost: the other side closed it (1011)" in said[0]
    assert all("missing" in line for line in notices(following.store) if "goes on" in line)
    assert lab.hub.deleted[:3] == ["tail-1", "tail-2", "tail-3"]


def test_a_tail_is_renewed_before_it_falls_silent_and_no_event_is_lost_or_doubled(
    following: Following, lab: Lab
) -> None:
    following.begin(Timing(back_off=(0.01,), look=0.02, overlap=0.1, longest=0.2, shortest=0.05))
    following.listening()
    told = 0
    while lab.hub.made < 4:
        following.say(told)
        told += 1
    until(lambda: len(lines(following.store)) >= told, "every event")
    assert len(lines(following.store)) == told
    assert notices(following.store) == []


def test_ten_tails_are_the_limit_and_it_is_said_so(following: Following, lab: Lab) -> None:
    for _ in range(10):
        lab.hub.make("helm-acme", [])
    following.begin()
    until(lambda: bool(notices(following.store)), "the limit")
    assert notices(following.store)[0].startswith("10 tails of helm-acme run already and Cloudflare allows 10; end one")


def test_that_the_vendor_samples_is_a_row(following: Following, lab: Lab) -> None:
    following.begin()
    following.listening()
    lab.hub.say("helm-acme", {"event": {"type": "overload", "message": "too many"}, "outcome": "ok"})
    until(lambda: bool(notices(following.store)), "the notice")
    assert notices(following.store) == [
        "sampled by provider: the Worker is too busy, some events are left out (too many)"
    ]
    assert lines(following.store) == []


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (failed(401, 10000, "Authentication error"), "run: cockpit secret set cf"),
        (failed(403, 9109, "Unauthorized"), "may not do this"),
        (failed(404, 10007, "This Worker does not exist"), "does not exist"),
        (Reply(429, b"{}", {"retry-after": "30"}), "30 s"),
        (Reply(500, b"boom"), "answered 500"),
        (Reply(200, b"<html>"), "not the JSON expected"),
        (Reply(301, b"", {"location": "https://elsewhere.example/x"}), "elsewhere.example"),
    ],
    ids=["401", "403", "404", "429", "500", "broken", "redirect"],
)
def test_trouble_is_said_once_in_words_and_over_when_it_is_over(
    following: Following, lab: Lab, reply: Reply, says: str
) -> None:
    usual = lab.server.behaviour

    def troubled(asked: Asked) -> Reply:
        return reply if asked.method == "POST" else usual(asked)

    lab.server.behaviour = troubled
    following.begin()
    until(lambda: any(says in line for line in notices(following.store)), says)
    assert following.store.state("worker") == "connecting again", "so that cockpit tail --follow goes on"
    if reply.status != 429:
        until(lambda: len(lab.server.asked) > 2, "more tries")
        assert len(notices(following.store)) == 1
        lab.server.behaviour = usual
        following.listening()
    assert TOKEN not in " ".join(notices(following.store))


def test_a_server_that_does_not_speak_the_protocol_is_refused(following: Following, lab: Lab) -> None:
    lab.hub.protocol = "other-v9"
    following.begin()
    until(lambda: any("does not speak trace-v1" in line for line in notices(following.store)), "the refusal")
