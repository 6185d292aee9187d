"""Profile to session: the only module that knows which class stands behind which port."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from cockpit.adapters.actor import current_actor
from cockpit.adapters.archive.finder import LogFinder
from cockpit.adapters.chain_archive import ArchivedFiles
from cockpit.adapters.chains import PagedChain
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.copies import Copies
from cockpit.adapters.files import FolderFiles
from cockpit.adapters.freshness import Freshness
from cockpit.adapters.journal.shelf import FolderShelf
from cockpit.adapters.logs.opening import open_log, reading_of
from cockpit.adapters.logs.recording.recorder import Recorder
from cockpit.adapters.logs.recording.replay import Replay
from cockpit.adapters.logs.store import LogStore
from cockpit.adapters.logs.written import Written
from cockpit.adapters.typed import Typed
from cockpit.config.bugclasses import known as known_bugs
from cockpit.core.actions import Target
from cockpit.core.events import Actor
from cockpit.core.profile import AuditSpec, ChainSpec, FreshSpec, LogSpec, Profile, QueueSpec, StatusSpec
from cockpit.core.secret import Redactor, Secret
from cockpit.engine.kit import Kit
from cockpit.engine.tenants import query_at
from cockpit.ports import (
    AuditSource,
    ChainSource,
    Clock,
    LogSource,
    Provider,
    ProviderContext,
    QuerySource,
    QueueSource,
    SecretError,
    StatusSource,
)
from cockpit.providers import registry
from cockpit.providers.sql.chain import chain_queries
from cockpit.reports.postmortem import postmortem
from cockpit.runbooks.catalog import Catalog
from cockpit.shelf import ReadRunbooks

SecretOf = Callable[[str], Awaitable[Secret | None]]
Keep = Callable[[Secret], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Places:
    """The folders a session writes to. All exist, 0700."""

    incidents: Path
    logs: Path
    """Where streams are spooled while the cockpit runs."""
    trust: Path
    """The trust file (need not exist)."""
    indexes: Path | None = None
    """Where indexes of log archives are left (need not exist); None: nowhere."""
    copies: Path | None = None
    """The file that keeps what was copied last; None: it is not kept."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Everything of a profile that can be read, by the names the profile gives."""

    queues: Mapping[str, QueueSource]
    audits: Mapping[str, AuditSource]
    statuses: Mapping[str, StatusSource]
    queries: Mapping[str, QuerySource]
    chains: Mapping[str, ChainSource]
    chain_archives: Mapping[str, ChainSource]
    """By the name of the chain."""


@dataclass(slots=True)
class Wired:
    """A kit and what must be closed after it."""

    kit: Kit
    logs: list[LogSource] = field(default_factory=list)
    store: LogStore | None = None
    recorder: Recorder | None = None

    def close(self) -> None:
        """Stop the log sources and release their files."""
        for source in self.logs:
            source.close()
        if self.recorder is not None:
            self.recorder.close()
        if self.store is not None:
            self.store.close()


def wire(
    profile: Profile,
    places: Places,
    secret_of: SecretOf,
    *,
    keep: Keep | None = None,
    read_only: bool = False,
    drill: bool = False,
    trusted: frozenset[str] = frozenset(),
    recording: Path | None = None,
    clock: Clock | None = None,
) -> Wired:
    """The session's kit for `profile`. Log sources are started; nothing else is read before the engine runs.

    `recording`: show the logs kept there, of an incident that is over, instead of what the sources say now.
    `clock`: another one than this machine's; a simulated world may have its own.
    """
    redactor, actor = Redactor(), current_actor()
    clock = clock or SystemClock()

    async def known(name: str) -> Secret | None:
        secret = await secret_of(name)
        if secret is not None:
            redactor.add(secret)
        return secret

    async def kept(secret: Secret) -> str:
        redactor.add(secret)
        if keep is None:
            raise SecretError("credentials are not kept here")
        return await keep(secret)

    typed = Typed(redactor)
    context = replace(context_of(profile, known, actor, kept if keep else None, clock), typed_of=typed.get)
    found = readers(profile, context)
    store, sources = _logs(profile, places.logs, context, recording)
    recorder = None if recording else Recorder(store, profile.log_budget)
    kit = Kit(
        profile=profile,
        clock=clock,
        actor=actor,
        incidents=FolderShelf(places.incidents, redactor),
        runbooks=ReadRunbooks(Catalog(profile.runbooks, profile.name), places.trust, trusted),
        new_id=lambda: f"a{secrets.token_hex(4)}",
        report=postmortem,
        copied=Copies(redactor, places.copies).take,
        log=store if sources else None,
        finder=LogFinder(profile, store, places.indexes) if sources or profile.archives else None,
        recorder=recorder if sources else None,
        providers=providers(profile, context),
        queues=found.queues,
        audits=found.audits,
        statuses=found.statuses,
        queries=found.queries,
        chains=found.chains,
        typed=typed,
        chain_archives=found.chain_archives,
        files=FolderFiles(Path(profile.path).parent) if profile.path else None,
        bug_classes=known_bugs(profile.bug_classes),
        read_only=read_only or profile.read_only,
        drill=drill,
    )
    return Wired(kit, sources, store, recorder)


