"""A row's hash by each recipe, held against hashes made by hand."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import msgspec
import pytest

from cockpit.core.chainhash import digests, hashes, text
from cockpit.core.profile import ChainSpec

JOINED = ChainSpec(query="q", fields=("id", "note", "at"), separator="|")
ROW: list[list[object]] = [[7], [None], ["Jörg"]]


def sha(words: str) -> str:
    return sha256(words.encode()).hexdigest()


@pytest.mark.parametrize(
    ("changes", "hashed"),
    [
        ({}, "7||Jörg"),
        ({"null": "NULL"}, "7|NULL|Jörg"),
        ({"separator": ""}, "7Jörg"),
        ({"separator": "newline"}, "7\n\nJörg"),
        ({"separator": "unit"}, "7\x1f\x1fJörg"),
        ({"previous_leads": True}, "before|7||Jörg"),
        ({"form": "json"}, '{"at":"Jörg","id":7,"note":null}'),
        ({"form": "json", "separator": "", "previous_leads": True}, 'before{"at":"Jörg","id":7,"note":null}'),
    ],
)
def test_each_recipe_hashes_just_this(changes: dict[str, object], hashed: str) -> None:
    spec = msgspec.structs.replace(JOINED, **changes)
    assert digests(ROW, ["before"], spec) == [sha(hashed)]
    base64 = msgspec.structs.replace(spec, encoding="base64")
    assert digests(ROW, ["before"], base64) == [b64encode(sha256(hashed.encode()).digest()).decode()]


def test_the_json_form_is_what_python_writes_with_sorted_keys_and_no_spaces() -> None:
    row = {"id": 7, "note": 'a "b"\n\t/', "at": 1.5}
    spec = msgspec.structs.replace(JOINED, form="json")
    written = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert digests([[7], [row["note"]], [1.5]], [""], spec) == [sha(written)]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (1.5, "1.5"),
        (Decimal("2.50"), "2.50"),
        (b"\x00\xff", "00ff"),
        (datetime(2026, 3, 14, 9, 26, tzinfo=UTC), "2026-03-14T09:26:00+00:00"),
        ({"b": 1, "a": [2]}, '{"a":[2],"b":1}'),
    ],
)
def test_a_value_in_a_joined_text(value: object, written: str) -> None:
    assert text(value, "") == written
    assert digests([[value, 3]], ["", ""], ChainSpec(query="q", fields=("v",))) == [sha(written), sha("3")]


def test_hashes_kept_as_bytes_are_read_in_the_chains_encoding() -> None:
    raw = sha256(b"x").digest()
    assert hashes([raw, None, "ab"], JOINED) == [raw.hex(), "", "ab"]
    assert hashes([raw], msgspec.structs.replace(JOINED, encoding="base64")) == [b64encode(raw).decode()]
