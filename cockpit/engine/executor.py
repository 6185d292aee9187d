"""plan → confirm → execute → verify. Intent on disk, then the act, then the outcome; never a second try by machine."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.checklist import How, StepState
from cockpit.core.clocks import ClockKind
from cockpit.core.events import (
    ActionResolved,
    ActionStarted,
    ClockStarted,
    StateClosed,
    StateOpened,
    StepMoved,
)
from cockpit.core.incident import ActionRecord
from cockpit.core.runbook import Risk
from cockpit.engine.claims import finished, taken
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import NotPlannedError, Planner
from cockpit.engine.updates import ActionSaid, PlanMade, Said, Update
from cockpit.ports import JournalError, Run

STALE_AFTER = 60.0  # seconds a plan may wait for its confirmation before the world is looked at again
PLAN_FILE = "plan.json"

Finished = Callable[[Plan, Receipt], None]
Settled = Callable[[Action, Outcome, str, How], None]


class Executor:
    """Runs plans, one task each, and writes down what became of them."""

    def __init__(self, kit: Kit, ledger: Ledger, planner: Planner, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._planner = planner
        self._publish = publish
        self._waiting: dict[str, tuple[Plan, float]] = {}
        self._cancel: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.finished: list[Finished] = []
        """Called after each outcome is on disk."""
        self.settled: list[Settled] = []
        """Called after an unknown action was settled, by evidence or by a person."""

    def offer(self, plan: Plan) -> None:
        """A read runs at once; anything else is shown and waits to be confirmed."""
        if plan.action.risk is Risk.READS and plan.confirm is Confirm.NOTHING:
            self._start(plan, "not asked: it only reads")
            return
        self._waiting[plan.digest] = (plan, self._kit.clock.monotonic())
        self._publish(PlanMade(plan=plan))

    async def confirm(self, digest: str, typed: str) -> None:
        """Run the plan that was shown. A plan that waited too long is made again; if it differs it is shown again."""
        plan, made = self._waiting.pop(digest, (None, 0.0))
        if plan is None:
            self._say("that plan is no longer waiting; ask for the step again", "warning")
            return
        if why := self._planner.forbidden(plan.action):
            self._refused(plan, why, "error")
            return
        if plan.confirm is Confirm.TYPE and typed != plan.phrase:
            self._refused(plan, f"{plan.phrase!r} was asked for, {typed!r} was typed", "warning")
            return
        if self._kit.clock.monotonic() - made > STALE_AFTER:
            try:
                again = await self._planner.plan(plan.action)
            except NotPlannedError as error:
                self._refused(plan, str(error), "error")
                return
            if again.digest != plan.digest:
                self._say("the world changed while the plan waited; look at it again", "warning")
                self.offer(again)
                return
        self._start(plan, f"typed {typed}" if plan.confirm is Confirm.TYPE else "asked, confirmed")

    def decline(self, digest: str) -> None:
        """The person said no; nothing was done."""
        plan, _ = self._waiting.pop(digest, (None, 0.0))
        if plan is not None:
            self._forget(plan)

    def cancel(self, action: str) -> None:
        """Ask a running action to stop; what it has already done stays done."""
        event = self._cancel.get(action)
        if event is None:
            self._say("that action is not running here", "warning")
            return
        event.set()
        self._say("asked it to stop; what it has already done stays done")

    async def check(self, action: str) -> None:
        """Read what became of an unknown action; the answer is a proposal in words unless it is certain."""
        record = self._ledger.incident.action(action)
        plan = self._kept_plan(action)
        if record is None or plan is None:
            self._say(
                "nothing is kept of that action; look at the target yourself, then say what became of it", "warning"
            )
            return
        try:
            receipt = await self._planner.provider(plan.target).check(plan, self._folder(action))
        except NotPlannedError as error:
            self._say(str(error), "error")
            return
        if receipt.outcome is Outcome.UNKNOWN:
            self._say(f"still unknown: {receipt.says}", "warning")
            return
        if record.outcome is Outcome.UNKNOWN:
            says = f"checked: {receipt.says}"
            self._ledger.record(finished(action, replace(receipt, says=says)))
            self._left_behind(plan, receipt)
            self._settle(record, receipt.outcome, says, How.EVIDENCE)

    def resolve(self, record: ActionRecord, outcome: Outcome, reason: str) -> None:
        """A person says what became of an unknown action."""
        self._ledger.record(ActionResolved(action=record.action.id, outcome=outcome, reason=reason))
        self._settle(record, outcome, reason, How.MANUAL)

    def _settle(self, record: ActionRecord, outcome: Outcome, says: str, how: How) -> None:
        for told in self.settled:
            told(record.action, outcome, says, how)

    async def recover(self) -> None:
        """After a resume: ask what became of everything that is unknown. Sends nothing that changes anything."""
        for record in self._ledger.incident.unknown:
            if self._kept_plan(record.action.id):
                await self.check(record.action.id)

    async def drain(self, seconds: float) -> None:
        """Give what is running a moment to end; what does not is named in the journal by the session."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()

    def _start(self, plan: Plan, confirmed: str) -> None:
        action = plan.action
        try:
            folder = self._prepared(plan)
            started = ActionStarted(
                action=action,
                environment=plan.target.environment,
                request=plan.request,
                plan=plan.digest,
                confirmed=confirmed,
                undo=plan.undo,
            )
            refused = self._ledger.claim(started, lambda incident: taken(incident, plan))
        except (JournalError, OSError) as error:
            self._refused(plan, str(error), "error")
            return
        if refused:
            self._refused(plan, refused, "warning")
            return
        if action.step:
            self._ledger.note(
                StepMoved(step=action.step, runbook=action.runbook, state=StepState.RUNNING, how=How.ACTION)
            )
        self._spawn(self._act(plan, folder))

    async def _act(self, plan: Plan, folder: Path) -> None:
        action = plan.action
        stop = self._cancel[action.id] = asyncio.Event()
        run = Run(
            folder=folder,
            progress=lambda line: self._publish(ActionSaid(action=action.id, line=line)),
            cancelled=stop,
        )
        try:
            receipt = await self._planner.provider(plan.target).execute(plan, run)
        except Exception as error:  # noqa: BLE001  # the one broad except: whatever went wrong, it may have happened
            receipt = Receipt(
                outcome=Outcome.UNKNOWN, says=f"{type(error).__name__} while it ran; it may have happened"
            )
        finally:
            self._cancel.pop(action.id, None)
        self._finish(plan, receipt)

    def _finish(self, plan: Plan, receipt: Receipt) -> None:
        action = plan.action
        self._forget(plan)
        self._ledger.note(finished(action.id, receipt))
        self._left_behind(plan, receipt)
        for told in self.finished:
            told(plan, receipt)

    def _left_behind(self, plan: Plan, receipt: Receipt) -> None:
        """What an action leaves open, with the clock of those who bear it, and what it puts back.

        Also of an unknown one: what is partly off must not be forgotten because nobody knows the rest.
        """
        action = plan.action
        known = any(state.id == action.id for state in self._ledger.incident.open_states)
        if receipt.outcome is not Outcome.FAILED and receipt.opens and not known:
            back = receipt.undo or plan.undo
            self._ledger.note(StateOpened(state=action.id, says=receipt.opens, undo=back.id if back else ""))
            if receipt.within:
                due = self._kit.clock.now() + receipt.within
                clock = ClockStarted(clock=action.id, kind=ClockKind.PROVIDER, says=receipt.opens, due=due)
                self._ledger.note(clock)
        if receipt.outcome is Outcome.DONE and receipt.closes:
            self._ledger.note(StateClosed(state=receipt.closes, how=receipt.says))

    def _refused(self, plan: Plan, why: str, severity: str) -> None:
        self._forget(plan)
        self._say(f"not run: {why}", severity)

    def _forget(self, plan: Plan) -> None:
        """The value a person typed for it was for this once."""
        if plan.secret and self._kit.typed is not None:
            self._kit.typed.forget(plan.secret)

    def _prepared(self, plan: Plan) -> Path:
        folder = self._folder(plan.action.id)
        folder.mkdir(mode=0o700, parents=True)
        (folder / PLAN_FILE).write_bytes(msgspec.json.encode(plan))
        return folder

    def _folder(self, action: str) -> Path:
        return self._ledger.journal.folder / "actions" / action

    def _kept_plan(self, action: str) -> Plan | None:
        try:
            return msgspec.json.decode((self._folder(action) / PLAN_FILE).read_bytes(), type=Plan)
        except (OSError, msgspec.DecodeError):
            return None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _say(self, text: str, severity: str = "information") -> None:
        self._publish(Said(text=text, severity=severity))
