"""The entries around a needle are those that cutting the whole text gives, wherever the window happens to lie."""

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cockpit.adapters.archive.around import begin
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.scan import Found, holding
from cockpit.adapters.archive.window import SHOWN, Window
from cockpit.adapters.logs.folding import starts

LINES = [
    b'{"id":"aab","msg":"x"}',
    b"2026-11-24T10:00:00Z INFO ab",
    b"Traceback (most recent call last):",
    b'  File "x.py", line 3, in ab',
    b"ValueError: ab",
    b"Caused by: java.lang.Error: ab",
    b"\tat com.example.ab(A.java:1)",
    b"... 3 more",
    b"",
    b"}",
    b"}, ab",
    b"a word of ab",
    b"Done with ab",
    b"Dec 24 10:00:00 host ab",
    b"TRACE ab",
    b"\xff\x00ab",
    b"ab\r",
]


def fed(text: bytes, step: int = 7) -> Callable[[memoryview], int]:
    place = 0

    def fill(view: memoryview) -> int:
        nonlocal place
        piece = text[place : place + min(step, len(view))]
        view[: len(piece)] = piece
        place += len(piece)
        return len(piece)

    return fill


def found(text: bytes, word: str, chunk: int = 1 << 20, edge: int = 1 << 17) -> list[Found]:
    return list(holding(Window(fed(text, chunk), counted=True, chunk=chunk, edge=edge), Needle(word), None))


def expected(text: bytes, word: str) -> list[tuple[int, bytes]]:
    if not text:
        return []
    cuts = starts(text)
    entries = [(a, text[a:b].removesuffix(b"\n")) for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [(text.count(b"\n", 0, at) + 1, entry) for at, entry in entries if word.encode() in entry]


@given(st.lists(st.sampled_from(LINES), max_size=40), st.booleans(), st.integers(1, 300))
@example([b"ab"], False, 1)
def test_windows_of_any_size_give_the_entries_of_the_whole_text(lines: list[bytes], ended: bool, chunk: int) -> None:
    text = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    got = [(one.line, one.raw) for one in found(text, "ab", chunk=chunk, edge=2000)]
    assert got == expected(text, "ab")


@given(st.lists(st.sampled_from(LINES[:2] + LINES[11:]), max_size=60), st.integers(50, 90), st.integers(1, 99))
def test_a_narrow_window_counts_lines_right_too(lines: list[bytes], edge: int, chunk: int) -> None:
    text = b"".join(line + b"\n" for line in lines)
    got = [(one.line, one.raw) for one in found(text, "ab", chunk=chunk, edge=edge)]
    assert got == expected(text, "ab")


def test_a_line_that_fills_many_windows_is_given_once_with_its_head_and_its_length() -> None:
    long = b"BEGIN" + b"x" * 300_000 + b"ab" + b"x" * 300_000 + b"ab" + b"y" * 300_000
    text = b"one\ntwo\n" + long + b"\nab last\n"
    first, second = found(text, "ab", chunk=50_000, edge=40_000)
    assert first.line == 3
    assert first.raw.startswith(b"BEGINxxx")
    assert first.raw.endswith(b"\n... %d more bytes in this entry" % (len(long) - SHOWN))
    assert (second.line, second.raw) == (4, b"ab last")


def test_a_long_line_without_an_end_is_given_as_far_as_it_goes() -> None:
    text = b"one\n" + b"x" * 100_000 + b"ab" + b"x" * 100_000
    (only,) = found(text, "ab", chunk=50_000, edge=40_000)
    assert only.line == 2
    assert only.raw.endswith(b"... %d more bytes in this entry" % (200_002 - SHOWN))


def test_a_line_longer_than_the_edge_keeps_its_beginning() -> None:
    text = b"".join(b"%06d " % number + b"x" * 90_000 + b" ab\n" for number in range(20))
    got = found(text, "ab", chunk=30_000, edge=SHOWN + 500)
    assert [(one.line, one.raw[:6]) for one in got] == [(line, entry[:6]) for line, entry in expected(text, "ab")]
    assert {one.raw[SHOWN:] for one in got} == {b"\n... %d more bytes in this entry" % (90_010 - SHOWN)}


def test_case_can_be_ignored_for_ascii_letters() -> None:
    window = Window(fed("Größe AB\n".encode()), counted=True)
    assert [one.raw for one in holding(window, Needle("größe ab", any_case=True), None)] == ["Größe AB".encode()]


@pytest.mark.parametrize("line", [b"Dec 24 10:00:00 host app: ab\n", b"TRACE ab\n", b"Cab\n", b"Traced ab\n"])
def test_ordinary_words_need_no_look_further_back(line: bytes) -> None:
    text = line * 1000
    assert begin(text, len(line) * 900 + 2) == len(line) * 900
