"""What one line says, before it is made printable: the value every reader of a format gives back."""

from datetime import datetime

import msgspec


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """`text` may have several lines: the first is the message, the others its trace."""

    at: datetime | None = None
    level: str = ""
    text: str = ""
    fields: dict[str, str] = {}
