"""An incident in the middle of its worst minutes, as values for the panes."""

from datetime import UTC, datetime, timedelta

from cockpit.core.checklist import Checklist, How, Item, StepRef, StepState
from cockpit.core.clocks import Clock, ClockKind
from cockpit.core.incident import Incident, Phase, SeverityChange
from cockpit.core.openstate import OpenState
from cockpit.core.readings import AuditRow, AuditWindow, Held, QueueCounts, QueueReading, StatusReading
from cockpit.core.runbook import Phase as RunbookPhase
from cockpit.core.runbook import Probe, Risk, Runbook, RunbookAction, Step, Unassigned
from cockpit.core.severity import Level, Question, Scale
from cockpit.core.signals import Signal, SignalState, Threshold

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
T0 = NOW - timedelta(minutes=12)

SCALE = Scale(
    levels=(
        Level(
            id="P1",
            label="Kitchens stand still",
            definition="No kitchen gets orders.",
            examples=("the queue is not read",),
            response="Call the owner.",
            update_every=timedelta(minutes=15),
        ),
        Level(id="P2", label="Kitchens wait", definition="Orders come late.", examples=("oldest above 15 minutes",)),
    ),
    questions=(Question(ask="Is data being lost?", level="P1"),),
)


def steps(**states: Item) -> Checklist:
    """Four steps in two phases; `states` replaces items by step id."""
    refs = (
        StepRef(id="look", phase="Assess", title="Look at the backlog", budget_s=120),
        StepRef(id="unlock", phase="Mitigate", title="Unlock stuck rows", budget_s=120),
        StepRef(id="restart", phase="Mitigate", title="Restart the worker"),
        StepRef(id="watch", phase="Mitigate", title="Watch it drain"),
    )
    return Checklist(title="Worker backlog", items=tuple(states.get(ref.id, Item(step=ref)) for ref in refs))


def item(id: str, state: StepState, how: How | None = None, reason: str = "", evidence: str = "") -> Item:
    """The step called `id`, started 80 seconds ago."""
    found = steps().item(id)
    assert found is not None
    started = NOW - timedelta(seconds=80)
    return Item(step=found.step, state=state, how=how, reason=reason, evidence=evidence, started=started, changed=NOW)


RUNBOOK = Runbook(
    id="backlog",
    title="Worker backlog",
    digest="d",
    phases=(
        RunbookPhase(
            title="Assess",
            steps=(
                Step(
                    id="look",
                    title="Look at the backlog",
                    text="Count the rows.",
                    actions=(RunbookAction(lang="sql", text="SELECT 1", risk=Risk.READS, provider="sql"),),
                ),
            ),
        ),
        RunbookPhase(
            title="Mitigate",
            steps=(
                Step(
                    id="unlock",
                    title="Unlock stuck rows",
                    actions=(
                        RunbookAction(
                            lang="sql",
                            text="UPDATE work_queue\n  SET locked_by = NULL",
                            risk=Risk.CHANGES,
                            provider="sql",
                            parameters=("tenant", "why"),
                        ),
                        RunbookAction(lang="sh", text="restart-worker", risk=Risk.DESTROYS, provider="shell"),
                    ),
                    probe=Probe(read="queue work", expect="stuck == 0"),
                ),
                Step(id="restart", title="Restart the worker"),
                Step(id="watch", title="Watch it drain"),
            ),
        ),
    ),
    unassigned=(Unassigned(41, "See the other page"),),
)


def signal(name: str, expr: str, state: SignalState, says: str = "", source: str = "work") -> Signal:
    return Signal(
        threshold=Threshold(name=name, source=source, expr=expr),
        state=state,
        says=says or f"{name} measured",
        since=NOW - timedelta(minutes=3),
    )


ALARMS = (
    signal("backlog old", "oldest_min > 15", SignalState.RAISED),
    signal("locks", "stuck > 0", SignalState.PENDING),
    signal("pending", "pending > 5000", SignalState.CALM),
)

INCIDENT = Incident(
    id="inc-7",
    phase=Phase.OPEN,
    title="Orders late",
    t0=T0,
    severity="P1",
    severity_history=(SeverityChange(at=NOW - timedelta(minutes=6), level="P1", reason="", by="ana"),),
    checklist=steps(),
    clocks=(
        Clock(id="d", kind=ClockKind.DEADLINE, says="post-mortem", due=NOW + timedelta(hours=48)),
        Clock(id="u", kind=ClockKind.UPDATE, says="update to the kitchens", due=NOW - timedelta(minutes=2)),
    ),
    open_states=(OpenState(id="q", says="queue emails paused", since=NOW - timedelta(minutes=4)),),
)

QUEUES = QueueReading(
    source="work",
    at=NOW - timedelta(seconds=3),
    queues=(
        QueueCounts(name="orders", counts={"pending": 812, "done": 99}, oldest=timedelta(minutes=17), stuck=14),
        QueueCounts(name="emails", counts={"pending": 2, "failed": 1}, paused_since=NOW - timedelta(minutes=4)),
    ),
)
QUEUE = Held(source="work", reading=QUEUES, trend=(2, 3, 5, 8, 12, 17))
STATUS = Held(
    source="cloud",
    reading=StatusReading(source="cloud", at=NOW - timedelta(minutes=9), indicator="minor", says="Elevated errors"),
    error="timed out",
)


def audit(rows: int = 40, first: datetime = T0 - timedelta(minutes=20)) -> Held:
    """Rows half a minute apart from `first` on."""
    made = tuple(
        AuditRow(
            at=first + timedelta(seconds=30 * n),
            who=("ana", "bot")[n % 2],
            cells=("order.update", f"row {first:%H:%M}+{n}"),
        )
        for n in range(rows)
    )
    window = AuditWindow(source="audit", at=NOW, since=first, until=NOW, columns=("action", "detail"), rows=made)
    return Held(source="audit", reading=window)
