"""What is kept: runbooks, incidents and their journals, credentials."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cockpit.core.events import Actor, AnyEvent, Record
from cockpit.core.runbook import Runbook
from cockpit.core.secret import Secret


class RunbookShelf(Protocol):
    """The runbooks of the profile and the bundled ones, and which of them a person trusts to run."""

    def listed(self) -> Sequence[tuple[str, str, str]]:
        """(id, title, when it applies) of every runbook that can be opened."""

    def open(self, id_or_path: str) -> tuple[Runbook, bytes]:
        """The runbook and the bytes it was read from, once. Raises SourceError."""

    def parse(self, content: bytes, id: str) -> Runbook:
        """The runbook in `content`: how a pinned one is read again."""

    def changed(self, digest: str, content: bytes) -> Sequence[str]:
        """Printable lines of what changed in `content` since the file it was read from was last trusted."""

    def trusted(self, digest: str) -> bool: ...

    def trust(self, id: str, digest: str, content: bytes) -> None:
        """A person has read these bytes and lets them run."""


class IncidentShelf(Protocol):
    """Where incidents are kept."""

    def create(self, at: datetime) -> tuple[str, "Journal"]:
        """A new incident's id and its empty journal. Raises JournalError when nothing can be written."""

    def open(self, id: str) -> "Journal":
        """The journal of an incident, mended if its end was torn. Raises JournalError."""


class Journal(Protocol):
    """An append-only, hash-chained list of records."""

    @property
    def head(self) -> str:
        """Hash of the last record; printed in messages and reports so that a cut tail shows."""

    @property
    def seq(self) -> int:
        """Sequence number of the last record; 0: empty."""

    @property
    def folder(self) -> Path:
        """The incident's folder: pinned runbooks, outputs, evidence."""

    def mended(self) -> AnyEvent | None:
        """What is to be noted about a torn end set aside on opening; None: nothing was torn, or it was told."""

    def lead(self) -> bool:
        """Whether this is the only cockpit working on the incident, until it ends; a second one joins it."""

    def append(self, event: AnyEvent, by: Actor, at: datetime) -> Record:
        """Write `event` as the next record; it is on disk when this returns.

        Raises JournalConflictError when another process wrote first, JournalError when it cannot be written.
        """

    def read(self, after: int = 0) -> Iterable[Record]:
        """The records with a sequence number above `after`. Raises JournalError for a broken chain."""


class JournalError(Exception):
    """The journal cannot be read or written. `str()` is one sentence with what to do."""


class JournalConflictError(JournalError):
    """Another process appended first; read what it wrote, then decide again."""


class SecretStore(Protocol):
    """Where credentials are kept. Calls may block for seconds: run them in a thread."""

    where: str
    """In words: `OS keyring (GNOME)`, `environment (read-only)`."""

    def get(self, name: str) -> Secret | None:
        """None: there is none. Raises SecretError."""

    def set(self, secret: Secret) -> None:
        """Raises SecretError."""

    def delete(self, name: str) -> bool:
        """Whether there was one. Raises SecretError."""


class SecretError(Exception):
    """The store could not be used. `str()` is one sentence that ends with what to type."""


class TypedValues(Protocol):
    """Values people typed, each for one action: in memory, until the action is over."""

    def take(self, secret: Secret) -> None:
        """Hold it under its name, in place of one held before."""

    def forget(self, name: str) -> None:
        """Does nothing when there is none."""
