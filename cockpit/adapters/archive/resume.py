"""Read a gzip file on from a place inside it that a walk has noted."""

import os
import zlib


def resumed(fd: int, place: int, bits: int, window: bytes, packed: int, count: int) -> bytes:
    """`count` bytes from a stop inside a member; `packed`: how many packed bytes there are up to the next stop."""
    first = place - 1 if bits else place
    raw = os.pread(fd, packed + place - first + 1, first)
    if bits:
        # Deflate fills bytes from the lowest bit: as one little-endian number it moves into place at once.
        raw = (int.from_bytes(raw, "little") >> (8 - bits)).to_bytes(len(raw), "little")
    return zlib.decompressobj(-zlib.MAX_WBITS, zdict=window).decompress(raw, count)