def context_of(
    profile: Profile, secret_of: SecretOf, actor: Actor, keep: Keep | None = None, clock: Clock | None = None
) -> ProviderContext:
    """What the profile's providers are built with."""
    return ProviderContext(
        secret_of=secret_of,
        keep=keep,
        who=actor.user,
        queues=profile.sources_of(QueueSpec),
        clock=clock or SystemClock(),
    )


def providers(profile: Profile, context: ProviderContext) -> dict[str, Provider]:
    """One provider for each kind of target the profile names. Raises UnknownProviderError."""
    wanted = {target.provider for target in profile.targets.values()}
    return {name: registry.build(name, context) for name in sorted(wanted)}


def readers(profile: Profile, context: ProviderContext) -> Readers:
    """The sources of the profile; references were checked when it was read. Raises UnknownProviderError."""
    targets, queries = profile.targets, profile.queries
    named = {name: registry.build_query(name, query, targets[query.target], context) for name, query in queries.items()}
    named |= {
        query_at(name, other.name): registry.build_query(name, query, other, context)
        for name, query in queries.items()
        for other in targets.values()
        if other.instead_of == query.target
    }
    fresh = {name: Freshness(name, spec, named, context.clock) for name, spec in profile.sources_of(FreshSpec).items()}
    chains = {name: _chain(name, spec, named, targets, context) for name, spec in profile.chains.items()}
    return Readers(
        queues={
            name: registry.build_queue(name, spec, targets[spec.target], context)
            for name, spec in profile.sources_of(QueueSpec).items()
        },
        audits={
            name: registry.build_audit(name, spec, queries[spec.query], targets[queries[spec.query].target], context)
            for name, spec in profile.sources_of(AuditSpec).items()
        },
        statuses={
            name: registry.build_status(name, spec, targets[spec.target], context)
            for name, spec in profile.sources_of(StatusSpec).items()
        }
        | fresh,
        queries=named,
        chains=chains,
        chain_archives={name: _kept(spec, profile, chains) for name, spec in profile.chains.items() if spec.archive},
    )


def _chain(
    name: str,
    spec: ChainSpec,
    named: Mapping[str, QuerySource],
    targets: Mapping[str, Target],
    context: ProviderContext,
) -> ChainSource:
    if spec.query:
        return PagedChain(name, spec, named[spec.query], named[spec.query], named.get(spec.newest))
    table = (registry.build_query(name, one, targets[spec.target], context) for one in chain_queries(spec))
    return PagedChain(name, spec, *table)


def _kept(spec: ChainSpec, profile: Profile, chains: Mapping[str, ChainSource]) -> ChainSource:
    return chains[spec.archive] if spec.archive in chains else ArchivedFiles(spec, profile)


def provider_log(
    name: str, spec: LogSpec, profile: Profile, store: LogStore, folder: Path, context: ProviderContext
) -> LogSource:
    """The log `name` that the provider of its target brings, not started yet. Raises UnknownProviderError."""
    feed = Written(store.feed(name, reading_of(spec, context.clock.now()), spec.quiet_after), folder)
    return registry.build_log(name, spec, profile.targets[spec.target], feed, context)


def _logs(
    profile: Profile, folder: Path, context: ProviderContext, recording: Path | None
) -> tuple[LogStore, list[LogSource]]:
    store = LogStore()
    sources: list[LogSource] = (
        [Replay(recording, store, over=True)]
        if recording
        else [
            provider_log(name, spec, profile, store, folder, context)
            if spec.target
            else open_log(name, spec, store, folder)
            for name, spec in profile.sources_of(LogSpec).items()
        ]
    )
    for source in sources:
        source.start()
    return store, sources
