"""The times of entries: parsed only where they are asked for."""

from datetime import datetime

from cockpit.adapters.logs.folding import starts
from cockpit.core.logline import parse
from cockpit.core.logreading import DEFAULT, Reading
from cockpit.core.logrow import LogRow

TRIED = 50  # entries parsed in search of one with a time


def time_of(raw: bytes, reading: Reading = DEFAULT) -> datetime | None:
    """When the entry `raw` says it happened."""
    return parse(LogRow("", raw, reading=reading)).at


def first_time(text: bytes, reading: Reading = DEFAULT) -> datetime | None:
    """The time of the first entry in `text` that has one."""
    cuts = starts(text)[:TRIED] if text else []
    return next((at for cut in cuts if (at := time_of(_line(text, cut), reading))), None)


def last_time(text: bytes, reading: Reading = DEFAULT) -> datetime | None:
    """The time of the last entry in `text` that has one; `text` may begin in the middle of a line."""
    cuts = starts(text)[-TRIED:] if text else []
    return next((at for cut in reversed(cuts) if (at := time_of(_line(text, cut), reading))), None)


def _line(text: bytes, at: int) -> bytes:
    """The first line of the entry at `at`: its time stands there."""
    return text[at : at + 65536].partition(b"\n")[0]
