"""What the one door to HTTP promises, against real servers."""

import asyncio
import gzip
import logging
import resource
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import (
    Answer,
    BadAnswerError,
    Limited,
    NotSent,
    Redirected,
    Result,
    Unknown,
    parsed,
    retry_after,
)
from cockpit.adapters.http import Http
from cockpit.adapters.http_body import MOST_BYTES
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import NOW, Asked, QuickClock, Reply, loopback, unused_port

TOKEN = Secret("api", "tok-1234567890-canary")


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http(QuickClock())
    yield client
    await client.close()


async def test_an_answer_holds_status_headers_body_and_time(http: Http) -> None:
    with loopback(Reply(404, b"gone", {"X-Kind": "a"})) as server:
        result = await http.get(server.url + "/x?y=1")
    assert isinstance(result, Answer)
    assert (result.status, result.text(), result.headers["x-kind"]) == (404, "gone", "a")
    assert result.took > timedelta(0)
    assert server.asked[0].path == "/x?y=1"
    assert server.asked[0].headers["user-agent"].startswith("incident-cockpit/")


async def test_a_write_is_sent_once_and_a_5xx_is_unknown(http: Http) -> None:
    with loopback(Reply(503, b"later")) as server:
        result = await http.post(server.url, {"a": 1})
    assert isinstance(result, Unknown)
    assert result.answer is not None
    assert result.answer.status == 503
    assert [asked.body for asked in server.asked] == [b'{"a":1}']


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_every_method_that_changes_something_is_sent_once(http: Http, method: str) -> None:
    with loopback(Reply(500)) as server:
        result = await http.send(method, server.url, b"a=1", {"content-type": "application/x-www-form-urlencoded"})
    assert isinstance(result, Unknown)
    assert [(asked.method, asked.body) for asked in server.asked] == [(method, b"a=1")]


async def test_a_read_is_tried_again_after_a_5xx() -> None:
    clock = QuickClock()
    http = Http(clock)
    replies = iter([Reply(502), Reply(500), Reply(200, b"ok")])
    with loopback(lambda _: next(replies)) as server:
        result = await http.get(server.url)
    await http.close()
    assert isinstance(result, Answer)
    assert len(server.asked) == 3
    assert len(clock.waited) == 2
    assert clock.waited[0] < clock.waited[1] * 3


async def test_a_read_gives_up_after_three_tries(http: Http) -> None:
    with loopback(Reply(500)) as server:
        assert isinstance(await http.get(server.url), Unknown)
    assert len(server.asked) == 3


@pytest.mark.parametrize("method", ["get", "post"])
async def test_nothing_is_sent_to_a_closed_port(http: Http, method: str) -> None:
    url = f"http://127.0.0.1:{unused_port()}/secret-path"
    result = await (http.get(url) if method == "get" else http.post(url, {}))
    assert isinstance(result, NotSent)
    assert "127.0.0.1" in result.says
    assert "Connect call failed" not in result.says
    assert "secret-path" not in result.says


async def test_a_write_without_an_answer_in_time_is_unknown() -> None:
    http = Http(QuickClock(), total_s=0.2)
    with loopback(Reply(hang=True)) as server:
        result = await http.post(server.url, {})
    await http.close()
    assert isinstance(result, Unknown)
    assert len(server.asked) == 1


async def test_a_line_that_breaks_in_the_body_is_unknown_and_a_write_is_not_repeated(http: Http) -> None:
    with loopback(Reply(200, b"half", reset=True)) as server:
        result = await http.post(server.url, {})
    assert isinstance(result, Unknown)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_not_followed_and_names_the_host(http: Http, status: int) -> None:
    with (
        loopback(Reply(200, b"caught")) as sink,
        loopback(Reply(status, b"", {"location": sink.url.replace("127.0.0.1", "localhost") + "/t"})) as server,
    ):
        read = await http.get(server.url, bearer=TOKEN)
        written = await http.post(server.url, {"a": "b"}, bearer=TOKEN)
    assert isinstance(read, Redirected)
    assert isinstance(written, Redirected)
    assert read.to == "localhost"
    assert sink.asked == []


