"""A file packed with zstd, bzip2 or xz as a stream of bytes: any number of frames, cut off or damaged."""

import os
import sys
from collections.abc import Callable
from typing import Protocol

from cockpit.adapters.archive.reader import BOMB_BYTES, BOMB_RATIO, bomb

READ = 1 << 17
STEP = 1 << 18
MOST_MEMORY = 128 << 20  # of one unpacker: what the zstd program takes too unless told otherwise


class Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def zstd() -> tuple[Callable[[], Unpacker], tuple[type[Exception], ...]]:
    """How to begin a frame, and what a broken one raises."""
    # Each packing is imported only where such a file is met.
    if sys.version_info >= (3, 14):
        from compression import zstd as packing
    else:
        from backports import zstd as packing

    largest: dict[int, int] = {packing.DecompressionParameter.window_log_max: MOST_MEMORY.bit_length() - 1}
    return lambda: packing.ZstdDecompressor(options=largest), (packing.ZstdError,)


def bzip2() -> tuple[Callable[[], Unpacker], tuple[type[Exception], ...]]:
    import bz2

    return bz2.BZ2Decompressor, (OSError, ValueError)


def xz() -> tuple[Callable[[], Unpacker], tuple[type[Exception], ...]]:
    import lzma

    return lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY), (lzma.LZMAError,)


PACKINGS = {"zstd": zstd, "bzip2": bzip2, "xz": xz}


class FramedReader:
    """Fills windows with what `fd` holds; `note` says what was wrong with it."""

    line_at = None

    def __init__(self, fd: int, packing: tuple[Callable[[], Unpacker], tuple[type[Exception], ...]]) -> None:
        self.scanned = 0
        self.note = ""
        self._fd = fd
        self._begin, self._broken = packing
        self._frame: Unpacker | None = None
        self._frames = 0
        self._left = b""
        self._unpacked = 0
        self._ended = False

    def fill(self, view: memoryview) -> int:
        while not self._ended:
            try:
                piece = self._unpack(min(len(view), STEP))
            except self._broken as error:
                said = str(error).rstrip(".")
                self._stop(f"damaged after {self._unpacked} bytes ({said}): what lies behind was not read")
                break
            if piece:
                view[: len(piece)] = piece
                self._unpacked += len(piece)
                if self._unpacked > BOMB_BYTES and self._unpacked > BOMB_RATIO * self.scanned:
                    self._stop(bomb(self._unpacked))
                return len(piece)
        return 0

    def _unpack(self, most: int) -> bytes:
        """The next bytes; none where a frame or the file ends."""
        if self._frame is None:
            data = self._left or self._more()
            if not data or (self._frames and not data.strip(b"\0")):
                self._stop("")
                return b""
            self._frame, self._left = self._begin(), b""
            self._frames += 1
        else:
            data = self._more() if self._frame.needs_input else b""
            if not data and self._frame.needs_input:
                self._stop("ends in the middle, as a file does that is still written or was not copied whole")
                return b""
        piece = self._frame.decompress(data, most)
        if self._frame.eof:
            self._left, self._frame = self._frame.unused_data, None
        return piece

    def _more(self) -> bytes:
        piece = os.pread(self._fd, READ, self.scanned)
        self.scanned += len(piece)
        return piece

    def _stop(self, note: str) -> None:
        self._ended = True
        self.note = note or self.note

    def close(self) -> None:
        """Nothing is to be ended."""
