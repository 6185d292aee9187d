"""What a file must offer to be searched, whatever it is packed with."""

from collections.abc import Callable
from typing import Protocol

BOMB_BYTES = 1 << 30
BOMB_RATIO = 300  # logs pack 5- to 50-fold; deflate reaches 1 032-fold, zstd far more


class Reader(Protocol):
    """The bytes of one open file, unpacked, from its beginning to as far as they can be read."""

    scanned: int
    """Bytes of the file itself read so far."""
    note: str
    """What was wrong with it, in words that follow its name; empty: nothing so far."""

    def fill(self, view: memoryview) -> int:
        """Put the next bytes into `view`; how many, 0 at the end. Raises OSError when the file cannot be read."""

    @property
    def line_at(self) -> Callable[[int], int] | None:
        """The number of the line that begins at an offset; None: nobody can say but who has counted."""

    def close(self) -> None:
        """End what it has begun; the descriptor stays open."""


def bomb(unpacked: int) -> str:
    """What is said of a file that unpacks to so much that it can be no log."""
    return f"unpacks more than {BOMB_RATIO}-fold: searched as far as {unpacked / 1e9:.1f} GB, then left"
