"""What a pane, a probe or a check reads: audit trails, queues, status pages, queries, chains, files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from cockpit.core.chainwindow import Ids
from cockpit.core.expr import Value
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import AuditWindow, QueueReading, RowPage, StatusReading, TableReading


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
