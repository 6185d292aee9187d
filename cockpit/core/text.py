"""Make text from outside safe to show: no byte of it may reach the terminal as a command.

The framework passes ESC and C1 through to the terminal, so this is the door every log line, audit row,
provider error and runbook sentence goes through once, in the adapter that reads it.
"""

import re

TAB = "    "
MAX_MARKS = 8  # combining marks kept on one character: more is a drawing, not a word
MAX_SHOWN = 4096  # characters of one line worth drawing; the rest is counted, not shown

_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]"  # CSI
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]{1,4}[0-~]"  # charset and friends
    r"|\x1b[0-~]"
)
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen and invisible fillers
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # zero width, bidi, separators
    "\ud800-\udfff\U000e0000-\U000e0fff]"  # lone surrogates, tag characters
)
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
_MARKS = re.compile(f"({_MARK}{{{MAX_MARKS}}}){_MARK}+")


def printable(text: str, limit: int = MAX_SHOWN) -> str:
    """One line of `text` that can do nothing but be read.

    Whole escape sequences go; every control, bidi, zero-width or tag character left over becomes U+FFFD;
    line breaks become ` ⏎ `; tabs become spaces. Longer than `limit` characters: cut, with the number left out.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    left_out = len(text) - limit
    if left_out > 0:
        text = text[:limit]
    text = _SEQUENCE.sub("", text)
    text = text.replace("\t", TAB).replace("\r\n", "\n").replace("\n", " ⏎ ")
    text = _MARKS.sub(r"\1", _UNSAFE.sub("\ufffd", text))
    return f"{text}… {left_out} more characters" if left_out > 0 else text


def printable_lines(text: str, limit: int = MAX_SHOWN) -> list[str]:
    """`text` split at its line breaks, each line made printable."""
    return [printable(line, limit) for line in re.split(r"\r\n|\n|\r", text)]


def revealed(text: str) -> str:
    """`text` with every character that does not show itself named, as in `⟨U+202E⟩`.

    For what a person is about to confirm: there a hidden character must be seen, not dropped. Line breaks stay.
    """
    return re.sub(_UNSAFE, lambda found: found[0] if found[0] == "\n" else f"⟨U+{ord(found[0]):04X}⟩", text)


def hidden(text: str) -> bool:
    """Whether `text` holds characters that a reader would not see."""
    return any(found != "\n" for found in _UNSAFE.findall(text))


def decoded(raw: bytes) -> str:
    """Bytes from outside as text; what is not UTF-8 shows as U+FFFD, nothing raises."""
    return raw.decode("utf-8", "replace")


def clipped(text: str, width: int) -> str:
    """`text` in at most `width` characters, the cut marked by an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"
