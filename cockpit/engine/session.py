"""One incident at work: `submit` is the only door in, `publish` the only way out."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.actions import Action, Plan, Receipt
from cockpit.core.checklist import How
from cockpit.core.profile import Message
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk, Runbook
from cockpit.engine import comms
from cockpit.engine import requests as r
from cockpit.engine.executor import Executor
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import MissingParametersError, NotPlannedError, Planner
from cockpit.engine.poll import Poll
from cockpit.engine.probes import ProbeWatch
from cockpit.engine.signals import SignalWatch
from cockpit.engine.steps import RefusedError, Steps, opening
from cockpit.engine.updates import ParametersWanted, RunbookShown, Said, Update
from cockpit.ports import Journal, JournalError

FOLLOW_EVERY = 1.0  # seconds between looks at what other cockpits wrote
LAST_MOMENTS = 3.0  # seconds a running action gets when the cockpit ends


class Session:
    """Owns the incident, its sources and its actions. Lives on the engine's event loop; knows no screen."""

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        self._requests: asyncio.Queue[r.Request] = asyncio.Queue()
        self._ledger = Ledger(kit, publish)
        self._watch = SignalWatch(kit, self._ledger, publish)
        self._poll = Poll(kit, self._watch, self._around, publish)
        self._probes = ProbeWatch(kit, self._ledger, self._poll, publish)
        self._steps = Steps(self._ledger, self._probes)
        self._planner = Planner(kit)
        self._executor = Executor(kit, self._ledger, self._planner, publish)
        self._executor.finished += [self._steps.acted, self._told, lambda *_: self._poll.refresh()]

    def submit(self, request: r.Request) -> None:
        """Take a request; it is handled in order, after those before it."""
        self._requests.put_nowait(request)

    async def run(self, journal: Journal | None = None) -> None:
        """Work until cancelled, on `journal` if an incident is already open. Raises JournalError when it cannot be read."""
        if journal is not None:
            self._ledger.attach(journal)
            self._reopen_runbook()
        self._watch.tell()
        try:
            async with asyncio.TaskGroup() as group:
                if journal is not None:
                    group.create_task(self._executor.recover())
                group.create_task(self._poll.run())
                group.create_task(self._probes.run())
                group.create_task(self._follow())
                group.create_task(self._serve())
        finally:
            await self._end()

    async def _serve(self) -> None:
        while True:
            request = await self._requests.get()
            try:
                await self._handle(request)
            except MissingParametersError as missing:
                assert isinstance(request, r.RunAction)
                self._publish(ParametersWanted(step=request.step, index=request.index, names=missing.names))
            except (RefusedError, NotPlannedError) as refused:
                self._say(str(refused), "warning")
            except (JournalError, SourceError) as error:
                self._say(str(error), "error")

    async def _handle(self, request: r.Request) -> None:
        match request:
            case r.Declare():
                self._declare(request)
            case r.ChooseSeverity():
                self._choose(request)
            case r.Answer():
                self._watch.answer(request.question, request.yes)
            case r.SetTimeZero():
                self._ledger.record(e.TimeZeroSet(t0=request.t0, evidence=request.evidence))
                self._poll.refresh()
            case r.OpenRunbook():
                self._open_runbook(request)
            case r.TrustRunbook():
                self._trust(request.digest)
            case r.SetParameters():
                for name, value in request.values.items():
                    self._ledger.record(e.ParameterSet(name=name, value=value))
            case r.MarkStep():
                self._steps.mark(request.step, request.state, request.reason)
            case r.RunAction():
                await self._run(request)
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
                await self._send(request)
            case r.MessageGiven():
                self._gave(request.message, request.text, "")
            case r.AddNote():
                self._ledger.record(e.NoteAdded(text=request.text, about=request.about))
            case r.PinEvidence():
                self._ledger.record(e.EvidencePinned(source=request.source, text=request.text, of=request.of))
                self._say(f"pinned as evidence: {request.source}")
            case r.CloseState():
                self._ledger.record(e.StateClosed(state=request.state, how=request.how))
            case r.AddFollowUp():
                self._ledger.record(e.FollowUpAdded(text=request.text, owner=request.owner, due=request.due))
            case r.SetAudit():
                self._poll.window = request.window or self._poll.window
                self._poll.person = self._poll.person if request.person is None else request.person
                self._poll.refresh(request.source)
            case r.Refresh():
                self._poll.refresh()
            case r.Resolve() | r.Reopen() | r.Close():
                self._end_incident(request)

    def _declare(self, request: r.Declare) -> None:
        if self._ledger.opened and self._ledger.incident.phase not in ("none", "closed"):
            raise RefusedError(f"{self._ledger.incident.id} is still open; close it before declaring another")
        now = self._kit.clock.now()
        id, journal = self._kit.incidents.create(now)
        self._ledger.attach(journal)
        self._ledger.record(
            e.IncidentDeclared(
                incident=id,
                profile=self._kit.profile.name,
                title=request.title,
                symptom=request.symptom,
                t0=request.t0 or now,
                drill=self._kit.drill,
            )
        )
        self._watch.declared()
        if request.severity:
            self._choose(r.ChooseSeverity(level=request.severity))
        self._open_suggested()
        self._poll.refresh()

    def _choose(self, request: r.ChooseSeverity) -> None:
        before = self._ledger.incident.severity
        level = self._kit.profile.scale.level(request.level)
        if level is None:
            raise RefusedError(f"the profile has no severity {request.level!r}")
        if before and before != request.level and not request.reason.strip():
            raise RefusedError("say why the severity changes")
        suggestion = self._watch.suggestion
        self._ledger.record(
            e.SeverityChosen(
                level=request.level,
                before=before,
                reason=request.reason,
                suggested=suggestion.level if suggestion else "",
                evidence=suggestion.evidence if suggestion else (),
            )
        )
        self._all(comms.severity_clocks(level, self._ledger.incident, self._kit.clock.now()))

    def _open_suggested(self) -> None:
        """The runbook that the gravest raised signal names opens by itself; a person can open another."""
        rank = self._kit.profile.scale.rank
        raised = [signal.threshold for signal in self._watch.signals if signal.raised and signal.threshold.runbook]
        if raised:
            threshold = min(raised, key=lambda threshold: rank(threshold.severity))
            self._open_runbook(r.OpenRunbook(runbook=threshold.runbook, why=f"signal {threshold.name}"))

    def _open_runbook(self, request: r.OpenRunbook) -> None:
        runbook, content = self._kit.runbooks.open(request.runbook)
        kept = self._ledger.journal.folder / _kept_name(runbook)
        try:
            kept.write_bytes(content)
        except OSError as error:
            raise JournalError(f"cannot keep the runbook in {kept.parent}: {error.strerror}") from error
        self._ledger.record(opening(runbook, request.why))
        self._show(runbook)

    def _reopen_runbook(self) -> None:
        """After a resume: the pinned bytes, not whatever the file holds now."""
        checklist = self._ledger.incident.checklist
        if not checklist.runbook:
            return
        kept = self._ledger.journal.folder / f"runbook-{checklist.digest[:16]}.md"
        try:
            self._show(self._kit.runbooks.parse(kept.read_bytes(), checklist.runbook))
        except OSError as error:
            self._say(
                f"the pinned runbook {kept} cannot be read: {error.strerror}; steps are shown without words", "error"
            )

    def _show(self, runbook: Runbook) -> None:
        self._steps.opened(runbook)
        self._publish(RunbookShown(runbook=runbook, trusted=self._kit.runbooks.trusted(runbook.digest)))

    def _trust(self, digest: str) -> None:
        runbook = self._steps.runbook
        if runbook is None or runbook.digest != digest:
            raise RefusedError("that is not the runbook that is open; look at it again")
        content = (self._ledger.journal.folder / _kept_name(runbook)).read_bytes()
        self._kit.runbooks.trust(runbook.id, digest, content)
        self._ledger.record(e.NoteAdded(text=f"runbook {runbook.title} trusted to run ({digest[:12]})"))
        self._show(runbook)

    async def _run(self, request: r.RunAction) -> None:
        step = self._steps.step(request.step)
        runbook = self._steps.runbook
        if runbook and not self._kit.runbooks.trusted(runbook.digest):
            raise RefusedError("nothing in this runbook runs before somebody trusts it: read it, then press T")
        block = step.actions[request.index] if request.index < len(step.actions) else None
        if block and block.provider == "message":
            name = block.attributes.get("message", "")
            await self._send(r.SendMessage(message=name, text="" if name else block.text, step=step.id))
            return
        self._executor.offer(await self._planner.step_plan(step, request.index, self._ledger.incident))

    async def _undo(self, token: str) -> None:
        found = next((undo for undo in self._ledger.incident.undo if undo.id == token), None)
        if found is None:
            raise RefusedError("that way back is gone: it was taken already")
        action = replace(found.action, id=self._kit.new_id(), undoes=found.id, step="")
        self._executor.offer(await self._planner.plan(action))

    async def _send(self, request: r.SendMessage) -> None:
        message = self._message(request.message)
        incident = self._ledger.incident
        text = request.text or comms.drafted(message, incident, self._kit.profile, self._kit.clock.now(), {})
        if not message.channel:
            raise NotPlannedError("this message has no channel: copy it, send it yourself, then say it was sent")
        target = self._kit.profile.targets[message.channel]
        action = Action(
            id=self._kit.new_id(),
            provider=target.provider,
            verb="send",
            target=target.name,
            text=f"{text}\n({incident.id} {self._ledger.journal.head[:12]})",
            attributes={"message": request.message},
            risk=Risk.CHANGES,
            step=request.step,
        )
        self._executor.offer(await self._planner.plan(action))

    def _message(self, name: str) -> Message:
        try:
            return self._kit.profile.messages[name]
        except KeyError as error:
            known = ", ".join(self._kit.profile.messages) or "none"
            raise RefusedError(f"the profile has no message {name!r} (it has: {known})") from error

    def _told(self, plan: Plan, receipt: Receipt) -> None:
        """A message that went out keeps its promise; one that may have gone out does too."""
        name = plan.action.attributes.get("message", "")
        if plan.action.verb == "send" and name and receipt.outcome != "failed":
            self._gave(name, plan.action.text, plan.target.name)

    def _gave(self, name: str, text: str, channel: str) -> None:
        message, now = self._message(name), self._kit.clock.now()
        self._all(comms.sent(name, message, text, channel, self._ledger.journal.head, now))

    def _resolve_action(self, request: r.ResolveAction) -> None:
        record = self._ledger.incident.action(request.action)
        if record is None or record not in self._ledger.incident.unknown:
            raise RefusedError("that action is not unknown")
        if not request.reason.strip():
            raise RefusedError("say how you know; the report will ask")
        self._executor.resolve(record, request.outcome, request.reason, How.MANUAL)

    def _end_incident(self, request: r.Resolve | r.Reopen | r.Close) -> None:
        incident = self._ledger.incident
        if isinstance(request, r.Reopen):
            self._ledger.record(e.IncidentReopened(reason=request.reason))
            return
        if incident.running:
            raise RefusedError("an action is still running; wait for it or cancel it")
        if isinstance(request, r.Resolve):
            self._ledger.record(e.IncidentResolved(cause=request.cause))
            level = self._kit.profile.scale.level(incident.severity)
            self._all(comms.resolved_clocks(level, self._kit.clock.now()))
            return
        left = [state.says for state in incident.open_states] + [
            f"{one.action.verb}: unknown" for one in incident.unknown
        ]
        if left:
            raise RefusedError(f"cannot close while something is open: {'; '.join(left)}")
        self._ledger.record(e.IncidentClosed(reason=request.reason))

    async def _follow(self) -> None:
        while True:
            await self._kit.clock.sleep(FOLLOW_EVERY)
            try:
                self._ledger.catch_up()
            except JournalError as error:
                self._say(str(error), "error")

    async def _end(self) -> None:
        if not self._ledger.opened:
            return
        await self._executor.drain(LAST_MOMENTS)
        running = tuple(record.action.id for record in self._ledger.incident.running)
        self._ledger.note(e.SessionEnded(why="the cockpit was closed", running=running))

    def _around(self) -> datetime:
        return self._ledger.incident.t0 or self._kit.clock.now()

    def _all(self, events: list[e.AnyEvent]) -> None:
        for event in events:
            self._ledger.record(event)

    def _say(self, text: str, severity: str = "information") -> None:
        self._publish(Said(text=text, severity=severity))


def _kept_name(runbook: Runbook) -> str:
    return f"runbook-{runbook.digest[:16]}.md"
