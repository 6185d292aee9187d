"""Moments worth seeing, as updates: what the engine would have told the screen."""

from datetime import timedelta

from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Target, UndoToken
from cockpit.core.checklist import How, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.fold import apply
from cockpit.core.incident import Incident
from cockpit.core.logrow import LogRow, RowKind
from cockpit.core.profile import AuditSpec, LogSpec, Profile, QueueSpec, StatusSpec
from cockpit.core.readings import AuditRow, AuditWindow, Held, QueueCounts, QueueReading, StatusReading
from cockpit.core.runbook import Risk
from cockpit.core.severity import Suggestion
from cockpit.core.signals import Signal, SignalState
from cockpit.core.timeline import entry
from cockpit.engine import updates as u
from cockpit.engine.steps import opening
from tests.engine.books import book
from tests.fakes import ACTOR, NASTY, PROFILE, RUNBOOK, START

NOW = START + timedelta(minutes=12, seconds=34)

FULL: Profile = replace(
    PROFILE,
    title="Kitchen",
    sources={
        "work": QueueSpec(target="db", table="work_queue"),
        "staff": AuditSpec(query="staff"),
        "worker": LogSpec(paths=("worker.log",)),
        "upstream": StatusSpec(target="status"),
    },
)
EMPTY: Profile = replace(PROFILE, title="Nothing named", sources={}, thresholds=(), targets={})


class Rows:
    """A log of fixed lines."""

    sources = ("worker",)

    def __init__(self, *lines: bytes) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def rows(self, start: int, stop: int) -> list[LogRow]:
        return [
            LogRow("worker", raw, RowKind.NOTICE if raw.startswith(b"--") else RowKind.LINE)
            for raw in self._lines[start:stop]
        ]

    def matching(self, needle: bytes, start: int, stop: int, inverse: bool = False) -> list[int]:
        return [
            n for n in range(start, min(stop, len(self))) if (needle.lower() in self._lines[n].lower()) is not inverse
        ]

    def last_arrival(self, source: str) -> None:
        return None

    def state(self, source: str) -> str:
        return "following"

    def skew(self, source: str) -> timedelta | None:
        return None


LOG = Rows(
    b"-- worker.log: 1 204 earlier lines not read",
    b'{"time":"2026-03-14T09:25:58.101Z","level":30,"msg":"job done","job":118,"ms":52}',
    b'{"time":"2026-03-14T09:26:01.440Z","level":40,"msg":"store is held up by a lock","held_by":"worker-2"}',
    b'{"time":"2026-03-14T09:26:02.007Z","level":50,"msg":"timed out after 5000 ms","error_class":"UpstreamTimeout"}',
    b"2026-03-14 09:26:03 ERROR plain words\n  at load (/srv/app/order.js:118:22)\n  at run (/srv/app/main.js:4:1)",
    f"hostile {NASTY}".encode(),
    "注文を確認しました — ok".encode(),
)

QUEUE = QueueReading(
    source="work",
    at=NOW - timedelta(seconds=2),
    queues=(
        QueueCounts(
            name="work_queue",
            counts={"pending": 118, "done": 2040, "failed": 3},
            oldest=timedelta(minutes=17),
            stuck=38,
        ),
    ),
)
CALM_QUEUE = replace(
    QUEUE, queues=(QueueCounts(name="work_queue", counts={"pending": 4, "done": 2040}, oldest=timedelta(seconds=20)),)
)
AUDIT = AuditWindow(
    source="staff",
    at=NOW - timedelta(seconds=4),
    since=START - timedelta(minutes=30),
    until=START + timedelta(minutes=30),
    columns=("at", "who", "action", "summary"),
    rows=tuple(
        AuditRow(at=START + timedelta(minutes=minute), who=who, cells=(f"{minute}", who, action, summary))
        for minute, who, action, summary in (
            (-22, "dana", "worker.scale", "workers 4 → 3"),
            (-18, "dana", "worker.deploy", "worker image v41"),
            (-2, "mia", "order.search", NASTY),
            (4, "joe", "note", "inventory has not moved"),
        )
    ),
)
STATUS = StatusReading(
    source="upstream",
    at=NOW - timedelta(seconds=20),
    indicator="minor",
    says="Elevated errors",
    incidents=("API latency",),
)
SIGNAL = PROFILE.thresholds[0]
RAISED = Signal(threshold=SIGNAL, state=SignalState.RAISED, since=START, says="oldest_min 17 (limit: oldest_min > 15)")
CALM = Signal(threshold=SIGNAL, state=SignalState.CALM, since=START, says="oldest_min 0.3 (limit: oldest_min > 15)")
SUGGESTED = Suggestion(level="P2", evidence=(RAISED.says,))

