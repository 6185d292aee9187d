"""Values of a row as text to read and as numbers to test.

NULL is shown as ∅, which no ordinary text is. Times are shown in UTC to the second: `2026-11-23T09:00:00Z`; a time
without a zone keeps none.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from cockpit.core.expr import Value
from cockpit.core.readings import NULL
from cockpit.core.text import clipped, printable
from cockpit.providers.sql.engine import Answer

BYTES_SHOWN = 16


def shown(value: object) -> str:
    """One printable line for any value a driver returns."""
    match value:
        case None:
            return NULL
        case bool():
            return "true" if value else "false"
        case datetime():
            naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            return naive.isoformat(timespec="seconds") + ("Z" if value.tzinfo else "")
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            raw = bytes(value)
            return f"0x{raw[:BYTES_SHOWN].hex()}" + (f"… {len(raw)} bytes" if len(raw) > BYTES_SHOWN else "")
        case dict() | list() | tuple():
            return printable(msgspec.json.encode(value, enc_hook=str).decode())
    return printable(str(value))


def table(answer: Answer) -> tuple[tuple[str, ...], ...]:
    """All cells of an answer, printable."""
    return tuple(tuple(shown(value) for value in row) for row in answer.rows)


def names(columns: Sequence[str]) -> tuple[str, ...]:
    """Column names, printable."""
    return tuple(printable(clipped(column, 128)) for column in columns)


def first(answer: Answer) -> dict[str, Value]:
    """The first row by column, numbers as numbers; empty when there is no row."""
    if not answer.rows:
        return {}
    return {name: _measured(value) for name, value in zip(names(answer.columns), answer.rows[0], strict=True)}


def _measured(value: object) -> Value:
    if isinstance(value, Decimal):
        return int(value) if value.is_finite() and value == value.to_integral_value() else float(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    return shown(value)
