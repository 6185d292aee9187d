"""The ports: what the engine needs of the world, as Protocols. Adapters and providers stand behind them.

Errors are values or the one exception named in the docstring; anything else that escapes is our own mistake.
"""

from cockpit.ports.acting import Identified, Provider, ProviderContext, Run, Tenanted, Verb
from cockpit.ports.clock import Clock
from cockpit.ports.keeping import (
    IncidentShelf,
    Journal,
    JournalConflictError,
    JournalError,
    RunbookShelf,
    SecretError,
    SecretStore,
    TypedValues,
)
from cockpit.ports.logs import Archive, Finder, Finding, LogFeed, LogSource, LogView, Recorder
from cockpit.ports.sources import (
    AuditSource,
    ChainArchive,
    ChainSource,
    FileReader,
    QuerySource,
    QueueSource,
    RowSource,
    StatusSource,
    WholeSource,
)

__all__ = [
    "Archive",
    "AuditSource",
    "ChainArchive",
    "ChainSource",
    "Clock",
    "FileReader",
    "Finder",
    "Finding",
    "Identified",
    "IncidentShelf",
    "Journal",
    "JournalConflictError",
    "JournalError",
    "LogFeed",
    "LogSource",
    "LogView",
    "Provider",
    "ProviderContext",
    "QuerySource",
    "QueueSource",
    "Recorder",
    "RowSource",
    "Run",
    "RunbookShelf",
    "SecretError",
    "SecretStore",
    "StatusSource",
    "Tenanted",
    "TypedValues",
    "Verb",
    "WholeSource",
]
