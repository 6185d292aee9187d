"""Names of tables and columns: checked, then quoted, because a name cannot be bound."""

import re

_PART = re.compile(r"[^\W\d][\w$]{0,62}")


class IdentifierError(ValueError):
    """A text that is no table or column name; `str()` says so."""


def quoted(name: str) -> str:
    """`name` (`table`, `schema.table` or a column) in double quotes. Raises IdentifierError."""
    parts = name.split(".")
    if len(parts) > 3 or not all(_PART.fullmatch(part) for part in parts):
        raise IdentifierError(f"{name!r} is not a table or column name; write it like public.work_queue")
    return ".".join(f'"{part}"' for part in parts)


def plain(name: str) -> bool:
    """Whether `name` can be quoted."""
    return len(name.split(".")) <= 3 and all(_PART.fullmatch(part) for part in name.split("."))
