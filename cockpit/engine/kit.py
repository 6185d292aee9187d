"""Everything the session stands on: the profile and one object behind each port, put together by `cockpit.wiring`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from cockpit.core.bugclass import BugClass
from cockpit.core.events import Actor, Record
from cockpit.core.profile import Profile
from cockpit.ports import (
    AuditSource,
    ChainArchive,
    ChainSource,
    Clock,
    FileReader,
    Finder,
    IncidentShelf,
    LogView,
    Provider,
    QuerySource,
    QueueSource,
    Recorder,
    RunbookShelf,
    StatusSource,
    TypedValues,
)


@dataclass(frozen=True, slots=True)
class Kit:
    """The ports of one session. Mappings are keyed by the names the profile gives."""

    profile: Profile
    clock: Clock
    actor: Actor
    incidents: IncidentShelf
    runbooks: RunbookShelf
    new_id: Callable[[], str]
    """A short random id for actions; two cockpits on one incident must not collide."""
    report: Callable[[Sequence[Record], str], str]
    """The post-mortem of records and the head of their chain."""
    copied: Callable[[str], tuple[str, str]] = lambda text: (text, "")
    """Takes what a person copies: the text without secrets, and the file that keeps it as well (empty: none)."""
    log: LogView | None = None
    finder: Finder | None = None
    """Looks for a text in everything the logs still hold; None: there is no log."""
    recorder: Recorder | None = None
    providers: Mapping[str, Provider] = field(default_factory=dict)
    """Keyed by the provider's name, as in `Target.provider`."""
    queues: Mapping[str, QueueSource] = field(default_factory=dict)
    audits: Mapping[str, AuditSource] = field(default_factory=dict)
    statuses: Mapping[str, StatusSource] = field(default_factory=dict)
    queries: Mapping[str, QuerySource] = field(default_factory=dict)
    chains: Mapping[str, ChainSource] = field(default_factory=dict)
    chain_archives: Mapping[str, ChainArchive] = field(default_factory=dict)
    """By the name of the chain."""
    files: FileReader | None = None
    """Looks at files beside the profile; None: nobody does."""
    typed: TypedValues | None = None
    """Holds what people type for one action; None: nobody can be asked for a value here."""
    bug_classes: tuple[BugClass, ...] = ()
    read_only: bool = False
    drill: bool = False
    last_moments: float = 3.0
    """Seconds a running action gets when the cockpit ends."""
