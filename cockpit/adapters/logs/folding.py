"""Which lines of a log belong together: a stack trace is one entry with the line it explains.

Works on blocks of bytes with one compiled pattern; nothing here runs once per line. The rules hold for lines
that are complete, so cutting the same bytes into other blocks gives the same entries.
"""

import re
from collections.abc import Iterator

from cockpit.adapters.logs import traceshapes as shapes

# The look ahead is asked of every line of a run, so that what is rejected does not depend on where the run began.
_RUN = re.compile(
    b"".join(
        (
            rb"\n" + shapes.MAY_BE,
            rb"(?:(?P<begins>" + shapes.BEGINS + rb")|(?P<thrown>" + shapes.THROWN + rb")|" + shapes.CONTINUES + rb")",
            rb"(?:\n" + shapes.MAY_BE + shapes.CONTINUES + rb")*+",
        )
    )
)
_OPENING = re.compile(rb"|".join((shapes.PYTHON, shapes.GO, shapes.RUST)))
_THROWN = re.compile(shapes.THROWN)
_NEWLINE = re.compile(rb"\n")
_STATE = 3  # last bytes of a line that tell whether an object ended with it
# Traces that may go on with lines which do not tell by themselves that they belong to it: how their header begins, and
# what fits from the last header to the end of the text when such lines may still come.
_OPEN = (
    (b"Traceback (most recent call last):", re.compile(shapes.PYTHON_OPEN + rb"\Z")),
    (b"goroutine ", re.compile(shapes.GO + rb"\Z")),
    (b"thread '", re.compile(shapes.RUST_HEADER + rb"\Z")),
)
_MAY_BE_OPEN = re.compile(rb"[ \t]|Traceback |goroutine |thread '|" + shapes.CALL)


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


def carried(text: bytes) -> bytes:
    """The shortest text that decides about the lines after `text` just as `text` does."""
    at = text.rfind(b"\n") + 1
    if _MAY_BE_OPEN.match(text, at):
        for name, still_open in _OPEN:
            header = text.rfind(b"\n" + name) + 1
            if (header or text.startswith(name)) and still_open.match(text, header):
                line = text[header:].partition(b"\n")[0]
                return line + b"\n" + _last(text, at) if _indented(text, at) else line
    return _last(text, at)


def _last(text: bytes, at: int) -> bytes:
    """The line at `at`, the last of `text`, without what decides nothing."""
    if _indented(text, at):
        return b"\t" + text[at:][-_STATE:]
    if _THROWN.match(text, at):
        return b"a.Error:" + text[-_STATE:]
    # The dot stands for what is left out, so that the rest is not taken for the beginning of a line.
    return text[at:] if len(text) - at <= _STATE else b"." + text[-_STATE:]


def _indented(text: bytes, at: int) -> bool:
    return text.startswith((b" ", b"\t"), at)


def _runs(text: bytes) -> Iterator[tuple[int, int]]:
    """Where lines that continue an entry lie in `text`: from the newline before the first to the end of the last."""
    at = 0
    if text[:1] in b"Tgt" and (opening := _OPENING.match(text)):
        at = opening.end()
        yield 0, at
    for run in _RUN.finditer(text, at):
        begins = run["begins"] is not None or (run["thrown"] is not None and not _explains(text, run.start()))
        yield (run.start() + 1 if begins else run.start()), run.end()


def _explains(text: bytes, end: int) -> bool:
    """Whether the line that ends at `end` may be what an exception below it belongs to.

    A frame, an object, an empty line or another exception is not: what is thrown after it is told for itself.
    """
    at = text.rfind(b"\n", 0, end) + 1
    if at == end or text[at : at + 1] in b" \t\r" or text[at:end].rstrip(b"\r").endswith(b"}"):
        return False
    return not _THROWN.match(text, at, end)
