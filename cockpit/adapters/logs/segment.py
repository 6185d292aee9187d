"""One stretch of log bytes in one open file, and the sparse index that finds an entry in it.

The index keeps two numbers per block of about 64 KiB, so five million lines cost half a megabyte. Every block begins
with an entry; a block is read and cut into entries only when somebody looks at it.
"""

import os
from array import array
from bisect import bisect_right
from collections import OrderedDict

from cockpit.adapters.logs.folding import carried, starts, survey

BLOCK = 1 << 16
READ_AT_MOST = BLOCK * 4  # every entry of a block begins within this many bytes of the block's start
SHOWN = 1 << 16  # bytes of one entry handed out; what is left out is counted
KEPT = 512  # bytes of the head and of the tail of an unfinished line: enough to decide where it belongs
CACHED = 64


class Segment:
    """Bytes of `fd` from `base` on. One thread adds; any thread reads."""

    def __init__(self, fd: int, base: int = 0) -> None:
        self.fd = fd
        self.base = base
        self.end = base
        """Offset behind the last byte taken in."""
        self.lines = 0
        """Lines taken in, with the unfinished one once it is shown."""
        self.entries = 0
        self.lost = ""
        """Why its bytes can no longer be read; empty: they can."""
        self._offsets = array("Q")
        self._firsts = array("Q")
        self._context: bytes | None = None
        self._partial = b""
        self._partial_at = base
        self._shown_partial = False
        self._shown_end = base
        self._cache: OrderedDict[tuple[int, int], list[bytes]] = OrderedDict()

    def add(self, chunk: bytes) -> int:
        """Take in the bytes that follow; returns how many entries began."""
        before = self.entries
        for at in range(0, len(chunk), BLOCK):
            self._index(chunk[at : at + BLOCK])
        return self.entries - before

    def show_partial(self) -> int:
        """Count the unfinished last line as shown: the source has paused or ended. Returns how many entries began."""
        if not self._partial or self._shown_partial:
            return 0
        self._shown_partial = True
        self._shown_end = self.end
        self.lines += 1
        begun = self._begun(self._partial)
        if begun:
            # Whatever the rest of the line turns out to be, it stays the entry that was shown.
            self.entries += 1
            self._cut(self._partial_at, self.entries - 1)
            self._context = None
        return begun

    @property
    def finished(self) -> bool:
        """Whether the bytes so far end with a whole line."""
        return not self._partial

    def read(self, first: int, stop: int) -> list[bytes]:
        """The entries `first` to `stop`, without their last newline; a longer one than SHOWN ends in a count."""
        found: list[bytes] = []
        while first < stop and not self.lost:
            block = bisect_right(self._firsts, first) - 1
            entries = self._block(block)
            within = first - self._firsts[block]
            taken = entries[within : within + stop - first]
            if not taken:
                break
            found.extend(taken)
            first += len(taken)
        return found

    def blocks(self, first: int, stop: int) -> range:
        """The numbers of the blocks that hold the entries `first` to `stop`."""
        if first >= stop or not self._firsts:
            return range(0)
        return range(bisect_right(self._firsts, first) - 1, bisect_right(self._firsts, stop - 1))

    def holding(self, needle: bytes, block: int) -> set[int]:
        """The entries of `block` that hold `needle`, which is in lower case; ASCII letters match in either case."""
        start, end = self._span(block)
        number, found, overlap = self._firsts[block], set[int](), len(needle) - 1
        cuts: list[int] = []
        for at in range(start, end, READ_AT_MOST):
            text = b"" if self.lost else self.bytes_at(at, min(READ_AT_MOST + overlap, end - at))
            low = text.lower()
            hit = low.find(needle)
            if hit < 0:
                continue
            cuts = cuts or starts(text if at == start else self.bytes_at(start, READ_AT_MOST))
            while hit >= 0:
                entry = bisect_right(cuts, at - start + hit) - 1
                found.add(number + entry)
                following = cuts[entry + 1] - (at - start) if entry + 1 < len(cuts) else len(low)
                hit = low.find(needle, following)
        return found

    def bytes_at(self, offset: int, count: int) -> bytes:
        """Bytes of the file; none when the disk or the network behind it fails: its source finds out and says so."""
        try:
            return os.pread(self.fd, count, offset)
        except OSError:
            return b""

    def lose(self, why: str) -> None:
        """The bytes are gone, or given up: entries read as nothing from now on, and the file is let go."""
        self.lost = why
        self._cache.clear()
        # The number stays taken, so that a reader in another thread never meets another file behind it.
        nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        os.dup2(nothing, self.fd, inheritable=False)
        os.close(nothing)

    def _index(self, chunk: bytes) -> None:
        at, self.end = self.end, self.end + len(chunk)
        cut = chunk.rfind(b"\n") + 1
        if not cut:
            self._partial = _kept(self._partial + chunk)
            if self._shown_partial:
                self._shown_end = self.end
            return
        if at - self._partial_at >= BLOCK and (long := chunk.find(b"\n")) + 1 < cut:
            # A very long line ends here: what follows it must not hide behind it in the same block.
            self._take_lines(chunk[:long], at)
            self._partial, self._shown_partial = b"", False
            self._take_lines(chunk[long + 1 : cut - 1], at + long + 1)
        else:
            self._take_lines(chunk[: cut - 1], at)
        self._partial, self._partial_at = _kept(chunk[cut:]), at + cut
        self._shown_partial = False
        self._shown_end = self.end - len(chunk) + cut

    def _take_lines(self, lines: bytes, at: int) -> None:
        """Index complete lines; `lines` has no last newline and begins, in the file, at `at`."""
        opening = self._context is None
        before = b"" if self._context is None else self._context + b"\n"
        text = before + self._partial + lines
        known = len(before) + len(self._partial)
        line_at = self._partial_at if self._partial else at
        if opening and not self._shown_partial:
            self.entries += 1
            self._cut(line_at, self.entries - 1)
        newlines, begun, first, last = survey(text)
        self.lines += newlines + 1 - before.count(b"\n") - self._shown_partial
        if begun:
            number = self.entries
            self.entries += begun
            for offset, entry in ((first, number), (last, self.entries - 1)):
                start = line_at if offset == len(before) and before else at + offset - known
                if start - self._offsets[-1] >= BLOCK:
                    self._cut(start, entry)
        self._context = carried(text)

    def _begun(self, partial: bytes) -> int:
        return 1 if self._context is None else survey(self._context + b"\n" + partial)[1]

    def _cut(self, offset: int, entry: int) -> None:
        """From `offset` on a new block, whose first entry is `entry`."""
        if not self._offsets or offset > self._offsets[-1]:
            self._offsets.append(offset)
            self._firsts.append(entry)

    def _span(self, block: int) -> tuple[int, int]:
        last = block + 1 >= len(self._offsets)
        return self._offsets[block], self._shown_end if last else self._offsets[block + 1]

    def _block(self, block: int) -> list[bytes]:
        start, end = self._span(block)
        key = (start, end)
        if (entries := self._cache.get(key)) is not None:
            return entries
        wanted = min(end - start, READ_AT_MOST + SHOWN)
        text = self.bytes_at(start, wanted)
        if len(text) < wanted:
            return []  # cut off under us; the source finds out and says so
        cuts = starts(text)
        entries = [text[a:b].removesuffix(b"\n") for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
        left_out = end - start - len(text)
        if left_out and self.bytes_at(end - 1, 1) == b"\n":
            left_out -= 1
        entries = [_capped(entry, left_out if entry is entries[-1] else 0) for entry in entries]
        self._cache[key] = entries
        while len(self._cache) > CACHED:
            self._cache.popitem(last=False)
        return entries


def _kept(partial: bytes) -> bytes:
    return partial if len(partial) <= 2 * KEPT else partial[:KEPT] + partial[-KEPT:]


def _capped(entry: bytes, left_out: int) -> bytes:
    left_out += max(0, len(entry) - SHOWN)
    return entry[:SHOWN] + b"\n... %d more bytes in this entry" % left_out if left_out else entry
