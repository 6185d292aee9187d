"""One incident at work: `submit` is the only door in, `publish` the only way out."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.readings import SourceError
from cockpit.engine import byhand
from cockpit.engine import requests as r
from cockpit.engine.branches import Branches
from cockpit.engine.causes import CauseWatch
from cockpit.engine.evidence import Evidence
from cockpit.engine.executor import Executor
from cockpit.engine.finishing import Finisher
from cockpit.engine.hypotheses import Hypotheses
from cockpit.engine.identity import IdentityWatch
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.lifecycle import Lifecycle
from cockpit.engine.pinned import PinnedRunbook
from cockpit.engine.planner import ByHandError, MissingParametersError, NotPlannedError, Planner, SecretWantedError
from cockpit.engine.poll import Poll
from cockpit.engine.probes import ProbeWatch
from cockpit.engine.reconciler import Reconciler
from cockpit.engine.recording import Recording
from cockpit.engine.signals import SignalWatch
from cockpit.engine.steps import MissingFieldsError, RefusedError, Steps
from cockpit.engine.teller import Teller
from cockpit.engine.updates import (
    DecisionWanted,
    FieldsWanted,
    ParametersWanted,
    ReportMade,
    Said,
    SecretWanted,
    Update,
)
from cockpit.engine.values import Values
from cockpit.engine.verifying import ChainVerifier
from cockpit.ports import Journal, JournalError

FOLLOW_EVERY = 1.0  # seconds between looks at what other cockpits wrote


class Session:
    """Owns the incident, its sources and its actions. Lives on the engine's event loop; knows no screen."""

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        self._requests: asyncio.Queue[r.Request] = asyncio.Queue()
        self._ledger = Ledger(kit, publish)
        self._watch = SignalWatch(kit, self._ledger, publish)
        self._causes = CauseWatch(kit, publish)
        self._hypotheses = Hypotheses(kit, self._ledger, self._causes)
        self._identity = IdentityWatch(kit, self._watch, self._causes.pass_on)
        self._poll = Poll(kit, self._watch, self._around, self._identity.pass_on)
        self._planner = Planner(kit, self._identity)
        self._finisher = Finisher(kit, self._ledger)
        self._reconciler = Reconciler(kit, self._ledger, self._planner, publish)
        evidence = Evidence(kit, self._ledger, self._poll, self._planner, lambda: self._pinned.runnable)
        evidence.compared = self._reconciler.saw
        self._probes = ProbeWatch(kit, self._ledger, evidence, self._finisher, publish)
        self._steps = Steps(self._ledger, self._probes, self._finisher)
        self._values = Values(kit, self._ledger, self._steps)
        self._executor = Executor(kit, self._ledger, self._planner, publish)
        self._lifecycle = Lifecycle(kit, self._ledger, self._watch)
        self._pinned = PinnedRunbook(kit, self._ledger, self._steps, self._finisher, publish)
        self._branches = Branches(self._ledger, self._steps, self._planner, self._pinned.open, self._pinned.back)
        self._chains = ChainVerifier(kit, publish)
        self._recording = Recording(kit, self._ledger, publish)
        self._teller = Teller(kit, self._ledger, self._planner, self._executor.offer, publish)
        self._executor.settled.append(self._steps.settled)
        self._executor.finished += [self._steps.acted, self._teller.acted, self._after_action, self._reconciler.acted]

    def submit(self, request: r.Request) -> None:
        """Take a request; it is handled in order, after those before it."""
        self._requests.put_nowait(request)

    async def run(self, journal: Journal | None = None) -> None:
        """Work until cancelled, on `journal` if an incident is already open. Raises JournalError."""
        if journal is not None:
            self._ledger.attach(journal)
            self._pinned.reopen()
            if self._ledger.leads and self._ledger.incident.is_open:
                self._pinned.of_level(self._ledger.incident.severity)
        self._recording.settle()
        self._watch.tell()
        try:
            async with asyncio.TaskGroup() as group:
                if self._ledger.leads:
                    group.create_task(self._executor.recover())
                group.create_task(self._poll.run())
                group.create_task(self._probes.run())
                group.create_task(self._causes.run())
                group.create_task(self._identity.run())
                group.create_task(self._chains.run())
                group.create_task(self._reconciler.run())
                group.create_task(self._follow())
                group.create_task(self._serve())
        finally:
            await self._end()

    async def _serve(self) -> None:
        while True:
            request = await self._requests.get()
            try:
                await self._handle(request)
                self._recording.settle()
                self._branches.settle()
            except MissingParametersError as missing:
                assert isinstance(request, r.RunAction)
                inputs = self._values.asked(missing.names)
                self._publish(ParametersWanted(step=request.step, index=request.index, inputs=inputs))
            except MissingFieldsError as missing:
                self._publish(FieldsWanted(step=missing.step, fields=missing.fields))
            except SecretWantedError as wanted:
                asked = SecretWanted(
                    step=wanted.step, index=wanted.index, name=wanted.name, says=wanted.says, why=str(wanted)
                )
                self._publish(asked)
            except ByHandError as error:
                step = self._steps.step(error.step)
                self._publish(byhand.wanted(error, step, self._kit, self._ledger, self._planner))
            except (RefusedError, NotPlannedError) as refused:
                self._say(str(refused), "warning")
            except (JournalError, SourceError) as error:
                self._say(str(error), "error")

    async def _handle(self, request: r.Request) -> None:
        match request:
            case r.Declare():
                self._lifecycle.declare(request)
                self._pinned.suggested(self._watch)
                self._pinned.of_level(request.severity)
                self._poll.refresh()
            case r.ChooseSeverity():
                self._lifecycle.choose(request)
                self._pinned.of_level(request.level)
            case r.Answer():
                self._watch.answer(request.question, request.yes)
            case r.SetTimeZero():
                self._ledger.record(e.TimeZeroSet(t0=request.t0, evidence=request.evidence))
                self._poll.refresh()
            case r.OpenRunbook():
                self._pinned.open(request)
            case r.GoBack():
                self._pinned.back()
            case r.ReviewTrust():
                self._pinned.review()
            case r.TrustRunbook():
                self._pinned.trust(request.digest)
            case r.SetParameters():
                self._values.take(request.values)
            case r.GiveFields():
                self._give_fields(request)
            case r.Decide():
                self._branches.decide(request)
            case r.GiveResult():
                self._steps.pasted(request.step, request.index, request.text, request.why)
            case r.MarkStep():
                self._steps.mark(request.step, request.state, request.reason)
            case r.RunAction():
                await self._run(request)
            case r.GiveSecret():
                self._values.hold(request.secret)
                await self._run(r.RunAction(step=request.step, index=request.index))
            case r.Undo():
                await self._undo(request.token)
            case r.Confirm():
                await self._executor.confirm(request.plan, request.typed)
            case r.Decline():
                self._executor.decline(request.plan)
            case r.CancelAction():
                self._executor.cancel(request.action)
            case r.CheckAction():
                await self._executor.check(request.action)
            case r.ResolveAction():
                self._resolve_action(request)
            case r.SendMessage():
                await self._teller.send(request)
            case r.MessageGiven():
                self._teller.gave(request.message, request.text, "", request.promise)
                if request.step:
                    self._steps.pasted(request.step, request.block, request.text, "sent by a person")
            case r.AddNote():
                self._ledger.record(e.NoteAdded(text=request.text, about=request.about))
            case r.PinEvidence():
                self._ledger.record(e.EvidencePinned(source=request.source, text=request.text, of=request.of))
                self._say(f"pinned as evidence: {request.source}")
            case r.AboutCauses():
                self._hypotheses.handle(request)
            case r.CloseState():
                self._ledger.record(e.StateClosed(state=request.state, how=request.how))
            case r.AddFollowUp():
                self._ledger.record(e.FollowUpAdded(text=request.text, owner=request.owner, due=request.due))
            case r.SetAudit():
                self._poll.window = request.window or self._poll.window
                self._poll.person = self._poll.person if request.person is None else request.person
                self._poll.refresh(request.source)
            case r.MakeReport():
                self._report()
            case r.VerifyChain():
                self._chains.begin(request.chain, request.anew)
            case r.StopChain():
                self._chains.stop(request.chain)
            case r.AboutMissing():
                await self._reconciler.handle(request)
            case r.Refresh():
                self._poll.refresh()
                self._identity.again()
            case r.Resolve() | r.Reopen() | r.Close():
                self._lifecycle.end(request)
                if isinstance(request, r.Resolve):
                    self._pinned.afterwards()

    async def _run(self, request: r.RunAction) -> None:
        step = self._steps.step(request.step)
        if step.decision and request.index == len(step.actions):  # the question comes after the blocks
            self._steps.ask_fields(step)
            self._publish(DecisionWanted(step=step.id, decision=step.decision))
            return
        block = step.actions[request.index] if request.index < len(step.actions) else None
        if block and block.provider == "runbook":
            self._pinned.open(r.OpenRunbook(runbook=block.text.strip(), why=step.title, from_step=step.id))
            return
        if block and block.provider and not self._pinned.runnable:
            raise RefusedError("nothing in this runbook runs before somebody trusts it: read it, then press T")
        if block and block.provider == "message" and not step.by_person:
            await self._teller.block(step, request.index)
            return
        self._executor.offer(await self._planner.step_plan(step, request.index, self._ledger.incident))

    def _give_fields(self, request: r.GiveFields) -> None:
        """Values a step was waiting for: it is done with them, or its question can be asked now."""
        self._values.take(request.values)
        step = self._steps.step(request.step)
        if step.decision:
            self._publish(DecisionWanted(step=step.id, decision=step.decision))
        else:
            self._steps.given(request.step)

    def _after_action(self, *_: object) -> None:
        """What an action brought may decide something, and what it changed is read again."""
        self._branches.settle()
        self._poll.refresh()

    async def _undo(self, token: str) -> None:
        found = next((undo for undo in self._ledger.incident.undo if undo.id == token), None)
        if found is None:
            raise RefusedError("that way back is gone: it was taken already")
        action = replace(found.action, id=self._kit.new_id(), undoes=found.id, step="")
        self._executor.offer(await self._planner.plan(action))

    def _resolve_action(self, request: r.ResolveAction) -> None:
        record = self._ledger.incident.action(request.action)
        if record is None or record not in self._ledger.incident.unknown:
            raise RefusedError("that action is not unknown")
        if not request.reason.strip():
            raise RefusedError("say how you know; the report will ask")
        self._executor.resolve(record, request.outcome, request.reason)

    def _report(self) -> None:
        journal = self._ledger.journal
        text = self._kit.report(list(journal.read()), journal.head)
        path = journal.folder / "report.md"
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise JournalError(f"cannot write {path}: {error.strerror}") from error
        self._publish(ReportMade(text=text, path=str(path)))

    async def _follow(self) -> None:
        while True:
            await self._kit.clock.sleep(FOLLOW_EVERY)
            try:
                if self._ledger.catch_up():
                    self._pinned.follow()
                    self._recording.settle()
            except JournalError as error:
                self._say(str(error), "error")

    async def _end(self) -> None:
        if not self._ledger.opened:
            return
        await self._executor.drain(self._kit.last_moments)
        running = tuple(record.action.id for record in self._ledger.incident.running)
        self._ledger.note(e.SessionEnded(why="the cockpit was closed", running=running))

    def _around(self) -> datetime:
        return self._ledger.incident.t0 or self._kit.clock.now()

    def _say(self, text: str, severity: str = "information") -> None:
        self._publish(Said(text=text, severity=severity))
