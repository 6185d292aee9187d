"""What a filter decides on the bytes of a row, without reading it, holds for every format."""

import json

import pytest

from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow
from cockpit.core.logterms import Field, Level, Number
from tests.adapters.logs.test_folding import SHAPES
from tests.core.logformats.test_table import HERE, LINES

ROWS = [
    LogRow("app", (line[1] if isinstance(line[1], str) else json.dumps(line[1])).encode(), reading=HERE)
    for line in LINES
]
TRACES = [
    LogRow("app", text.rpartition(b"next")[0].removesuffix(b"\n")) for text, _ in SHAPES.values() if b"next" in text
]
PRINTED = [
    b'{"msg":"x","stack":"x\\n\\tat Oven.bake (/app/oven.js:1:2)\\n"}',
    b'{"outcome":"ok","logs":[],"event":{"request":{"url":"/"},"response":{"status":503}}}',
    b"goroutine 1 [running]:\nmain.main()",
    b"PHP Fatal error:  no flour",
    b"thread 'main' (7) panicked at src/main.rs:4:5:",
    b'<11>{"level":50}',
]


@pytest.mark.parametrize(
    "row", [*ROWS, *TRACES, *(LogRow("app", raw) for raw in PRINTED)], ids=lambda row: str(row.raw[:60])
)
def test_a_warning_or_worse_is_not_overlooked(row: LogRow) -> None:
    term = Level(">=", "warn")
    assert term.verdict(row, row.raw.lower()) in (None, term.fits(parse(row)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.raw[:60]))
def test_a_field_that_a_row_has_is_not_overlooked(row: LogRow) -> None:
    for name, value in parse(row).fields.items():
        word = name.lower()
        assert Field(word, "=", value).verdict(row, row.raw.lower()) is not False, name
        if value.isdecimal() and len(value) < 10:
            assert Number(word, ">=", value).verdict(row, row.raw.lower()) is not False, name
