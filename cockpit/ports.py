"""The ports: what the engine needs of the world, as Protocols. Adapters and providers stand behind them.

Errors are values or the one exception named in the docstring; anything else that escapes is our own mistake.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Protocol, runtime_checkable

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.chainwindow import Ids
from cockpit.core.events import Actor, AnyEvent, Record
from cockpit.core.expr import Value
from cockpit.core.hits import Hit, Looked, Progress, Span
from cockpit.core.logrow import LogRow
from cockpit.core.pace import Pace
from cockpit.core.profile import ChainSpec, QueueSpec
from cockpit.core.readings import AuditWindow, QueueReading, RowPage, StatusReading, TableReading
from cockpit.core.runbook import Risk, Runbook
from cockpit.core.secret import Secret


class Clock(Protocol):
    """The time. Decisions about lengths use `monotonic`; what is written down uses `now`."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go backwards."""

    async def sleep(self, seconds: float) -> None: ...


class LogView(Protocol):
    """Random access to everything the log sources have brought so far; safe to call from any thread."""

    @property
    def sources(self) -> tuple[str, ...]: ...

    def __len__(self) -> int:
        """Rows so far; only grows. Cheap: asked at every frame."""

    def rows(self, start: int, stop: int) -> Sequence[LogRow]:
        """The rows `start` to `stop`, cut to what is there."""

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> Sequence[int]:
        """Indexes of the rows in the range that hold `needle` (ASCII letters in either case), or do not.

        Scans bytes, parses nothing.
        """

    def last_arrival(self, source: str) -> datetime | None:
        """When the newest line of `source` came (aware); None: none yet."""

    def state(self, source: str) -> str:
        """`following`, `waiting for the file`, `ended`, or what is wrong, in words fit to show."""

    def skew(self, source: str) -> timedelta | None:
        """How much later than their own time the lines of `source` come (median of the newest); None: not known."""


class Recorder(Protocol):
    """Keeps what the log sources bring while an incident is open. Neither method raises or waits for the disk long."""

    def begin(self, folder: Path) -> str:
        """Keep what comes, and what came shortly before, below the incident's `folder`; why it cannot be, or ""."""

    def end(self) -> None:
        """The incident is closed: the recording is whole. Does nothing when nothing is recorded."""


class LogSource(Protocol):
    """Something that brings lines until it is closed. Neither method raises."""

    def start(self) -> None: ...

    def close(self) -> None:
        """Stop promptly and wait for the thread; nothing started by it is left running."""


class LogFeed(Protocol):
    """Where a provider's log source puts what it brings. Called by the source's own thread only."""

    state: str
    """`opening`, `following`, `connecting again`, `ended`, or what is wrong for good, in words fit to show."""

    def add(self, lines: bytes) -> None:
        """Whole lines as they came, each ended by a line break."""

    def notice(self, text: str) -> None:
        """Add a row of the cockpit's own words."""

    def gap(self, length: timedelta, why: str) -> None:
        """What was said during `length` may be missing: `gap(…, "reconnected")`."""


class Finding(Protocol):
    """One search that goes on. Blocks while it is read: use it from a thread."""

    @property
    def progress(self) -> Progress:
        """How far it is; may be asked from another thread."""

    @property
    def looked(self) -> Looked:
        """What was looked at so far; may be asked from another thread."""

    def hits(self) -> Iterator[Hit]:
        """Every entry that holds the needle, in time order; ends early when it is stopped."""


class Finder(Protocol):
    """Looks for one text in everything the logs still hold: live, rotated, archived."""

    def find(self, needle: str, span: Span, stop: Event) -> Finding:
        """Begin nothing yet. Raises ValueError, in words fit to show, for what cannot be looked for."""


class Archive(Protocol):
    """Somewhere log lines are kept and can be searched as a whole: files, an object store, a database."""

    name: str

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """The entries that hold `needle`, in time order, as they are found. Blocks: call it from a thread of its own.

        Raises SourceError when the archive cannot be asked at all; what is only partly wrong is in its account.
        """


class AuditSource(Protocol):
    name: str

    async def window(self, since: datetime, until: datetime, person: str = "") -> AuditWindow:
        """The rows from `since` to `until` (aware), of one person or of all. Raises SourceError."""


class QueueSource(Protocol):
    name: str

    async def read(self) -> QueueReading:
        """All queues now. Raises SourceError."""


class StatusSource(Protocol):
    name: str

    async def read(self) -> StatusReading:
        """The page now. Raises SourceError."""


class QuerySource(Protocol):
    name: str

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        """The rows of the named query with `parameters` bound. Raises SourceError."""


