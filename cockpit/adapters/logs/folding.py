"""Which lines of a log belong together: a stack trace is one entry with the line it explains.

Works on blocks of bytes with one compiled pattern; nothing here runs once per line. The rules hold for lines
that are complete, so cutting the same bytes into other blocks gives the same entries.
"""

import re
from collections.abc import Iterator

# A traceback header, its indented frames, and the line with the exception itself.
_TRACEBACK = (
    rb"Traceback \(most recent call last\):[^\n]*+(?:\n[ \t][^\n]*+)*+"
    rb"(?:\n[A-Za-z_][\w.]{0,200}(?::[^\n]*+)?\r?(?=\n|\Z))?+"
)
# An object printed before it is complete in itself, so a traceback after one is not its trace.
_AFTER_OBJECT = rb"(?:(?<=\}\n)|(?<=\}\r\n))"
_CONTINUES = (
    rb"(?:[ \t][^\n]*+"
    rb"|\r?(?=\n|\Z)"
    rb"|[)\]}]{1,8}[,;]?\r?(?=\n|\Z)"
    rb"|(?:Caused by: |During handling of the above exception|The above exception was the direct cause"
    rb"|\.\.\. \d{1,9} (?:more|common frames omitted))[^\n]*+"
    rb"|(?<!\}\n)(?<!\}\r\n)" + _TRACEBACK + rb")"
)
# The look-ahead after the first newline rejects an ordinary line with one test.
_RUN = re.compile(
    rb"\n(?=[ \t\r\n)\]}CDT.]|\Z)(?:(?P<own>" + _AFTER_OBJECT + _TRACEBACK + rb")|" + _CONTINUES + rb")"
    rb"(?:\n" + _CONTINUES + rb")*+"
)
_OPENING = re.compile(_TRACEBACK)
_OPEN_TRACEBACK = re.compile(rb"Traceback \(most recent call last\):[^\n]*+(?:\n[ \t][^\n]*+)*+\Z")
_NEWLINE = re.compile(rb"\n")
_HEADER = b"Traceback (most recent call last):"


def starts(block: bytes) -> list[int]:
    """Offsets in `block` at which entries begin. `block` begins with an entry; its last newline is optional."""
    text = block[:-1] if block.endswith(b"\n") else block
    found, at = [0], 0
    for first, end in _runs(text):
        found.extend(match.end() for match in _NEWLINE.finditer(text, at, first))
        at = end
    found.extend(match.end() for match in _NEWLINE.finditer(text, at))
    return found


def survey(text: bytes) -> tuple[int, int, int, int]:
    """What `text` holds after the line it begins with: (lines, entries that begin, where the first and last begin).

    `text` begins with an entry and has no newline at its end. The offsets are 0 when no entry begins.
    """
    lines, inner, first, last, at = text.count(b"\n"), 0, 0, 0, 0
    for run, end in _runs(text):
        inner += text.count(b"\n", run, end)
        if run > at:
            first = first or text.find(b"\n", at, run) + 1
            last = text.rfind(b"\n", at, run) + 1 or last
        at = end
    first = first or text.find(b"\n", at) + 1
    last = text.rfind(b"\n", at) + 1 or last
    return lines, lines - inner, first, last


def carried(text: bytes, folded: bool) -> bytes:
    """The shortest text that decides about the line after `text` just as `text` does; `folded`: it has folded lines."""
    if (folded or text.startswith(_HEADER)) and _HEADER in text:
        header = (b"\n" + text).rfind(b"\n" + _HEADER)
        if header >= 0 and _OPEN_TRACEBACK.match(text, header):
            return _HEADER
    return text[-3:].rpartition(b"\n")[2]


def _runs(text: bytes) -> Iterator[tuple[int, int]]:
    """Where lines that continue an entry lie in `text`: from the newline before the first to the end of the last."""
    at = 0
    if text.startswith(_HEADER) and (opening := _OPENING.match(text)):
        at = opening.end()
        yield 0, at
    for run in _RUN.finditer(text, at):
        yield (run.start() if run["own"] is None else run.start() + 1), run.end()