TARGET = Target(name="kitchen-db", provider="fake", environment="production")
UNLOCK = Action(id="a2", provider="fake", verb="unlock", target="kitchen-db", text="", step="unlock")
BACK = UndoToken(id="u1", of="a2", says="put the old locks of 38 rows back", action=UNLOCK)
CHANGES = Plan(
    action=UNLOCK,
    target=TARGET,
    says="unlocks 38 rows of work_queue locked for more than 15 min",
    request=("update work_queue set locked_at = null, locked_by = null", "where id = $1 and locked_at = $2"),
    rows=38,
    columns=("id", "status", "locked_by", "age"),
    sample=tuple((str(120 + n), "pending", "worker-2", f"{18 + n} min") for n in range(5)),
    irreversible=("a worker that is slow but alive may do a job twice",),
    way_back="the old locks are kept and can be put back",
)
DESTROYS = replace(
    CHANGES,
    action=replace(UNLOCK, verb="write", risk=Risk.DESTROYS, text="delete from work_queue"),
    says="deletes rows of work_queue",
    request=(f"delete from work_queue where note = '{NASTY}'",),
    irreversible=("the rows are gone: there is no primary key to keep them by",),
    way_back="",
    warnings=("the statement has no index to use: it may take a while",),
    confirm=Confirm.TYPE,
    phrase="kitchen-db",
)


def told(*events: e.AnyEvent) -> list[u.Update]:
    """The updates of an incident with these events, a minute apart."""
    incident, records = Incident(), []
    for number, event in enumerate(events, start=1):
        at = START + timedelta(minutes=number - 1)
        records.append(e.Record(seq=number, at=at, by=ACTOR, event=event, prev=""))
        incident = apply(incident, records[-1])
    changed = u.IncidentChanged(incident=incident, head="0" * 64)
    return [changed, u.TimelineGrew(entries=tuple(map(entry, records)))]


def held(kind: str, reading: QueueReading | AuditWindow | StatusReading, error: str = "") -> u.SourceRead:
    """A source that was read; with `error`, one whose newest attempt failed."""
    trend = tuple(float(n) for n in range(3, 18)) if kind == "queue" else ()
    return u.SourceRead(
        kind=kind, held=Held(source=reading.source, reading=reading, error=error, tried=NOW, trend=trend)
    )


DECLARED = e.IncidentDeclared(incident="inc-20260314-0926", profile="kitchen", title="orders wait for stock", t0=START)
OPENED = opening(RUNBOOK, "signal backlog")
SHOWN = u.RunbookShown(runbook=RUNBOOK, trusted=True)
READ = Action(id="a1", provider="fake", verb="read", target="kitchen-db", text="select 1", risk=Risk.READS, step="look")
LOOKED: tuple[e.AnyEvent, ...] = (
    e.ActionStarted(action=READ, environment="production", request=("select status, count(*)",)),
    e.ActionFinished(
        action="a1",
        outcome=Outcome.DONE,
        says="2 rows read",
        columns=("status", "jobs"),
        sample=(("pending", "118"), ("done", "2040")),
    ),
    e.StepMoved(step="look", state=StepState.DONE, how=How.ACTION, evidence="2 rows read"),
)

