"""Sends the profile's messages as actions, and writes down what was told to whom."""

from collections.abc import Callable
from datetime import timedelta

from msgspec.structs import replace

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.duration import parse_duration
from cockpit.core.placeholders import names
from cockpit.core.profile import Message
from cockpit.core.runbook import Risk, Step
from cockpit.engine import comms
from cockpit.engine import requests as r
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import ElsewhereError, NotPlannedError, Planner
from cockpit.engine.steps import RefusedError
from cockpit.engine.updates import MessageWanted, Said, Update

Offer = Callable[[Plan], None]


class Teller:
    """Messages out. What is sent carries the incident's id and the head of its journal."""

    def __init__(
        self, kit: Kit, ledger: Ledger, planner: Planner, offer: Offer, publish: Callable[[Update], None]
    ) -> None:
        self._publish = publish
        self._kit = kit
        self._ledger = ledger
        self._planner = planner
        self._offer = offer

    async def block(self, step: Step, index: int) -> None:
        """Plan the message of a step's block, or ask a person for what is missing in it. Raises RefusedError."""
        block = step.actions[index]
        name = block.attributes.get("message", "")
        template = self._kit.profile.messages.get(name)
        if template is None and not block.text.strip():
            self._message(name)  # says which messages there are
        promise = block.attributes.get("promise", "")
        message = Message(
            text=block.text.strip() or (template.text if template else ""),
            channel=block.target or (template.channel if template else self._default),
            promise=parse_duration(promise) if promise else template.promise if template else None,
        )
        channel = message.channel if message.channel in self._kit.profile.targets else ""
        text = comms.drafted(message, self._ledger.incident, self._kit.profile, self._kit.clock.now(), {})
        name = name if template else ""
        wanted = MessageWanted(
            step=step.id, index=index, message=name, text=text, channel=channel, promise=message.promise
        )
        if not channel or names(text):
            self._publish(wanted)
            return
        request = r.SendMessage(
            message=name, text=text, channel=channel, promise=message.promise, step=step.id, block=index
        )
        try:
            await self.send(request)
        except ElsewhereError as error:
            self._publish(Said(text=f"{error}; a person can send it", severity="warning"))
            self._publish(replace(wanted, channel=""))

    async def send(self, request: r.SendMessage) -> None:
        """Plan a message. Raises RefusedError, NotPlannedError."""
        message = self._message(request.message)
        incident = self._ledger.incident
        text = request.text or comms.drafted(message, incident, self._kit.profile, self._kit.clock.now(), {})
        channel = request.channel or message.channel
        target = self._kit.profile.targets.get(channel)
        if target is None:
            raise NotPlannedError("this message has no channel: copy it, send it yourself, then say it was sent")
        promise = request.promise or message.promise
        action = Action(
            id=self._kit.new_id(),
            provider=target.provider,
            verb="send",
            target=target.name,
            text=f"{text}\n({incident.id} {self._ledger.journal.head[:12]})",
            attributes={"message": request.message, "promise_s": str(promise.total_seconds() if promise else 0)},
            risk=Risk.CHANGES,
            step=request.step,
            runbook=incident.checklist.runbook,
            block=request.block,
        )
        self._offer(await self._planner.plan(action))

    def acted(self, plan: Plan, receipt: Receipt) -> None:
        """A message that went out keeps its promise; one that may have gone out does too."""
        if plan.action.verb == "send" and receipt.outcome is not Outcome.FAILED and not plan.action.undoes:
            attributes = plan.action.attributes
            promise = timedelta(seconds=float(attributes.get("promise_s", "0")))
            self.gave(attributes.get("message", ""), plan.action.text, plan.target.name, promise)

    def gave(self, name: str, text: str, channel: str, promise: timedelta | None) -> None:
        """A message was sent, by us or (`channel` empty) by a person."""
        now, head = self._kit.clock.now(), self._ledger.journal.head
        self._ledger.record_all(comms.sent(name, promise or None, text, channel, head, now))

    @property
    def _default(self) -> str:
        return self._kit.profile.default_target.get("message", "")

    def _message(self, name: str) -> Message:
        if not name:  # a message block of a runbook that names no template: its own words, to the default channel
            return Message(text="", channel=self._default)
        try:
            return self._kit.profile.messages[name]
        except KeyError as error:
            known = ", ".join(self._kit.profile.messages) or "none"
            raise RefusedError(f"the profile has no message {name!r} (it has: {known})") from error
