"""The C library's search and Python's say the same, wherever the text lies."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.archive.memmem import searching_for
from cockpit.adapters.archive.needle import LARGE, Needle

few = st.binary(max_size=60).map(lambda raw: bytes(b"ab\n"[byte % 3] for byte in raw))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems use Python's own search")
@given(few, few.filter(bool), st.integers(0, 70), st.integers(0, 70))
def test_it_finds_what_python_finds(text: bytes, raw: bytes, start: int, stop: int) -> None:
    find, held = searching_for(raw), bytearray(text)
    assert find is not None
    assert find(held, start, stop) == held.find(raw, start, stop)


@pytest.mark.parametrize("place", [0, 1, LARGE, 2 * LARGE - 9])
def test_a_text_in_a_large_buffer_is_found_where_it_begins(place: int) -> None:
    text = bytearray(b"x" * 2 * LARGE)
    text[place : place + 9] = b"req-\x00-7Kd"
    assert Needle("req-\0-7Kd").find(text, 0, len(text)) == place
    assert Needle("req-\0-7Ke").find(text, 0, len(text)) == -1
    assert Needle("req-\0-7Kd").find(text, place + 1, len(text)) == -1
