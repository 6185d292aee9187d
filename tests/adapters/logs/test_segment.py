"""The index: any cutting of any bytes gives the same entries, and the entries are the bytes."""

import os
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.logs.segment import BLOCK, SHOWN, Segment

PYTHON = b"""start
ERROR worker died
Traceback (most recent call last):
  File "a.py", line 1, in <module>
    run()
ValueError: bad

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 2, in <module>
KeyError: 'x'
next
"""
JAVA = b"""2026-03-14 ERROR boom
java.lang.IllegalStateException: x
\tat a.B.c(B.java:1)
Caused by: java.io.IOException: y
\tat d.E.f(E.java:2)
\t... 12 more
2026-03-14 INFO fine
"""

pieces = st.lists(
    st.sampled_from(
        [
            b"a",
            b"\n",
            b"\n\n",
            b" x\n",
            b"\tat y\n",
            b"Traceback (most recent call last):\n",
            b"ValueError: bad\n",
            b"KeyError\n",
            b'{"a":1}\n',
            b"}\n",
            b"}\r\n",
            b"Caused by: z\n",
            b"... 3 more\n",
            b"During handling of the above exception, another\n",
            b"b" * 700,
            b" }\n",
            b"goroutine 1 [running]:\n",
            b"goroutine 7 gp=0xc0 m=3 [chan receive]:\r\n",
            b"main.run(0x1, {0x2})\n",
            b"created by main.main in goroutine 1\n",
            b"a.b.CError: x\n",
            b"java.io.IOException\n",
            b"a.b.CException: {}\n",
            b"thread 'main' panicked at a.rs:1:2:\n",
            b"exit status 2\n",
            b"exit status 2 of it\n",
            b"#1 main\n",
            b"app/a.rb:1:in `b'\n",
            b"Traceback (most recent call last): {}\n",
            b"\x00\xff\r",
        ]
    )
    | st.binary(max_size=12),
    max_size=30,
)


def taken(content: bytes, cuts: list[int], end: bool = True) -> Segment:
    """`content` in a file, taken in as the pieces between `cuts`."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        segment = Segment(os.dup(file.fileno()))
    at = 0
    for cut in [*sorted(cut % (len(content) + 1) for cut in cuts), len(content)]:
        segment.add(content[at:cut])
        at = max(at, cut)
    if end:
        segment.show_partial()
    return segment


def entries(segment: Segment) -> list[bytes]:
    try:
        return segment.read(0, segment.entries)
    finally:
        os.close(segment.fd)


@given(pieces, st.lists(st.integers(min_value=0, max_value=10_000), max_size=8))
def test_any_cutting_of_any_bytes_gives_the_same_entries(parts: list[bytes], cuts: list[int]) -> None:
    content = b"".join(parts)
    assert entries(taken(content, cuts)) == entries(taken(content, []))


@given(pieces, st.lists(st.integers(min_value=0, max_value=10_000), max_size=8))
def test_the_entries_put_together_are_the_bytes(parts: list[bytes], cuts: list[int]) -> None:
    content = b"".join(parts)
    segment = taken(content, cuts)
    assert segment.lines == content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
    assert b"\n".join(entries(segment)) == content.removesuffix(b"\n")


@pytest.mark.parametrize(
    ("content", "firsts"),
    [
        (PYTHON, [b"start", b"ERROR worker died", b"next"]),
        (JAVA, [b"2026-03-14 ERROR boom", b"2026-03-14 INFO fine"]),
        (
            b'{"a":1}\nTraceback (most recent call last):\n  x\nValueError\nb\n',
            [b'{"a":1}', b"Traceback (most recent call last):", b"b"],
        ),
        (b"  first line may be indented\n more\nb\n", [b"  first line may be indented", b"b"]),
        (b"a\n\n\nb\n", [b"a", b"b"]),
        (b"{\n  x: 1\n}\nb\n", [b"{", b"b"]),
        (b"", []),
        (b"no newline", [b"no newline"]),
    ],
)
def test_lines_of_a_trace_belong_to_the_entry_above(content: bytes, firsts: list[bytes]) -> None:
    assert [entry.split(b"\n")[0] for entry in entries(taken(content, []))] == firsts


def test_an_unfinished_line_is_no_entry_until_the_source_pauses() -> None:
    segment = taken(b"one\ntwo", [], end=False)
    assert segment.read(0, 9) == [b"one"]
    assert segment.show_partial() == 1
    assert entries(segment) == [b"one", b"two"]


def test_an_unfinished_line_once_shown_stays_an_entry_and_grows() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"one\nCaused by: it\n more\nlast\n")
        file.flush()
        segment = Segment(os.dup(file.fileno()))
    segment.add(b"one\nCau")
    segment.show_partial()
    assert segment.read(0, 9) == [b"one", b"Cau"]
    segment.add(b"sed by: it\n more\nlast\n")
    assert (segment.lines, entries(segment)) == (4, [b"one", b"Caused by: it\n more", b"last"])


def test_many_blocks_are_found_again_by_number() -> None:
    content = b"".join(b"%06d %s\n" % (number, b"x" * (number % 300)) for number in range(5000))
    segment = taken(content, list(range(0, len(content), 7919)))
    assert segment.entries == 5000
    for number in (0, 1, 63, 2500, 4999):
        assert segment.read(number, number + 1)[0].startswith(b"%06d" % number)
    assert b"\n".join(entries(segment)) + b"\n" == content


@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, 1_000_000, 9_000_000])
def test_a_huge_line_is_shown_in_part_with_the_rest_counted_and_hides_nothing(size: int) -> None:
    content = b"before\n" + b"x" * size + b"\nafter one\nafter two\n" + b"z\n" * BLOCK
    segment = taken(content, list(range(0, len(content), 100_000)))
    assert segment.entries == BLOCK + 4
    huge = segment.read(1, 2)[0]
    assert len(huge) < SHOWN + 60
    assert size <= SHOWN or huge.endswith(b"\n... %d more bytes in this entry" % (size - SHOWN))
    assert segment.read(2, 4) == [b"after one", b"after two"]
    os.close(segment.fd)


def test_a_needle_deep_inside_a_huge_line_is_found() -> None:
    content = b"a\n" + b"x" * 600_000 + b"NEEDLE" + b"x" * 600_000 + b"\nb needle\n"
    segment = taken(content, [])
    found = {hit for block in segment.blocks(0, 3) for hit in segment.holding(b"needle", block)}
    assert found == {1, 2}
    os.close(segment.fd)


def test_bytes_cut_off_under_us_read_as_nothing_instead_of_garbage() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"one\ntwo\n")
        file.flush()
        segment = Segment(file.fileno())
        segment.add(b"one\ntwo\n")
        file.truncate(3)
        assert segment.read(0, 2) == []
