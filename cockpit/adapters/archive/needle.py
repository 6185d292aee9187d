"""What is looked for: bytes, found as they are or with ASCII letters in either case."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cockpit.adapters.archive.memmem import Find

LONGEST = 4096  # bytes; longer ones would not fit the overlap of two windows
LARGE = 1 << 19  # bytes; in less of a buffer Python's own search has found it before another is loaded


class Needle:
    """A text to find. Raises ValueError when it is empty, has a line break, or is longer than LONGEST."""

    def __init__(self, text: str, *, any_case: bool = False) -> None:
        raw = text.encode("utf-8", "surrogateescape")
        if not raw:
            raise ValueError("there is nothing to find; give some text")
        if b"\n" in raw:
            raise ValueError("the text to find has a line break; give one line of it")
        if len(raw) > LONGEST:
            raise ValueError(f"the text to find has {len(raw)} bytes; give at most {LONGEST}")
        self.text = text
        self.any_case = any_case
        self.raw = raw.lower() if any_case else raw
        self._quick: Find | None = None
        self._asked = sys.platform != "linux"

    def __len__(self) -> int:
        return len(self.raw)

    def find(self, text: bytes | bytearray, start: int, stop: int) -> int:
        """Where it begins in `text[start:stop]`, counted from the beginning of `text`; -1: nowhere."""
        if self.any_case:
            found = text[start:stop].lower().find(self.raw)
            return found + start if found >= 0 else -1
        if stop - start >= LARGE and isinstance(text, bytearray) and (quick := self._quickly()):
            return quick(text, start, stop)
        return text.find(self.raw, start, stop)

    def _quickly(self) -> "Find | None":
        if not self._asked:
            from cockpit.adapters.archive.memmem import searching_for  # ctypes: some 4 ms, won back by the first window

            self._asked, self._quick = True, searching_for(self.raw)
        return self._quick
