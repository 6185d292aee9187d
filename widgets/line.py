"""One line of a pane as a value: pieces of text, each with a tone, and the strip of cells it paints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.core.text import printable
from widgets.cells import cut


class Tone(StrEnum):
    """What a piece of text means. Each is a component class, so a theme decides how it looks."""

    PLAIN = "lines--plain"
    MUTED = "lines--muted"
    STRONG = "lines--strong"
    GOOD = "lines--good"
    WARN = "lines--warn"
    BAD = "lines--bad"
    ALARM = "lines--alarm"
    """Like BAD, reversed: for the one word nobody may miss."""
    ACCENT = "lines--accent"
    CODE = "lines--code"


Part = tuple[str, Tone]


@dataclass(frozen=True, slots=True)
class Line:
    """What a line shows. `right` stays whole at the right edge; the rest is cut to make room."""

    parts: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()
    key: str = ""
    """Its identity: cursor and scroll position follow it when lines above come and go."""
    stop: bool = False
    """Whether the cursor can stand here."""


def line(*parts: str | Part, right: Sequence[Part] = (), key: str = "", stop: bool = False) -> Line:
    """A line of `parts`; a bare string is plain text."""
    toned = tuple((part, Tone.PLAIN) if isinstance(part, str) else part for part in parts)
    return Line(toned, tuple(right), key, stop)


def painted(shown: Line, width: int, style: Callable[[Tone], Style]) -> Strip:
    """`shown` as exactly `width` cells. Its texts are made printable once more here: nothing gets past."""
    ground = style(Tone.PLAIN)
    right = _fitted(shown.right, max(width - 8, width // 2))
    right_width = sum(cell_len(text) for text, _ in right)
    room = width - right_width - (1 if right else 0)
    left = _fitted(shown.parts, room)
    gap = width - right_width - sum(cell_len(text) for text, _ in left)
    segments = [Segment(text, style(tone)) for text, tone in left]
    if gap > 0:
        segments.append(Segment(" " * gap, ground))
    segments += [Segment(text, style(tone)) for text, tone in right]
    return Strip(segments).adjust_cell_length(width, ground)


def changed_width(before: Strip, after: Strip) -> int:
    """How many cells from the left must be sent to turn `before` into `after`: what is equal at the end stays."""
    old, new = list(before), list(after)
    kept = 0
    while old and new and old[-1] == new[-1]:
        kept += cell_len(new[-1].text)
        del old[-1], new[-1]
    return max(after.cell_length - kept, 0)


def _fitted(parts: Sequence[Part], width: int) -> list[Part]:
    fitted: list[Part] = []
    for text, tone in parts:
        if width <= 0:
            break
        shown = cut(printable(text), width)
        if shown:
            fitted.append((shown, tone))
        width -= cell_len(shown)
    return fitted
