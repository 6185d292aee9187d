"""Switches a function reads from its secrets, such as WEBHOOKS_OFF: set to one of a few plain words, and back.

A flag's value is no secret and stands in the plan; values that are secrets are put in place by a person. The API tells
only a digest of the value, so the old value is known when it is the SHA-256 of one of these words.
"""

import hashlib
import re

import msgspec

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, UndoToken, required_confirmation
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.providers.supabase.client import Client

SET = "flag"
UNSET = "unset"
WORDS = ("0", "1", "true", "false", "on", "off", "yes", "no")

_FLAG = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,255})\s*=\s*(\S+)")
RESERVED = "SUPABASE_"  # the API refuses these names; they are the platform's own


async def plan(client: Client, action: Action, target: Target, text: str) -> Plan:
    """What the flag is now as far as can be told, and the way back. Raises SourceError."""
    found = _FLAG.fullmatch(text)
    name, wanted = (found[1], found[2]) if found else ("", "")
    if name.startswith(RESERVED) or wanted not in (*WORDS, UNSET):
        known = ", ".join(WORDS)
        # What was written is not repeated: it may be a secret somebody tried to put in place this way.
        raise SourceError(f"write NAME=value with one of {known} or {UNSET}; no other value is a flag")
    held = {secret.name: secret.value for secret in await client.secrets()}
    before = _before(held.get(name))
    if before == wanted:
        raise SourceError(f"{name} is {wanted} already; there is nothing to do")
    unset = wanted == UNSET
    confirm = required_confirmation(max(action.risk, Risk.CHANGES, key=list(Risk).index))
    return Plan(
        action=action,
        target=target,
        request=(
            f"{'DELETE' if unset else 'POST'} {client.address('/secrets')}",
            f'["{name}"]' if unset else f'[{{"name": "{name}", "value": "{wanted}"}}]',
        ),
        says=f"{name} of {target.name} will be {wanted}; it is {before or 'a value that is not told'} now",
        irreversible=() if before else (f"the old value of {name}: it is not told",),
        way_back=f"set it to {before} again" if before else "",
        undo=_undo(action, f"{name}={before}") if before else None,
        confirm=confirm,
        phrase=target.name if confirm is Confirm.TYPE else "",
        private={"name": name, "value": wanted},
    )


async def execute(client: Client, plan: Plan) -> Receipt:
    """Set or unset it, once."""
    name, value = plan.private["name"], plan.private["value"]
    result = await (client.unset_secret(name) if value == UNSET else client.set_secret(name, value))
    receipt = client.receipt(result, done=f"{name} is {value}; running functions read it at their next start")
    return msgspec.structs.replace(receipt, undo=plan.undo if receipt.outcome is not Outcome.FAILED else None)


async def check(client: Client, plan: Plan) -> Receipt:
    """Whether it is as planned, as far as its digest tells. Raises SourceError."""
    held = {secret.name: secret.value for secret in await client.secrets()}
    now = _before(held.get(plan.private["name"]))
    outcome = Outcome.DONE if now == plan.private["value"] else Outcome.FAILED if now else Outcome.UNKNOWN
    return Receipt(outcome=outcome, says=f"{plan.private['name']} is {now or 'a value that is not told'}")


def _before(digest: str | None) -> str:
    """The word behind a digest; `unset` where there is none; empty: it is another value, or another kind of digest."""
    if digest is None:
        return UNSET
    return next((word for word in WORDS if hashlib.sha256(word.encode()).hexdigest() == digest.lower()), "")


def _undo(action: Action, text: str) -> UndoToken:
    token = f"undo-{action.id}"
    back = msgspec.structs.replace(action, id=f"{action.id}-undo", text=text, parameters={}, undoes=token)
    return UndoToken(id=token, of=action.id, says=text, action=back)
