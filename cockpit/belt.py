"""The second line of defence: no control character reaches the terminal from any widget.

The first is `core.text.printable` at the door. Textual 8.2.8 hands ESC and C1 through from most widgets.
"""

import re

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")

_render_style = Strip.render_style


def fasten() -> None:
    """Make every strip clean its text as it is drawn, and draw no links. Calling it twice is the same as once."""
    Strip.render_style = classmethod(_clean)  # type: ignore[assignment,method-assign]  # the point of this module


def fastened() -> bool:
    """Whether the belt is on; a Textual release may move what it is fastened to."""
    return Strip.render_style(Style(), "\x1b", ColorSystem.STANDARD) == "\ufffd"


def _clean(cls: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
    if not text.isascii() or not text.isprintable():
        text = _UNSAFE.sub("\ufffd", text)
    return _render_style(style.update_link(None) if style.link else style, text, color_system)
