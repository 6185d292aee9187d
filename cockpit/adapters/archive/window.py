"""A window that slides over a stream of bytes: what is searched, with enough before and behind to see whole entries."""

from collections.abc import Callable

CHUNK = 1 << 20
EDGE = 1 << 17  # bytes kept before, and read ahead of, what is searched
SHOWN = 1 << 16  # bytes of one entry handed out; what is left out is counted

Fill = Callable[[memoryview], int]
"""Puts the next bytes into the view and says how many; 0 at the end."""


class Window:
    """`text[:size]` are the bytes from `base` on. The buffer is used again: nothing may hold a view of it."""

    def __init__(self, fill: Fill, *, counted: bool, chunk: int = CHUNK, edge: int = EDGE) -> None:
        """`counted`: count the newlines that go by, because the stream cannot be read twice."""
        self.text = bytearray(2 * edge + chunk)
        self.size = 0
        self.base = 0
        self.final = False
        self.newlines = 0
        """Newlines before `base`, if they are counted."""
        self.head: tuple[int, bytes] | None = None
        """Where the line began that reaches into the window from before it, and the bytes from there on."""
        self.edge = edge
        self._fill = fill
        self._counted = counted
        self._chunk = chunk
        self._view = memoryview(self.text)

    def advance(self) -> bool:
        """Slide on; False at the end, when `final` was True before."""
        if self.final:
            return False
        drop = max(self.size - 2 * self.edge, 0)
        if drop:
            self._forget(drop)
        stop = self.size + self._chunk
        while self.size < stop:
            count = self._fill(self._view[self.size : stop])
            if not count:
                self.final = True
                break
            self.size += count
        return True

    def _forget(self, drop: int) -> None:
        cut = self.text.rfind(b"\n", 0, drop) + 1
        if cut == drop:
            self.head = None
        elif cut or self.head is None:
            self.head = (self.base + cut, bytes(self.text[cut : min(cut + SHOWN, self.size)]))
        if self._counted:
            self.newlines += self.text.count(b"\n", 0, drop)
        self.size -= drop
        self.base += drop
        self._view[: self.size] = self._view[drop : drop + self.size]
