"""A profile as values: everything the cockpit knows about one system under care. Read from TOML by `cockpit.config`."""

from datetime import timedelta
from typing import TypeVar

import msgspec

from cockpit.core.actions import Target
from cockpit.core.bugclass import BugClass
from cockpit.core.severity import Scale
from cockpit.core.signals import Threshold

T = TypeVar("T")


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """Where a target lives; the word is always shown beside the colour."""

    id: str
    word: str
    colour: str
    """A theme colour: error, warning, success, accent, primary."""
    guarded: bool = True
    """Whether a change here needs at least a confirmation that names the environment."""


BY_HAND = "byhand"
"""The provider of targets nobody here can act on: a person does, and pastes what came of it."""

ENVIRONMENTS: dict[str, Environment] = {
    "production": Environment(id="production", word="PROD", colour="error"),
    "staging": Environment(id="staging", word="STAGING", colour="warning"),
    "local": Environment(id="local", word="LOCAL", colour="success", guarded=False),
    "restored": Environment(id="restored", word="RESTORED", colour="accent"),
    "drill": Environment(id="drill", word="DRILL", colour="primary", guarded=False),
}


class LogSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="log", tag_field="kind"):
    """A log: followed files, the output of a command, standard input, or what a target's provider brings."""

    paths: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    stdin: bool = False
    target: str = ""
    filter: dict[str, str] = {}
    """What of it the provider of `target` is to bring; the keys are the provider's own."""
    columns: tuple[str, ...] = ()
    """Fields of a JSON line shown as columns, in order; empty: time, level, message."""
    quiet_after: timedelta = timedelta(seconds=30)
    again_after: timedelta = timedelta()
    """How long after its end a command is started again; zero: it is not."""
    format: str = "auto"
    """How its lines are read: a name of `core.logformats.table`, or `auto`."""
    zone: str = "UTC"
    """The zone of times that name none: `Europe/Berlin`, `+02:00`."""
    own: tuple[str, ...] = ()
    """Parts of paths or names that mark the system's own code in a trace."""
    deploys: str = ""
    """A filter that fits the lines telling of a deployment; empty: none does."""


class AuditSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="audit", tag_field="kind"):
    """Rows around a time. The query binds `{since}`, `{until}` and may bind `{person}`."""

    query: str
    at: str = "at"
    """The column holding the time."""
    who: str = "who"
    """The column naming the person."""
    window: timedelta = timedelta(minutes=30)
    limit: int = 500


class QueueSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="queue", tag_field="kind"):
    """A table used as a queue."""

    target: str
    table: str
    id: str = "id"
    status: str = "status"
    waiting: tuple[str, ...] = ("pending",)
    """The statuses whose oldest row counts as waiting."""
    created_at: str = "created_at"
    locked_at: str = "locked_at"
    locked_by: str = "locked_by"
    done: tuple[str, ...] = ("done", "completed", "succeeded")
    """Statuses in which an old lock is not stuck."""
    stuck_after: timedelta = timedelta(minutes=15)
    every: timedelta = timedelta(seconds=5)


class StatusSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="status", tag_field="kind"):
    """A public status page, or the health of a target that can tell it."""

    target: str
    every: timedelta = timedelta(seconds=60)


class FreshSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="fresh", tag_field="kind"):
    """How old the newest row of each store is. The first column of every query is that row's time."""

    queries: tuple[str, ...]
    stale_after: timedelta = timedelta(hours=1)
    every: timedelta = timedelta(seconds=60)


SourceSpec = LogSpec | AuditSpec | QueueSpec | StatusSpec | FreshSpec


class ArchiveSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where older log lines are kept: files, the objects of a bucket, or a table of a server. One of the three."""

    paths: tuple[str, ...] = ()
    bucket: str = ""
    prefix: str = ""
    endpoint: str = ""
    region: str = "auto"
    key_id: str = ""
    """The id of the access key; its secret part is the credential `secret`."""
    server: str = ""
    """The address of the HTTP interface of a database."""
    table: str = ""
    time: str = "timestamp"
    search: tuple[str, ...] = ("message",)
    """The columns that are searched."""
    user: str = ""
    secret: str = ""


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named, read-only query; `{name}` are parameters, bound and never pasted."""

    target: str
    sql: str
    says: str = ""
    keeps: timedelta | None = None
    """How far back its source has rows: nothing before that is missed in it. None: all of them."""


class ReconcileSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two named queries that should tell of the same money."""

    left: str
    right: str
    key: str
    """The column both have that says which rows belong together."""
    amount: str = ""
    """The column both have whose values must be the same; empty: only the keys count."""
    worth: str = ""
    """Where there is no such column: the left side's own, for what a row of it is worth. Shown, never compared."""
    since: str = "since"
    """The incident's value from which a check compares."""
    currency: str = ""
    """What stands behind amounts that are shown, as EUR."""
    decimals: int = 0
    """How many digits of an amount stand behind the point: 2 where 4120 means 41.20."""
    settle: timedelta = timedelta(minutes=1)
    """How long the other side may take to write its row: younger ones are not judged."""
    says: str = ""


class ChainSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table whose every row carries a hash of itself and of the row before. Either a query or target and table."""

    query: str = ""
    """A named query that reads `{after}` and `{limit}`, in the order of the ids."""
    target: str = ""
    table: str = ""
    start: str = "0"
    """What `{after}` of the query is for the first page."""
    newest: str = ""
    """A named query for the number of the newest row; a table is asked by itself."""
    id: str = "id"
    sequence: str = ""
    """The column that counts without holes; empty: the id does, if it is a whole number."""
    hash: str = "hash"
    previous: str = "prev_hash"
    first: str | None = None
    """The previous hash of the very first row; "" is none or NULL; None: it is not checked."""
    fields: tuple[str, ...] = ()
    """The columns a row's hash is made of, in order; empty: only the links are checked."""
    form: str = "joined"
    separator: str = ""
    previous_leads: bool = False
    """Whether the previous hash stands before all that the form makes of the fields."""
    null: str = ""
    """What NULL is in the joined form."""
    encoding: str = "hex"
    page: int = 10_000
    """Rows read at a time."""
    at: str = "at"
    """The column with the time a row was written, for `deployed` and for the `{month}` of an archive."""
    deployed: str = ""
    """A named query that lists what was deployed: columns `at`, `version`, and `by`, `message` where they are known."""
    archive: str = ""
    """Where older rows are kept: another chain, an archive of the profile, or files, as in
    `audit/{year}-{month}.jsonl.gz`."""
    says: str = ""


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A template for telling people. `{name}` are slots filled from the incident."""

    text: str
    channel: str = ""
    """A target that can send; empty: copy it by hand."""
    promise: timedelta | None = None
    """The next update promised by sending it."""
    title: str = ""


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who to tell first and who may act."""

    owner: str = ""
    escalation: str = ""
    operator_role: str = "responder"


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One system under care. Mappings keep the order of the file."""

    name: str
    title: str
    scale: Scale
    path: str = ""
    """The file it was read from."""
    people: Person = Person()
    targets: dict[str, Target] = {}
    sources: dict[str, SourceSpec] = {}
    archives: dict[str, ArchiveSpec] = {}
    queries: dict[str, Query] = {}
    thresholds: tuple[Threshold, ...] = ()
    reconcile: dict[str, ReconcileSpec] = {}
    chains: dict[str, ChainSpec] = {}
    messages: dict[str, Message] = {}
    runbooks: tuple[str, ...] = ()
    """Absolute paths or globs of Markdown files."""
    bug_classes: tuple[BugClass, ...] = ()
    """The system's own, besides the bundled ones."""
    causes: dict[str, str] = {}
    """Class of bug to the runbook that helps with it."""
    log_budget: int = 1_000_000_000
    """Bytes of log kept of one incident, all sources together."""
    read_only: bool = False
    default_target: dict[str, str] = {}
    """Fence language family (`sql`, `shell`) to the target it runs on when the fence names none."""

    @property
    def environment(self) -> Environment:
        """The gravest environment any target lives in: production as soon as one is."""
        order = list(ENVIRONMENTS)
        named = [target.environment for target in self.targets.values() if target.environment in order]
        return ENVIRONMENTS[min(named, key=order.index, default="local")]

    def sources_of(self, kind: type[T]) -> dict[str, T]:
        """The sources of one kind, by name."""
        return {name: spec for name, spec in self.sources.items() if isinstance(spec, kind)}
