"""A session on fakes, with its updates in a list and time that moves when told to."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cockpit.core.actions import Receipt
from cockpit.core.bugclass import BugClass
from cockpit.core.incident import Incident
from cockpit.core.profile import Profile
from cockpit.core.runbook import Runbook
from cockpit.engine.kit import Kit
from cockpit.engine.requests import Request
from cockpit.engine.session import Session
from cockpit.engine.updates import IncidentChanged, PlanMade, Said, Update
from cockpit.ports import ChainSource, FileReader, Journal, LogView, QuerySource, Recorder, TypedValues
from tests.fakes import (
    ACTOR,
    PROFILE,
    RUNBOOK,
    FakeAudit,
    FakeProvider,
    FakeQueue,
    ListJournal,
    ListShelf,
    ManualClock,
    OneRunbook,
    settle,
)


@dataclass
class Desk:
    """Everything a test of the session touches."""

    session: Session
    clock: ManualClock
    provider: FakeProvider
    queue: FakeQueue
    audit: FakeAudit
    shelf: ListShelf
    runbooks: OneRunbook
    updates: list[Update]

    async def ask(self, *requests: Request) -> None:
        """Submit and let everything settle."""
        for request in requests:
            self.session.submit(request)
            await settle()

    @property
    def incident(self) -> Incident:
        """As the screen last heard of it."""
        return [update for update in self.updates if isinstance(update, IncidentChanged)][-1].incident

    @property
    def journal(self) -> ListJournal:
        return list(self.shelf.journals.values())[-1]

    @property
    def said(self) -> list[str]:
        return [update.text for update in self.updates if isinstance(update, Said)]

    @property
    def plan(self) -> PlanMade:
        """The newest plan that was shown."""
        return [update for update in self.updates if isinstance(update, PlanMade)][-1]

    @property
    def plans(self) -> int:
        return sum(isinstance(update, PlanMade) for update in self.updates)


@asynccontextmanager
async def desk(
    folder: Path,
    runbook: Runbook = RUNBOOK,
    trusted: bool = True,
    read_only: bool = False,
    journal: Journal | None = None,
    truth: Receipt | None = None,
    others: tuple[Runbook, ...] = (),
    profile: Profile = PROFILE,
    log: LogView | None = None,
    files: FileReader | None = None,
    bug_classes: tuple[BugClass, ...] = (),
    recorder: Recorder | None = None,
    queries: Mapping[str, QuerySource] | None = None,
    chains: Mapping[str, ChainSource] | None = None,
    provider: FakeProvider | None = None,
    typed: TypedValues | None = None,
) -> AsyncIterator[Desk]:
    """A running session; ended, as by closing the cockpit, on exit."""
    clock, provider, shelf = ManualClock(), provider or FakeProvider(), ListShelf(folder)
    queue, audit, runbooks, ids = (
        FakeQueue(clock),
        FakeAudit(clock),
        OneRunbook(runbook, trusted, others),
        itertools.count(1),
    )
    updates: list[Update] = []
    provider.truth = truth or provider.truth
    kit = Kit(
        profile=profile,
        clock=clock,
        actor=ACTOR,
        incidents=shelf,
        runbooks=runbooks,
        report=lambda records, head: f"{len(records)} records, {head}",
        new_id=lambda: f"a{next(ids)}",
        providers={"fake": provider},
        queues={"work": queue},
        audits={"staff": audit},
        log=log,
        files=files,
        bug_classes=bug_classes,
        recorder=recorder,
        queries=queries or {},
        chains=chains or {},
        read_only=read_only,
        typed=typed,
        last_moments=0.01,
    )
    session = Session(kit, updates.append)
    task = asyncio.ensure_future(session.run(journal))
    await settle()
    try:
        yield Desk(session, clock, provider, queue, audit, shelf, runbooks, updates)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
