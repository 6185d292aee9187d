"""What came in lately and when, by place: a recording that begins now can take along what led up to it."""

from collections import deque
from datetime import datetime, timedelta

JOINED_WITHIN = timedelta(milliseconds=50)
JOINED_UP_TO = 1 << 16
MOST = 20_000  # pieces remembered, about 3 MB


class Piece:
    """`length` bytes at `offset` of a part; of part 0, one notice by its number."""

    __slots__ = ("at", "length", "offset", "part")

    def __init__(self, part: int, offset: int, length: int, at: datetime) -> None:
        self.part, self.offset, self.length, self.at = part, offset, length, at


class Recent:
    """The places of the last `held` bytes, in the order of arrival."""

    def __init__(self, held: int) -> None:
        self._held = held
        self._bytes = 0
        self.pieces: deque[Piece] = deque()

    def add(self, part: int, offset: int, length: int, at: datetime) -> None:
        last = self.pieces[-1] if self.pieces else None
        if (
            last is not None
            and part
            and last.part == part
            and last.offset + last.length == offset
            and last.length + length <= JOINED_UP_TO
            and at - last.at < JOINED_WITHIN
        ):
            last.length += length
        else:
            self.pieces.append(Piece(part, offset, length, at))
        self._bytes += length
        while self._bytes > self._held or len(self.pieces) > MOST:
            self._bytes -= self.pieces.popleft().length
