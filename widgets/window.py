"""Which part of a list of lines is seen and where the cursor stands in it. Paints nothing."""

from collections.abc import Sequence

from widgets.line import Line


class Window:
    """A view of `height` lines from `top` on, and the index `at` of the cursor, or None when nothing can be stood on.

    Both stay with their lines by key when the list is replaced.
    """

    def __init__(self) -> None:
        self.lines: Sequence[Line] = ()
        self.height = 0
        self.top = 0
        self.at: int | None = None

    @property
    def below(self) -> int:
        """Lines hidden below the view."""
        return max(len(self.lines) - self.top - self.height, 0)

    def sees(self, index: int | None) -> bool:
        """Whether the line at `index` is in the view."""
        return index is not None and self.top <= index < self.top + self.height

    def replace(self, lines: Sequence[Line], cursor: str = "") -> None:
        """Look at `lines` from now on, the cursor on the line called `cursor` if there is one.

        What the reader sees keeps its place in the view, whatever was added or taken away above it.
        """
        old_at = self.at or 0
        own = self.lines[old_at].key if self.at is not None else ""
        anchor = old_at if self.sees(self.at) else min(self.top, max(len(self.lines) - 1, 0))
        anchor_key = self.lines[anchor].key if self.lines else ""
        self.lines = lines
        found = self.find(anchor_key, anchor)
        if found is not None:
            self.top += found - anchor
        target = self.find(cursor, old_at)
        self.at = next((at for at in (target, self.find(own, old_at)) if at is not None), self._stop_near(old_at))
        self.clamp()
        if target is not None and not self.sees(target):
            self.top = target - self.height // 2
            self.clamp()

    def find(self, key: str, near: int = 0) -> int | None:
        """The index of the line called `key`, looked for first at `near`; None: there is none."""
        if not key:
            return None
        if near < len(self.lines) and self.lines[near].key == key:
            return near
        return next((index for index, line in enumerate(self.lines) if line.key == key), None)

    def stop_before(self, index: int) -> int | None:
        """The last line at or before `index` that the cursor can stand on."""
        return next((i for i in range(min(index, len(self.lines) - 1), -1, -1) if self.lines[i].stop), None)

    def reveal(self, first: int, last: int) -> None:
        """Scroll so that the lines `first` to `last` are seen; when they do not fit, the first ones are."""
        if last >= self.top + self.height:
            self.top = last - self.height + 1
        self.top = min(self.top, first)
        self.clamp()

    def reveal_with_rest(self, key: str) -> None:
        """Scroll so that the line called `key` is seen, and as much as fits of what follows up to the next stop."""
        first = self.find(key, self.at or 0)
        if first is not None:
            rest = range(first + 1, len(self.lines))
            following = next((index for index in rest if self.lines[index].stop), len(self.lines))
            self.reveal(first, following - 1)

    def move_to(self, index: int) -> None:
        """Put the cursor on the line at `index` and show it."""
        self.at = index
        self.reveal(index, index)

    def step(self, way: int) -> None:
        """To the next stop when it is in sight; else one line on, so that nothing between stops is passed over."""
        start = self.at if self.at is not None else -1
        places = range(start + 1, len(self.lines)) if way > 0 else range(start - 1, -1, -1)
        following = next((index for index in places if self.lines[index].stop), None)
        before = self.top
        if following is None or not self.top - 1 <= following <= self.top + self.height:
            self.scroll(way)
        if following is not None and self.top == before:
            self.move_to(following)

    def scroll(self, lines: int) -> None:
        """Move the view, not the cursor."""
        self.top += lines
        self.clamp()

    def page(self, pages: int) -> None:
        """Move the view by pages; the cursor comes along to a line that is seen, or the one whose rest is."""
        self.scroll(pages * max(self.height - 1, 1))
        if not self.sees(self.at):
            view = range(self.top, min(self.top + self.height, len(self.lines)))
            seen = next((index for index in view if self.lines[index].stop), None)
            self.at = seen if seen is not None else self.stop_before(self.top)

    def go(self, index: int) -> None:
        """To the line at `index`, counted from the end when negative; the cursor to the stop nearest to it."""
        self.scroll((index if index >= 0 else len(self.lines) + index) - self.top)
        self.at = self._stop_near(max(index if index >= 0 else len(self.lines) + index, 0))

    def clamp(self) -> None:
        """Leave no empty rows below while there are lines above."""
        self.top = max(min(self.top, len(self.lines) - self.height), 0)

    def _stop_near(self, index: int) -> int | None:
        before = self.stop_before(index)
        return before if before is not None else next((i for i, line in enumerate(self.lines) if line.stop), None)
