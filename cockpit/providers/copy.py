"""Messages for which no machine is configured: the exact text for a person to copy and send."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.placeholders import filled
from cockpit.core.runbook import Risk
from cockpit.core.text import hidden, printable, revealed
from cockpit.ports import ProviderContext, Run, Verb

SETTINGS = {"to": "who the person should send it to, such as the shop owner's phone; only shown"}


class CopyProvider:
    """Sends nothing, so that nothing needs a credential."""

    name = "copy"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {
        "send": Verb(name="send", risk=Risk.CHANGES, says="give a message to a person to send")
    }

    async def plan(self, action: Action, target: Target) -> Plan:
        text = filled(action.text, action.parameters).strip()
        refused = "" if action.verb in self.verbs else f"{target.name} can only send, not {printable(action.verb)}"
        refused = refused or ("" if text else "the message is empty; write it first")
        confirm = required_confirmation(action.risk)
        return Plan(
            action=action,
            target=target,
            request=tuple(printable(line, max(len(line), 1)) for line in revealed(text).splitlines()),
            says=f"nothing is sent by machine: copy this text and send it to {_reader(target)}, then confirm",
            irreversible=("what a person has read cannot be unread",),
            warnings=("the text holds characters that do not show; they are named here",) if hidden(text) else (),
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            refused=refused,
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"not given to anyone: {plan.refused}")
        return Receipt(outcome=Outcome.DONE, says=f"given to a person to send to {_reader(plan.target)}")

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """Only the person knows."""
        return Receipt(outcome=Outcome.UNKNOWN, says=f"ask whether {_reader(plan.target)} got the message")

    async def ping(self, target: Target) -> str:
        return f"messages to {_reader(target)} are copied and sent by a person"

    async def close(self) -> None:
        """Nothing was opened."""


def build(context: ProviderContext) -> CopyProvider:
    """The provider; it needs nothing of the context."""
    return CopyProvider()


def _reader(target: Target) -> str:
    return printable(target.settings.get("to") or target.name, 80)
