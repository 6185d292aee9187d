"""The index and the notes on disk: whatever is there is read as far as it is sound, and nothing raises."""

from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.logs.recording.format import RECORD, Chunk, Ended, Told, note_line, notes_in, packed, unpacked

whole = st.integers(min_value=0, max_value=2**32 - 1)
chunks = st.builds(Chunk, whole, whole, st.floats(allow_nan=False), whole, whole)


@given(st.lists(chunks, max_size=5), st.integers(min_value=0, max_value=RECORD - 1))
def test_records_come_back_and_a_torn_one_is_left_out(written: list[Chunk], torn: int) -> None:
    content = b"".join(map(packed, written))
    assert unpacked(content + b"\x01" * torn) == written


@given(st.lists(chunks, min_size=1, max_size=4), st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_damaged_record_ends_what_is_believed(written: list[Chunk], place: int, flip: int) -> None:
    content = bytearray(b"".join(map(packed, written)))
    place %= len(content)
    content[place] ^= flip
    assert unpacked(bytes(content)) == written[: place // RECORD]


@given(st.binary(max_size=200))
def test_lines_that_are_no_notes_are_passed_over(junk: bytes) -> None:
    told = Told(source="api", text="silent 34 s")
    read = notes_in(note_line(told) + junk.replace(b"\n", b"") + b"\n" + note_line(Ended()))
    assert (read[0], read[-1]) == (told, Ended())
