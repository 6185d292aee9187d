"""Small hand-written stand-ins for the ports, shared by the tests."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.events import Actor, AnyEvent, Record
from cockpit.core.profile import Message, Profile, QueueSpec
from cockpit.core.readings import AuditRow, AuditWindow, QueueCounts, QueueReading, SourceError
from cockpit.core.runbook import Phase, Probe, Risk, Runbook, RunbookAction, Step
from cockpit.core.severity import Deadline, Level, Question, Scale
from cockpit.core.signals import Threshold
from cockpit.ports import Journal, JournalConflictError, Provider, Run, Verb

START = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
ACTOR = Actor(user="ana", host="jump-1", version="test")
NASTY = "[/x]\x1b[2J\x1b]52;c;eA==\x07[@click=app.quit]y[/]\u202e"


class ManualClock:
    """Time that moves only when a test says so; sleepers wake when it passes them."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._seconds = 0.0
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        event = asyncio.Event()
        self._sleepers.append((self._seconds + seconds, event))
        await event.wait()

    def jump(self, seconds: float) -> None:
        """Move on at once; who sleeps wakes at the next second that is waited for."""
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)

    async def forward(self, seconds: float) -> None:
        """Move on, a second at a time, letting everything that wakes run."""
        for _ in range(int(seconds)):
            self._seconds += 1
            self._now += timedelta(seconds=1)
            due = [event for at, event in self._sleepers if at <= self._seconds]
            self._sleepers = [(at, event) for at, event in self._sleepers if at > self._seconds]
            for event in due:
                event.set()
            await settle()


async def settle(turns: int = 30) -> None:
    """Let every task that can run do so."""
    for _ in range(turns):
        await asyncio.sleep(0)


class ListJournal:
    """A journal in memory. `full` makes every append fail; `intruder` is written by "another cockpit" first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records: list[Record] = []
        self.full = False
        self.alone = True
        self.intruder: list[AnyEvent] = []

    @property
    def head(self) -> str:
        return f"{len(self.records):064x}"

    @property
    def seq(self) -> int:
        return len(self.records)

    def mended(self) -> None:
        return None

    def lead(self) -> bool:
        return self.alone

    def append(self, event: AnyEvent, by: Actor, at: datetime) -> Record:
        from cockpit.ports import JournalError

        if self.full:
            raise JournalError("the disk is full; nothing was done")
        if self.intruder:
            self._put(self.intruder.pop(0), Actor(user="ben", host="jump-2"), at)
            raise JournalConflictError("another cockpit wrote first")
        return self._put(event, by, at)

    def read(self, after: int = 0) -> Iterable[Record]:
        return list(self.records[after:])

    def events(self, kind: type[AnyEvent]) -> list[AnyEvent]:
        """The events of one kind, in order."""
        return [record.event for record in self.records if isinstance(record.event, kind)]

    def _put(self, event: AnyEvent, by: Actor, at: datetime) -> Record:
        record = Record(seq=self.seq + 1, at=at, by=by, event=event, prev=self.head)
        self.records.append(record)
        return record


class ListShelf:
    """Keeps the journals it created."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.journals: dict[str, ListJournal] = {}

    def create(self, at: datetime) -> tuple[str, Journal]:
        name = f"inc-{len(self.journals) + 1}"
        folder = self._root / name
        folder.mkdir(parents=True)
        self.journals[name] = ListJournal(folder)
        return name, self.journals[name]

    def open(self, id: str) -> Journal:
        return self.journals[id]


class OneRunbook:
    """A shelf with a single runbook, and `others` if given; all trusted from the start unless told otherwise."""

    def __init__(self, runbook: Runbook, trusted: bool = True, others: Iterable[Runbook] = ()) -> None:
        self.runbook = runbook
        self._all = {one.id: one for one in (runbook, *others)}
        self._trusted = {one.digest for one in self._all.values()} if trusted else set()

    def listed(self) -> list[tuple[str, str, str]]:
        return [(one.id, one.title, one.when) for one in self._all.values()]

    def open(self, id_or_path: str) -> tuple[Runbook, bytes]:
        if id_or_path not in self._all:
            raise SourceError(f"there is no runbook {id_or_path!r}")
        return self._all[id_or_path], b"# a runbook\n"

    def parse(self, content: bytes, id: str) -> Runbook:
        return self._all[id]

    def changed(self, digest: str, content: bytes) -> list[str]:
        return []

    def trusted(self, digest: str) -> bool:
        return digest in self._trusted

    def trust(self, id: str, digest: str, content: bytes) -> None:
        self._trusted.add(digest)


