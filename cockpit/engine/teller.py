"""Sends the profile's messages as actions, and writes down what was told to whom."""

from collections.abc import Callable

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.profile import Message
from cockpit.core.runbook import Risk
from cockpit.engine import comms
from cockpit.engine import requests as r
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import NotPlannedError, Planner
from cockpit.engine.steps import RefusedError

Offer = Callable[[Plan], None]


class Teller:
    """Messages out. What is sent carries the incident's id and the head of its journal."""

    def __init__(self, kit: Kit, ledger: Ledger, planner: Planner, offer: Offer) -> None:
        self._kit = kit
        self._ledger = ledger
        self._planner = planner
        self._offer = offer

    async def send(self, request: r.SendMessage) -> None:
        """Plan a message. Raises RefusedError, NotPlannedError."""
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
            block=request.block,
        )
        self._offer(await self._planner.plan(action))

    def acted(self, plan: Plan, receipt: Receipt) -> None:
        """A message that went out keeps its promise; one that may have gone out does too."""
        name = plan.action.attributes.get("message", "")
        if plan.action.verb == "send" and name and receipt.outcome is not Outcome.FAILED:
            self.gave(name, plan.action.text, plan.target.name)

    def gave(self, name: str, text: str, channel: str) -> None:
        """A message was sent, by us or (`channel` empty) by a person."""
        message, now = self._message(name), self._kit.clock.now()
        self._ledger.record_all(comms.sent(name, message, text, channel, self._ledger.journal.head, now))

    def _message(self, name: str) -> Message:
        if not name:  # a message block of a runbook that names no template: its own words, to the default channel
            return Message(text="", channel=self._kit.profile.default_target.get("message", ""))
        try:
            return self._kit.profile.messages[name]
        except KeyError as error:
            known = ", ".join(self._kit.profile.messages) or "none"
            raise RefusedError(f"the profile has no message {name!r} (it has: {known})") from error