async def test_429_tells_how_long_to_wait_and_is_not_tried_again(http: Http) -> None:
    with loopback(Reply(429, b"slow down", {"Retry-After": "30"})) as server:
        result = await http.get(server.url)
    assert isinstance(result, Limited)
    assert result.wait == timedelta(seconds=30)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(0)),
        ("120", timedelta(minutes=2)),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), timedelta(seconds=90)),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), timedelta(0)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@given(st.text())
def test_retry_after_never_raises(value: str) -> None:
    found = retry_after(value, NOW)
    assert found is None or found >= timedelta(0)


async def test_a_packed_bomb_is_cut_and_costs_little_memory(http: Http) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    block = bytes(1024 * 1024)
    bomb = b"".join(packer.compress(block) for _ in range(192)) + packer.flush()
    with loopback(Reply(200, bomb, {"content-encoding": "gzip"})) as server:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        result = await http.get(server.url)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert isinstance(result, Answer)
    assert result.cut
    assert len(result.body) == MOST_BYTES
    assert after - before < 64 * 1024  # KiB


async def test_a_long_plain_body_is_cut(http: Http) -> None:
    with loopback(Reply(200, bytes(1024 * 1024), times=64)) as server:
        result = await http.get(server.url)
    assert isinstance(result, Answer)
    assert result.cut
    assert len(result.body) == MOST_BYTES
    with pytest.raises(BadAnswerError, match="too long"):
        parsed(result, dict)


async def test_a_packed_body_is_unpacked(http: Http) -> None:
    with loopback(Reply(200, gzip.compress(b'{"a": 1}'), {"content-encoding": "gzip"})) as server:
        result = await http.get(server.url)
    assert isinstance(result, Answer)
    assert parsed(result, dict[str, int]) == {"a": 1}


@pytest.mark.parametrize(
    ("body", "packing"),
    [(b"not gzip", "gzip"), (gzip.compress(b"x" * 1000, mtime=0)[:-12], "gzip"), (b"x", "br")],
)
async def test_a_body_that_cannot_be_unpacked_is_unknown(http: Http, body: bytes, packing: str) -> None:
    with loopback(Reply(200, body, {"content-encoding": packing})) as server:
        result = await http.post(server.url, {})
    assert isinstance(result, Unknown)
    assert "unpacked" in result.says


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 200_000, b'{"a": "\xff\xfe"}', b"<html>", b"[]"])
async def test_an_answer_that_is_not_the_json_expected_says_so(http: Http, body: bytes) -> None:
    with loopback(Reply(200, body, {"content-type": "text/html"})) as server:
        result = await http.get(server.url)
    assert isinstance(result, Answer)
    with pytest.raises(BadAnswerError, match="not the JSON expected"):
        parsed(result, dict[str, str])


async def test_bad_utf8_and_escapes_are_made_printable(http: Http) -> None:
    with loopback(Reply(200, b"a\xff\x1b[2Jb\nc")) as server:
        result = await http.get(server.url)
    assert isinstance(result, Answer)
    assert result.text() == "a\ufffdb ⏎ c"


