"""What the sources and verbs need of a database, whichever of the three it is."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import msgspec

from cockpit.core.readings import SourceError
from cockpit.providers.sql.dialect import Dialect

Input = str | int | float | None

ROWS_SHOWN = 500
DEFAULT_TIMEOUT = 8.0


class Bound(msgspec.Struct, frozen=True):
    """One statement in the engine's own placeholders, and the values for them in order."""

    text: str
    values: tuple[Input, ...] = ()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement returned: raw values as the driver gives them, at most the rows asked for."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[object, ...], ...] = ()
    truncated: bool = False
    """There were more rows."""
    touched: int = 0
    """Rows inserted, updated or deleted."""


class UnreachableError(SourceError):
    """The server itself does not answer: it is down, full or cut off. A wrong password or dsn is not that."""


class LostError(SourceError):
    """The answer to COMMIT never came: it may have happened."""


class Writing(Protocol):
    """One open transaction. Every method raises SourceError when the statement did not succeed."""

    async def run(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer: ...

    async def run_each(self, text: str, values: Sequence[tuple[Input, ...]]) -> int:
        """Run `text` once per tuple; how many rows were touched in all."""

    async def mark(self) -> str:
        """The transaction's id, by which it can be asked for later; empty: this engine has none."""

    async def commit(self) -> None:
        """Raises LostError when the outcome is unknown, SourceError when it certainly did not happen."""


class Engine(Protocol):
    """A database behind one target."""

    dialect: Dialect
    where: str
    """The target's name, as it stands in messages."""

    async def read(self, bound: Bound, limit: int = ROWS_SHOWN) -> Answer:
        """Run one statement on a session that cannot write. Raises SourceError, at the latest after the time-out."""

    def writing(self) -> AbstractAsyncContextManager[Writing]:
        """A transaction on a connection of its own; rolled back unless committed. Raises SourceError."""

    async def committed(self, mark: str) -> bool | None:
        """Whether the transaction with that id was committed; None: nobody knows.

        Raises SourceError, also while the transaction is still open: its rows must not decide then.
        """

    async def ping(self) -> str:
        """Version and what the session may do, in one sentence. Raises SourceError."""

    async def close(self) -> None: ...


def timeout_of(settings: dict[str, str], where: str) -> float:
    """The `timeout` setting in seconds. Raises SourceError when it is not a positive number."""
    text = settings.get("timeout", "")
    try:
        seconds = float(text.removesuffix("s")) if text else DEFAULT_TIMEOUT
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise SourceError(f"timeout {text!r} of {where} is not a number of seconds; write it like 8")
    return seconds