@runtime_checkable
class RowSource(Protocol):
    """A query source that can also give its rows unchanged."""

    async def page(self, parameters: Mapping[str, str], limit: int) -> RowPage:
        """At most `limit` rows with `parameters` bound. Raises SourceError."""


@runtime_checkable
class WholeSource(Protocol):
    """A query source that can give more rows at once than a person looks at."""

    async def read_most(self, parameters: Mapping[str, str], most: int) -> TableReading:
        """At most `most` rows of the named query with `parameters` bound. Raises SourceError."""


class ChainArchive(Protocol):
    """Where the rows of a chain are kept."""

    name: str

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        """The rows with ids from the first to the last, in their order; `at`: about when they were written.

        Raises SourceError.
        """


class ChainSource(ChainArchive, Protocol):
    """A hash-chained table, read in pages."""

    spec: ChainSpec

    async def page(self, after: str | None) -> RowPage:
        """The next rows from the id `after` on (that row may come again); None: from the first. Raises SourceError."""

    async def newest(self) -> int | None:
        """The newest id, where it is a number and can be asked for cheaply; else None. Raises SourceError."""


class FileReader(Protocol):
    """Looks at files below one folder."""

    async def read(self, path: str) -> Mapping[str, Value]:
        """`exists`, `size` (bytes), `age_min`, `lines`, `todo`; of a file that is not there only `exists`.

        Raises SourceError for what is no file below the folder.
        """


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """Something a provider can do."""

    name: str
    risk: Risk
    says: str
    secret: str = ""
    """What a person is asked for, masked, when the value it sends is kept nowhere; empty: it sends no such value."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Where an action may leave its output, how it reports, and how it learns that a person wants it to stop."""

    folder: Path
    """Exists, 0700, this action's alone."""
    progress: Callable[[str], None]
    """Takes one printable line; safe from the event loop only."""
    cancelled: asyncio.Event


class Provider(Protocol):
    """One vendor or kind of machine: what it can do to a target.

    `plan` changes nothing. `execute` does exactly what the plan says, once, and returns a refusal as a result;
    a time-out, a lost line or a 5xx after sending is `Outcome.UNKNOWN`. No secret is in any value returned.
    """

    name: str
    verbs: Mapping[str, Verb]
    settings: Mapping[str, str]
    """Keys a target of this provider may have in the profile, and what each is for."""

    async def plan(self, action: Action, target: Target) -> Plan:
        """What `action` would do. A problem is a plan with `refused` set, never an exception."""

    async def execute(self, plan: Plan, run: Run) -> Receipt: ...

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """Read what became of an action whose outcome is unknown, from the world or from what it left in `folder`.

        `unknown` when that cannot be read. Also called on resume, by another process than the one that acted.
        """

    async def ping(self, target: Target) -> str:
        """Whether `target` answers, in one sentence for `doctor`. Raises SourceError when it does not."""

    async def close(self) -> None: ...


@runtime_checkable
class Identified(Protocol):
    """A provider that can tell whether what answers is what a target names."""

    async def identity(self, target: Target) -> str:
        """What `target` is, in one sentence. Sends reads only, and few: it is asked for each target at every start.

        Raises WrongTargetError when another tenant, account or project answers, SourceError when it cannot be told.
        """


@runtime_checkable
class Tenanted(Protocol):
    """A provider whose targets belong to one tenant each."""

    tenant: str
    """The setting that names the tenant. The incident's value of the same name must be the same, or nothing is sent."""


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


class ProviderContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider or source is given when it is built; it keeps nothing of ours besides."""

    secret_of: Callable[[str], Awaitable[Secret | None]]
    """The credential of that name, fetched at the moment of use; None: there is none. Raises SecretError."""
    keep: Callable[[Secret], Awaitable[str]] | None = None
    """Keeps a credential a vendor just made, and says where; None: nothing is kept here. Raises SecretError."""
    typed_of: Callable[[str], Secret | None] = lambda name: None
    """The value a person typed for one action, by `Plan.secret`; None: nobody did. Never a credential of ours."""
    who: str
    """The person acting; shown to the other side as `cockpit/<who>`."""
    queues: Mapping[str, QueueSpec] = {}
    """The profile's queue sources by name, for verbs that act on a queue."""
    clock: Clock
    paces: dict[str, Pace] = msgspec.field(default_factory=dict)
    """How each vendor was asked, kept by `cockpit.adapters.http`: a 429 told to one is known to all."""


class TypedValues(Protocol):
    """Values people typed, each for one action: in memory, until the action is over."""

    def take(self, secret: Secret) -> None:
        """Hold it under its name, in place of one held before."""

    def forget(self, name: str) -> None:
        """Does nothing when there is none."""


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
