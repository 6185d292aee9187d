"""A gzip file as a stream of bytes: many members, cut off, damaged or a bomb; what can be read is read.

Members are unpacked raw and their sums checked here: a library that checks by itself withholds the last bytes of a
member whose sum is wrong. Source: RFC 1952.
"""

import os
import struct
import zlib
from collections.abc import Callable
from typing import Protocol, cast

from cockpit.adapters.archive.reader import BOMB_BYTES, BOMB_RATIO, bomb

READ = 1 << 16
STEP = 1 << 18  # bytes unpacked at a time: they still lie in the processor's cache when they are searched
_RAW = -zlib.MAX_WBITS
_EXTRA, _NAME, _COMMENT, _SUM = 4, 8, 16, 2


class _Unpacking(Protocol):
    @property
    def unconsumed_tail(self) -> bytes: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


_begin: Callable[[int], _Unpacking] = zlib.decompressobj
_sum: Callable[[bytes, int], int] = zlib.crc32
_broken: tuple[type[Exception], ...] = (zlib.error,)
try:
    from isal import isal_zlib
except ImportError:  # no wheel for this machine: half as fast
    pass
else:
    _begin, _sum = isal_zlib.decompressobj, isal_zlib.crc32
    _broken = (zlib.error, cast(type[Exception], isal_zlib.error))  # its stub calls the class an instance


class GzipReader:
    """Fills windows with what the gzip file `fd` holds; `note` says what was wrong with it."""

    line_at = None

    def __init__(self, fd: int, place: int = 0) -> None:
        """`place`: where a member begins."""
        self.scanned = place
        """Packed bytes read."""
        self.note = ""
        self._fd = fd
        self._input = b""
        self._member: _Unpacking | None = None
        self._members = 0
        self._sum = 0
        self._unpacked = 0
        self._unpacked_here = 0
        self._ended = False

    def fill(self, view: memoryview) -> int:
        while not self._ended:
            if self._member is None and not self._open_member():
                break
            try:
                piece = self._unpack(min(len(view), STEP))
            except _broken as error:
                self._stop(f"damaged after {self._unpacked} bytes ({error}): what lies behind was not read")
                break
            if piece:
                view[: len(piece)] = piece
                self._unpacked += len(piece)
                if self._unpacked > BOMB_BYTES and self._unpacked > BOMB_RATIO * self.scanned:
                    self._stop(bomb(self._unpacked))
                return len(piece)
        return 0

    def _unpack(self, most: int) -> bytes:
        """The next bytes of the member; none at its end, or at the end of the file."""
        member = self._member
        assert member is not None, "a member is open"
        if not self._input and not self._more():
            self._stop("ends in the middle, as a file does that is still written or was not copied whole")
            return b""
        piece = member.decompress(self._input, most)
        self._input = member.unused_data if member.eof else member.unconsumed_tail
        self._sum = _sum(piece, self._sum)
        self._unpacked_here += len(piece)
        if member.eof:
            self._close_member()
        return piece

    def _open_member(self) -> bool:
        """Read the header of the next member. False: there is none."""
        self._need(10)
        if self._members and not self._input.strip(b"\0"):
            self._stop("")  # zeros after the last member are padding
            return False
        head = self._input[:10]
        if len(head) < 10 or head[:3] != b"\x1f\x8b\x08":
            self._stop("something that is no gzip follows" if self._members else "ends in its header")
            return False
        flags, self._input = head[3], self._input[10:]
        if flags & _EXTRA:
            self._need(2)
            self._drop(2 + int.from_bytes(self._input[:2], "little"))
        for flag in (_NAME, _COMMENT):
            while flags & flag and not self._drop(self._input.find(b"\0") + 1):
                self._input = b""
                if not self._more():
                    break
        if flags & _SUM:
            self._drop(2)
        self._member, self._sum, self._unpacked_here = _begin(_RAW), 0, 0
        self._members += 1
        return True

    def _close_member(self) -> None:
        self._member = None
        self._need(8)
        trailer, self._input = self._input[:8], self._input[8:]
        if len(trailer) < 8:
            self._stop("ends in the middle, as a file does that is still written or was not copied whole")
        elif struct.unpack("<II", trailer) != (self._sum, self._unpacked_here & 0xFFFFFFFF):
            self.note = self.note or "a check sum is wrong: its lines may not be what was written"

    def _need(self, count: int) -> None:
        while len(self._input) < count and self._more():
            pass

    def _drop(self, count: int) -> int:
        self._need(count)
        self._input = self._input[count:]
        return count

    def _more(self) -> bool:
        piece = os.pread(self._fd, READ, self.scanned)
        self.scanned += len(piece)
        self._input += piece
        return bool(piece)

    def _stop(self, note: str) -> None:
        self._ended = True
        self.note = note or self.note

    def close(self) -> None:
        """Nothing is to be ended."""
