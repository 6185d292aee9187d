"""Requests are signed as the vendor's own library signs them; objects come whole, within a budget, once."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.archive import fetching
from cockpit.adapters.archive.s3 import S3, Bucket
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.archive.sigv4 import path_of, query_of, signed
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.http import Http
from cockpit.core.hits import Span
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Reply, loopback
from tests.lab.s3 import put, s3_store

SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@given(
    st.text(st.characters(min_codepoint=32, blacklist_categories=["Cs"]), min_size=1, max_size=30),
    st.dictionaries(st.sampled_from(["list-type", "prefix", "continuation-token"]), st.text("ab /=+&ü%", max_size=9)),
)
def test_a_request_is_signed_as_the_vendors_library_does(key: str, query: dict[str, str]) -> None:
    path = path_of("bucket", key)
    request = AWSRequest("GET", f"https://acc.store.example{path}?{query_of(query)}", headers={"range": "bytes=0-9"})
    request.context["timestamp"] = "20261124T101112Z"
    theirs = S3SigV4Auth(Credentials("AKID", SECRET), "s3", "auto")
    theirs.payload = lambda request: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    request.headers["x-amz-date"] = request.context["timestamp"]
    request.headers["x-amz-content-sha256"] = theirs.payload(request)
    signature = theirs.signature(theirs.string_to_sign(request, theirs.canonical_request(request)), request)
    at = datetime(2026, 11, 24, 10, 11, 12, tzinfo=UTC)
    ours = signed("acc.store.example", path, query, {"range": "bytes=0-9"}, "auto", "AKID", Secret("s", SECRET), at)
    assert ours["authorization"].endswith(f"Signature={signature}")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    with s3_store() as endpoint:
        put(endpoint, "logs")
        for day in (22, 23, 24):
            for hour in (0, 1):
                key = f"app/2026/11/{day}/202611{day}T0{hour}0000Z_202611{day}T0{hour}5959Z_x.log.gz"
                put(endpoint, f"logs/{key}", gzip.compress(b'{"msg":"needle"}\n' * 10))
        yield endpoint


def bucket(endpoint: str, name: str = "logs") -> S3:
    clock = SystemClock()
    where = Bucket(name=name, endpoint=endpoint, region="auto", key="AKID", secret=Secret("s", SECRET))
    return S3(where, Http(clock, unpack=False), clock)


async def test_objects_are_listed_page_by_page(store: str) -> None:
    put(store, "many")
    for number in range(12):
        put(store, f"many/p/{number:02}", b"x")
    s3 = bucket(store, "many")
    assert [one.key async for one in s3.listed("p/")] == [f"p/{number:02}" for number in range(12)]
    with loopback(Reply(body=b"<x/>")) as other:
        assert [one async for one in bucket(other.url).listed("a b")] == []
        assert other.asked[0].path == "/logs?list-type=2&max-keys=1000&prefix=a%20b"


async def test_a_listing_goes_on_where_it_was_cut() -> None:
    page = "<L xmlns='http://s3'><IsTruncated>{}</IsTruncated>{}<Contents><Key>{}</Key><Size>1</Size></Contents></L>"
    pages = [
        page.format("true", "<NextContinuationToken>t+/=</NextContinuationToken>", "a"),
        page.format("false", "", "b"),
    ]
    with loopback(lambda asked: Reply(body=pages["continuation-token" in asked.path].encode())) as server:
        assert [one.key async for one in bucket(server.url).listed("")] == ["a", "b"]
        assert "continuation-token=t%2B%2F%3D&" in server.asked[1].path


async def test_only_objects_whose_name_may_overlap_are_brought_and_only_once(store: str, tmp_path: Path) -> None:
    state, since = Search(), datetime(2026, 11, 24, 0, 20, tzinfo=UTC)
    span = Span(since=since, until=since + timedelta(minutes=20))
    places = await fetching.fetched(bucket(store), "app", "app/", span, state, tmp_path, 1 << 20)
    assert not state.unread, state.unread
    assert [place.name.rpartition("/")[2] for place in places] == ["20261124T000000Z_20261124T005959Z_x.log.gz"]
    assert places[0].name.startswith("s3://logs/app/2026/11/24/")
    assert state.skipped == 5
    assert Path(places[0].path).read_bytes()[:2] == b"\x1f\x8b", "packed, as it lies there"
    done = state.done
    assert await fetching.fetched(bucket(store), "app", "app/", span, state, tmp_path, 0) == places
    assert state.done == done


async def test_a_budget_takes_the_newest_and_says_what_is_left(store: str, tmp_path: Path) -> None:
    state = Search()
    size = len(gzip.compress(b'{"msg":"needle"}\n' * 10))
    places = await fetching.fetched(bucket(store), "app", "app/", Span(), state, tmp_path, size * 2 + 5)
    assert [place.name.split("/")[6] for place in places] == ["24", "24"]
    assert "4 older objects" in state.unread[0].why
    assert len(list(tmp_path.iterdir())) == 2


async def test_a_large_object_comes_in_pieces_and_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    monkeypatch.setattr("cockpit.adapters.archive.s3.PIECE", 1000)
    body = bytes(range(256)) * 40
    put(store, "logs/big/x", body)
    (place,) = await fetching.fetched(bucket(store), "app", "big/", Span(), Search(), tmp_path, 1 << 20)
    assert Path(place.path).read_bytes() == body


async def test_an_object_stored_as_packed_content_is_not_unpacked_on_the_way(tmp_path: Path) -> None:
    packed = gzip.compress(b"needle\n" * 100)
    listing = f'<L><Contents><Key>k</Key><Size>{len(packed)}</Size><ETag>"e"</ETag></Contents></L>'.encode()
    with loopback(
        lambda asked: (
            Reply(body=listing)
            if "list-type" in asked.path
            else Reply(status=206, body=packed, headers={"content-encoding": "gzip"})
        )
    ) as server:
        (place,) = await fetching.fetched(bucket(server.url), "app", "", Span(), Search(), tmp_path, 1 << 20)
        assert server.asked[1].headers["if-match"] == '"e"'
    assert Path(place.path).read_bytes() == packed


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (404, b"<Error><Code>NoSuchBucket</Code></Error>", "there is no bucket logs at that endpoint"),
        (403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>", "set the archive's secret again"),
        (403, b"<Error><Code>AccessDenied</Code></Error>", "give it the right to list and read"),
        (403, b"nonsense", "answered 403"),
        (200, b"nonsense", "answered no XML"),
        (200, b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "answered what no store answers"),
        (301, b"", "not followed"),
    ],
)
async def test_a_refusal_says_what_to_do_and_holds_no_secret(status: int, body: bytes, says: str) -> None:
    with loopback(Reply(status=status, body=body)) as server, pytest.raises(SourceError, match=says) as raised:
        _ = [one async for one in bucket(server.url).listed("")]
    assert SECRET not in str(raised.value)


async def test_half_an_object_is_not_kept(tmp_path: Path) -> None:
    listing = b'<L><Contents><Key>k</Key><Size>100</Size><ETag>"e"</ETag></Contents></L>'
    state = Search()
    with loopback(
        lambda asked: Reply(body=listing) if "list-type" in asked.path else Reply(status=206, body=b"x" * 50)
    ) as server:
        assert await fetching.fetched(bucket(server.url), "app", "", Span(), state, tmp_path, 1 << 20) == []
    assert "came in other pieces" in state.unread[0].why
    assert list(tmp_path.iterdir()) == []


async def test_the_cache_forgets_what_was_used_longest_ago(store: str, tmp_path: Path) -> None:
    places = await fetching.fetched(bucket(store), "app", "app/", Span(), Search(), tmp_path, 1 << 20)
    fetching.tidy(tmp_path, keep=places[:1], most=0)
    assert [str(path) for path in tmp_path.iterdir()] == [places[0].path]
