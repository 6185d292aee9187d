"""What a vendor's answers mean in words, whatever form they come in."""

from datetime import timedelta

import pytest

from cockpit.adapters.answers import Answer, Limited
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import part, why
from cockpit.core.pace import Pace
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import QuickClock, Reply, loopback


def answer(body: bytes, kind: str = "application/json") -> Answer:
    return Answer(status=400, headers={"content-type": kind}, body=body, took=timedelta(0))


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"message": "JWT could not be decoded"}', "JWT could not be decoded"),
        (b'{"success": false, "errors": [{"code": 7003, "message": "no such account"}]}', "no such account"),
        (b'{"error": {"type": "invalid_request_error", "message": "No such charge"}}', "No such charge"),
        (b'{"errors": "Not Found"}', "Not Found"),
        (b'{"errors": [], "message": ""}', '{"errors": [], "message": ""}'),
        (b"", "no reason given"),
        (b"[" * 100_000, "[" * 10),
        (b'{"message": "two\\nlines \\u001b[2J"}', "two ⏎ lines"),
    ],
)
def test_the_reason_is_found_wherever_the_vendor_puts_it(body: bytes, says: str) -> None:
    assert why(answer(body)).startswith(says)
    assert why(answer(body)).isprintable()


@pytest.mark.parametrize("value", ["", ".", "..", "a\nb", "a\u202eb"])
def test_what_would_lead_to_another_path_is_no_part_of_one(value: str) -> None:
    with pytest.raises(SourceError):
        part(value)
    assert part("a/../b?c=d#e") == "a%2F..%2Fb%3Fc%3Dd%23e"


async def test_a_429_told_to_one_is_known_to_all_with_the_same_credential_and_to_no_other() -> None:
    clock, paces = QuickClock(), dict[str, Pace]()
    one, other = Http(clock, paces=paces), Http(clock, paces=paces)
    token, another = Secret("token", "t" * 10), Secret("another", "u" * 10)
    with loopback(Reply(429, b"", {"retry-after": "40"})) as server:
        await one.get(server.url, bearer=token)
        held = await other.send("PUT", server.url, b"x", bearer=token)
        assert isinstance(held, Limited)
        assert "not asked again before 09:26:40 UTC (40 s)" in held.says
        assert len(server.asked) == 1
        await other.get(server.url, bearer=another)
        assert len(server.asked) == 2
        await clock.sleep(41)
        await other.get(server.url, bearer=token)
        assert len(server.asked) == 3
    await one.close()
    await other.close()
