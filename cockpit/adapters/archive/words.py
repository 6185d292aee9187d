"""Which blocks of a text may hold a needle, answered from a few bits a word. It may say yes wrongly, never no.

Words are runs of ASCII letters and digits, in lower case. Kept are the six characters from every sixth place of a word,
and its last six. Whatever a word is part of, a needle that ends inside it shares one of them:
a word begun in the needle is known by its first characters, one ended in it by its last, and eleven characters out of
the middle hold one of the sixes whole.
"""

import re
import zlib
from collections.abc import Iterable
from mmap import mmap

GRAM = 6
BITS = 1 << 17  # of one block's table
TABLE = BITS // 8
_MASK = BITS - 1
_FOLDED = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in bytes(range(256)).lower())
"""Letters in lower case, and a space for whatever is part of no word: half the time of a pattern."""
_WORDS = re.compile(rb"[0-9a-z]{6,}")

Wanted = tuple[tuple[int, ...], ...]
"""Alternatives, each a list of bits that are all set where it holds."""


def table(text: bytes) -> bytes:
    """The table of the block `text`."""
    words = {word for word in set(text.translate(_FOLDED).split()) if len(word) >= GRAM}
    grams = {word[at : at + GRAM] for word in words for at in range(0, len(word) - GRAM + 1, GRAM)}
    grams |= {word[-GRAM:] for word in words}
    flags = bytearray(b"0") * BITS
    for gram in grams:
        mixed = zlib.crc32(gram)
        flags[mixed & _MASK] = flags[mixed >> 15] = 49
    return int(flags, 2).to_bytes(TABLE, "big")


def wanted(needle: bytes) -> list[Wanted] | None:
    """What a block must have to hold `needle`: of every entry, one alternative. None: the tables cannot tell."""
    low = needle.lower()
    found: list[Wanted] = []
    for match in _WORDS.finditer(low):
        word, begun, ended = match[0], match.start() > 0, match.end() < len(low)
        starts: Iterable[int] = (0,) if begun else range(GRAM) if len(word) >= 2 * GRAM - 1 else ()
        if alternatives := tuple(
            _bits(word[at + step : at + step + GRAM] for step in range(0, len(word) - at - GRAM + 1, GRAM))
            for at in starts
        ):
            found.append(alternatives)
        if ended:
            found.append((_bits([word[-GRAM:]]),))
    return found or None


def holds(tables: bytes | mmap, base: int, wanted: list[Wanted]) -> bool:
    """Whether the block whose table begins at `base` may hold a needle that wants `wanted`."""
    return all(any(all(_set(tables, base, bit) for bit in bits) for bits in alternatives) for alternatives in wanted)


def _bits(grams: Iterable[bytes]) -> tuple[int, ...]:
    return tuple(bit for gram in grams for mixed in (zlib.crc32(gram),) for bit in (mixed & _MASK, mixed >> 15))


def _set(tables: bytes | mmap, base: int, bit: int) -> int:
    # The first character of the number is its highest bit, so bit 0 lies highest in the first byte.
    return tables[base + (bit >> 3)] & (0x80 >> (bit & 7))