WATCHING = [held("queue", CALM_QUEUE), held("status", STATUS), u.SignalsChanged(signals=(CALM,), suggestion=None)]
ALARMED = [
    *told(
        DECLARED,
        e.SeverityChosen(level="P1"),
        OPENED,
        *LOOKED,
        e.ClockStarted(clock="update", kind=ClockKind.UPDATE, says="next update", due=START + timedelta(minutes=15)),
        e.StateOpened(state="s1", says="sales are paused"),
        e.SignalRaised(name="backlog", says=RAISED.says),
    ),
    SHOWN,
    held("queue", QUEUE),
    held("audit", AUDIT),
    held("status", STATUS),
    u.SignalsChanged(signals=(RAISED,), suggestion=SUGGESTED),
    u.ProbeSaid(step="unlock", says="not yet: stuck = 38 (queue work; expected stuck == 0)"),
]
BOOK = book(
    "slow",
    """\
    # Slow checkout
    ## Look
    - Count the open carts of {shop} {id=count budget=1m}

      ```sql
      select count(*) from carts where shop = {shop}
      ```
    - What is slow? {id=lane}

      > [!WARNING]
      > Both can be slow at once; answer for what the log says first.

      ```decide
      question: Which of the two is slow?
      name: lane
      ours: our own service
      bank: the payment provider
      ```
    ## Act {if="lane == 'ours'"}
    - Close the shop for new carts {opens="checkout closed" within=30m by=person}

      ```fields
      who: who closed it
      note?: anything the next person should know
      ```
    ## Bank {if="lane == 'bank'"}
    - Call the bank
    ## After
    - Keep an eye on it {id=eye}

      ```watch
      for: 15m
      until: 30m
      read: queue work
      expect: stuck == 0
      ```
    """,
)
BRANCHED = [
    *told(
        DECLARED,
        e.SeverityChosen(level="P2"),
        opening(BOOK, "chosen"),
        e.ParameterSet(name="shop", value="acme"),
        e.StepMoved(step="count", state=StepState.DONE, how=How.ACTION, evidence="1 row read from db: 2"),
        e.StepMoved(step="eye", state=StepState.WAITING, how=How.EVIDENCE),
    ),
    u.RunbookShown(runbook=BOOK, trusted=True),
    held("queue", CALM_QUEUE),
    u.ProbeSaid(step="eye", says="quiet for 4 min of 15 min: stuck = 0 (queue work; expected stuck == 0)"),
]
BY_HAND = u.ByHandWanted(
    step="kill",
    index=0,
    title=f"End the sessions {NASTY}",
    why="shop-db is worked by hand",
    lines=(
        "wrangler d1 execute shop-acme-db --remote \\",
        "  --command \"delete from staff_sessions where staff_id = '{staff}'\"",
    ),
    left=("staff",),
    where="a machine with the tool, logged in to the shop's account (shop-db)",
    environment="production",
)
TROUBLED = [
    *told(
        DECLARED,
        e.SeverityChosen(level="P2"),
        OPENED,
        e.StepMoved(step="look", state=StepState.REGRESSED, how=How.EVIDENCE, evidence="stuck = 2"),
        e.ActionStarted(action=UNLOCK, environment="production", request=("update …",), undo=BACK),
        e.ActionFinished(action="a2", outcome=Outcome.UNKNOWN, says="the line was lost while it ran"),
        e.StepMoved(step="unlock", state=StepState.UNKNOWN, how=How.ACTION, evidence="the line was lost while it ran"),
        e.StepMoved(
            step="person", state=StepState.FAILED, how=How.ACTION, evidence="5 rows would change, 3 were shown"
        ),
        e.StepMoved(step="tell", state=StepState.SKIPPED, how=How.MANUAL, reason="they know already"),
    ),
    SHOWN,
    held("queue", QUEUE, error="kitchen-db: connection refused; is the server running?"),
    held("audit", AUDIT, error="kitchen-db: connection refused; is the server running?"),
    u.SignalsChanged(signals=(RAISED,), suggestion=SUGGESTED),
]
