"""A network and a vendor that are slow, wrong or not who they say: bounded, told in words, a change asked for once."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cockpit.adapters.answers import Answer, NotSent, Unknown
from cockpit.adapters.http import Http
from cockpit.drill.vendors.loopback import QuickClock, Reply, loopback

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
CERTIFICATES = {
    "nobody vouches for it": (NOW - DAY, NOW + DAY),
    "it is over": (NOW - 3 * DAY, NOW - DAY),
    "it has not begun, as when the clock is wrong": (NOW + DAY, NOW + 3 * DAY),
}


@asynccontextmanager
async def serving(
    answer: Callable[[asyncio.StreamWriter], "asyncio.Future[None]"] | None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[int]]]:
    """A bare server: its port, and the size of each request that reached it."""
    seen: list[int] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(len(await reader.read(65536)))
        if answer is not None:
            dripping = answer(writer)
            await over.wait()
            dripping.cancel()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], seen
    finally:
        over.set()
        server.close()
        await server.wait_closed()


def certificate(folder: Path, since: datetime, until: datetime) -> ssl.SSLContext:
    """A server's side of TLS with a certificate of its own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), since, until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize("what", CERTIFICATES)
async def test_over_tls_that_cannot_be_trusted_nothing_is_sent(tmp_path: Path, what: str) -> None:
    http = Http(QuickClock(), total_s=5)
    async with serving(None, certificate(tmp_path, *CERTIFICATES[what])) as (port, seen):
        result = await http.post(f"https://localhost:{port}/canary", {"change": True})
        await http.close()
    assert isinstance(result, NotSent), result
    assert "certificate" in result.says or "TLS" in result.says
    assert "canary" not in result.says
    assert [size for size in seen if size] == [], "no byte of the request"


async def test_an_answer_that_drips_is_given_up_and_a_change_was_asked_for_once() -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    http = Http(QuickClock(), total_s=1.5)
    async with serving(lambda writer: asyncio.ensure_future(drip(writer))) as (port, seen):
        async with asyncio.timeout(10):
            result = await http.post(f"http://127.0.0.1:{port}/", {})
        await http.close()
    assert isinstance(result, Unknown)
    assert "did not answer" in result.says
    assert len(seen) == 1


async def test_ten_times_5xx_is_one_change_and_three_reads() -> None:
    http = Http(QuickClock(), total_s=5)
    with loopback(Reply(503)) as server:
        for _ in range(10):
            await http.post(server.url, {})
        assert len(server.asked) == 10, "each as often as it was asked for"
        await http.get(server.url)
        assert len(server.asked) == 13
    await http.close()


@pytest.mark.parametrize("body", [b'{"a": "\xff\xfe\x80"}', b"\xff\xfe{\x00}\x00", b"\xed\xa0\x80"])
async def test_bytes_that_are_no_text_are_shown_as_such(body: bytes) -> None:
    http = Http(QuickClock(), total_s=5)
    with loopback(Reply(200, body, {"content-type": "application/json"})) as server:
        result = await http.get(server.url)
    await http.close()
    assert isinstance(result, Answer)
    assert result.text(200).isprintable()