class FakeProvider:
    """Does what the test's function says; counts what was asked of it."""

    name = "fake"
    verbs: Mapping[str, Verb] = {
        "read": Verb(name="read", risk=Risk.READS, says="look"),
        "write": Verb(name="write", risk=Risk.READS, says="change"),
        "unlock": Verb(name="unlock", risk=Risk.CHANGES, says="unlock"),
        "send": Verb(name="send", risk=Risk.CHANGES, says="tell"),
    }
    settings: Mapping[str, str] = {}

    def __init__(self) -> None:
        self.executed: list[Action] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.rows: int | None = 3
        self.answer: Callable[[Plan], Receipt] = lambda plan: Receipt(outcome=Outcome.DONE, says="done", rows=plan.rows)
        self.truth = Receipt(outcome=Outcome.UNKNOWN, says="nothing tells")
        self.refuse = ""
        self.elsewhere = False

    async def plan(self, action: Action, target: Target) -> Plan:
        return Plan(
            action=action,
            target=target,
            request=(action.text,),
            says=f"{action.verb} on {target.name}",
            rows=self.rows,
            confirm=required_confirmation(action.risk),
            phrase=target.name,
            refused=self.refuse,
            elsewhere=self.elsewhere,
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        self.executed.append(plan.action)
        run.progress("working")
        await self.gate.wait()
        return self.answer(plan)

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        return self.truth

    async def ping(self, target: Target) -> str:
        return "ok"

    async def close(self) -> None:
        return None


class FakeQueue:
    """A queue whose numbers the test sets; an error while `broken` says something."""

    def __init__(self, clock: ManualClock, name: str = "work") -> None:
        self.name = name
        self._clock = clock
        self.pending, self.oldest_min, self.stuck, self.broken = 5, 1.0, 0, ""
        self.reads = 0

    async def read(self) -> QueueReading:
        self.reads += 1
        if self.broken:
            raise SourceError(self.broken)
        counts = QueueCounts(
            name="work_queue",
            counts={"pending": self.pending},
            oldest=timedelta(minutes=self.oldest_min),
            stuck=self.stuck,
        )
        return QueueReading(source=self.name, at=self._clock.now(), queues=(counts,))


class FakeAudit:
    """Answers with the rows a test sets (none at first), or fails as `broken` says; remembers what was asked."""

    name = "staff"

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.asked: list[tuple[datetime, datetime, str]] = []
        self.broken: SourceError | None = None
        self.columns: tuple[str, ...] = ("at",)
        self.rows: tuple[AuditRow, ...] = ()

    async def window(self, since: datetime, until: datetime, person: str = "") -> AuditWindow:
        self.asked.append((since, until, person))
        if self.broken is not None:
            raise self.broken
        return AuditWindow(
            source=self.name,
            at=self._clock.now(),
            since=since,
            until=until,
            columns=self.columns,
            rows=self.rows,
            person=person,
        )


def provider_is_a_port(fake: FakeProvider) -> Provider:
    """Type-checked proof that the fake keeps to the port."""
    return fake


SCALE = Scale(
    levels=(
        Level(
            id="P1",
            label="P1",
            definition="down",
            response="Stop the damage first.",
            update_every=timedelta(minutes=15),
            deadlines=(Deadline(says="post-mortem", within=timedelta(hours=48)),),
        ),
        Level(id="P2", label="P2", definition="degraded"),
        Level(id="P3", label="P3", definition="minor"),
    ),
    questions=(Question(ask="Are orders blocked?", level="P1"),),
)

RUNBOOK = Runbook(
    id="backlog",
    title="Worker backlog",
    digest="d" * 64,
    phases=(
        Phase(
            title="Look",
            steps=(
                Step(
                    id="look",
                    title="Count the jobs",
                    actions=(RunbookAction(lang="sql", text="select 1", risk=Risk.READS, provider="sql", verb="read"),),
                ),
            ),
        ),
        Phase(
            title="Unlock",
            steps=(
                Step(
                    id="unlock",
                    title="Unlock stuck rows",
                    actions=(RunbookAction(lang="queue", text="", provider="queue", verb="unlock"),),
                    probe=Probe(read="queue work", expect="stuck == 0", every=timedelta(seconds=2), times=2),
                ),
                Step(
                    id="person",
                    title="Look up one person",
                    actions=(
                        RunbookAction(
                            lang="sql",
                            text="select {who}",
                            risk=Risk.READS,
                            parameters=("who",),
                            provider="sql",
                            verb="read",
                        ),
                    ),
                ),
            ),
        ),
        Phase(title="Tell", steps=(Step(id="tell", title="Tell the team"),)),
    ),
)

PROFILE = Profile(
    name="kitchen",
    title="The kitchen",
    scale=SCALE,
    targets={
        "db": Target(name="db", provider="fake", environment="production"),
        "ops": Target(name="ops", provider="fake", environment="production"),
    },
    sources={"work": QueueSpec(target="db", table="work_queue")},
    thresholds=(Threshold(name="backlog", source="work", expr="oldest_min > 15", severity="P2", runbook="backlog"),),
    messages={
        "start": Message(
            text="{severity}: {symptom}. Next update in {promise}.", channel="ops", promise=timedelta(minutes=15)
        ),
        "byhand": Message(text="call the owner"),
    },
    default_target={"sql": "db"},
)