async def test_a_bearer_token_is_sent_and_never_comes_back(http: Http, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore.connection", "httpcore.http11"):
        caplog.set_level(logging.DEBUG, logger=name)

    def echo(asked: Asked) -> Reply:
        return Reply(400, asked.headers["authorization"].encode(), {"x-echo": asked.headers["authorization"]})

    with loopback(echo) as server:
        result = await http.get(server.url, bearer=TOKEN)
    assert server.asked[0].headers["authorization"] == "Bearer " + TOKEN.reveal()
    assert isinstance(result, Answer)
    assert "canary" not in repr(result) + caplog.text
    assert "‹secret api›" in result.text()


@pytest.mark.parametrize("form", ["{url}{path}", "no such hook {path}", "{slashed}", "key {last}"])
async def test_a_secret_address_never_comes_back(http: Http, caplog: pytest.LogCaptureFixture, form: str) -> None:
    caplog.set_level(logging.DEBUG)
    path = "/services/T0/B0/canary12345"
    echoed = form.format(url="http://x", path=path, slashed=path.replace("/", "\\/"), last="canary12345")
    with loopback(Reply(404, echoed.encode())) as server:
        result = await http.post(Secret("hook", server.url + path), {})
    assert server.asked[0].path == path
    assert "canary" not in repr(result) + caplog.text


@pytest.mark.parametrize("reply", [Reply(500), Reply(hang=True), Reply(200, b"x", reset=True), Reply(302)])
async def test_no_error_holds_the_secret_address(reply: Reply) -> None:
    http = Http(QuickClock(), total_s=0.3)
    with loopback(reply) as server:
        result: Result = await http.post(Secret("hook", server.url + "/canary12345"), {})
    await http.close()
    assert "canary" not in repr(result)


async def test_proxies_and_netrc_of_the_environment_are_ignored(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    with loopback(Reply(200, b"proxied")) as proxy, loopback(Reply(200, b"straight")) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        result = await http.get(server.url)
    assert isinstance(result, Answer)
    assert result.text() == "straight"
    assert proxy.asked == []


async def test_a_transport_can_stand_in_for_the_network() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(request.url.host.encode()))

    http = Http(QuickClock(), httpx.MockTransport(answer))
    result = await http.get("https://api.example.com/")
    await http.close()
    assert isinstance(result, Answer)
    assert result.text() == "api.example.com"


async def test_a_refused_address_sends_nothing(http: Http) -> None:
    result = await http.get(Secret("hook", "http://user:canary1@127.0.0.1/"))
    assert isinstance(result, NotSent)
    assert "canary" not in result.says


async def test_many_requests_at_once_all_get_their_own_answer(http: Http) -> None:
    with loopback(lambda asked: Reply(200, asked.path.encode())) as server:
        results = await asyncio.gather(*(http.get(f"{server.url}/{number}") for number in range(20)))
    assert [result.text() for result in results if isinstance(result, Answer)] == [f"/{n}" for n in range(20)]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a?b=c",
        "https://10.0.0.5:8443/",
        "http://127.0.0.1:80/",
        "http://localhost/x",
        "http://[::1]:9/",
        "https://xn--bcher-kva.example/",
    ],
)
def test_https_or_this_machine_may_be_asked(url: str) -> None:
    assert checked(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://user:pw@example.com/",
        "https://user@example.com/",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/",
        "https://2852039166/",
        "https://0xa9fea9fe/",
        "https://0251.0376.0251.0376/",
        "https://[::ffff:169.254.169.254]/",
        "https://[fe80::1]/",
        "https://[fd00:ec2::254]/",
        "https://metadata.google.internal./",
        "https://0.0.0.0/",
        "http://127.0.0.1.evil.example/",
        "file:///etc/passwd",
        "ftp://example.com/",
        "example.com",
        "",
        "https://",
        "https://[bad",
        "https://example.com:99999/",
        "https://exa\nmple.com/",
        "https://ex\u202eample.com/",
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(BadAddressError):
        checked(url)


@given(st.text())
def test_an_address_is_checked_without_surprises(url: str) -> None:
    try:
        says = checked(url)
    except BadAddressError as error:
        says = str(error)
    assert says.isprintable()


async def test_a_name_nobody_knows_and_a_line_without_tls_are_told_apart(http: Http) -> None:
    unknown = await http.post("https://no-such-host.invalid/canary", {})
    with loopback(Reply(200)) as server:
        plain = await http.post(server.url.replace("http:", "https:") + "/canary", {})
    assert isinstance(unknown, NotSent)
    assert isinstance(plain, NotSent)
    assert "TLS" in plain.says
    assert "TLS" not in unknown.says
    for result in (unknown, plain):
        assert "not permitted" not in result.says
        assert "Unknown error" not in result.says
        assert "canary" not in result.says
    assert server.asked == []
