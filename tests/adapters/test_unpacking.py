"""A packed body, whatever its members and however it is cut into chunks."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.unpacking import Unpacker


@given(st.lists(st.binary(max_size=50), max_size=4), st.integers(1, 40))
def test_every_member_is_unpacked_however_it_is_cut(members: list[bytes], size: int) -> None:
    packed = b"".join(gzip.compress(member) for member in members)
    unpacker = Unpacker()
    out = b"".join(unpacker.take(packed[at : at + size], 10_000) for at in range(0, len(packed), size))
    assert out == b"".join(members)
    assert unpacker.whole


def test_a_thousand_small_members_are_cut_at_the_room_there_is() -> None:
    bomb = gzip.compress(bytes(1024 * 1024)) * 1000
    unpacker = Unpacker()
    assert len(unpacker.take(bomb, 3_000_000)) == 3_000_000


def test_half_a_member_is_not_whole_and_other_bytes_are_no_gzip() -> None:
    unpacker = Unpacker()
    unpacker.take(gzip.compress(b"x" * 1000)[:-12], 10_000)
    assert not unpacker.whole
    with pytest.raises(zlib.error):
        Unpacker().take(b"not gzip", 100)
