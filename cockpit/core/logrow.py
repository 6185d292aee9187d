"""One row of a log: the bytes as they came, and who sent them. Nothing is parsed before it is looked at."""

from datetime import datetime
from enum import StrEnum

import msgspec

from cockpit.core.logreading import DEFAULT, Reading


class RowKind(StrEnum):
    """`notice` rows are the cockpit's own words about the source: silence, rotation, a lost connection."""

    LINE = "line"
    NOTICE = "notice"


class LogRow(msgspec.Struct, frozen=True):
    """An entry: its first line and, joined by newlines, the lines that continue it (a folded stack trace)."""

    source: str
    raw: bytes
    kind: RowKind = RowKind.LINE
    reading: Reading = DEFAULT


class ParsedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says once looked at; every string printable."""

    source: str
    at: datetime | None = None
    level: str = ""
    """`debug`, `info`, `warn`, `error`, `fatal`, or empty when the line does not say."""
    text: str = ""
    fields: dict[str, str] = {}
    """The remaining fields of a structured line, flattened with dots."""
    folded: tuple[str, ...] = ()
    """The continuation lines of a trace."""
    kind: RowKind = RowKind.LINE
    own: tuple[str, ...] = ()
    """What marks the system's own code in a trace; empty: all that is not a library."""
    format: str = ""
    """The name of the format it was read as."""
