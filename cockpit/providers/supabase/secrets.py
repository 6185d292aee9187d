"""A function's secret set anew: the value is kept here or typed, and only its digest can be read back.

Source: Supabase documentation, Management API, "Bulk create secrets"; the digest told is the SHA-256 of the value.
"""

import hashlib
import re

import msgspec

from cockpit.adapters.typed import value_for
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Redactor, described, marked
from cockpit.ports import ProviderContext
from cockpit.providers.supabase.client import Client
from cockpit.providers.supabase.flags import RESERVED

PUT = "put-secret"
_NAME = re.compile(r"[A-Za-z_]\w{0,255}", re.ASCII)
_KEPT_AS = re.compile(r"[\w.-]+", re.ASCII)


async def plan(client: Client, context: ProviderContext, action: Action, target: Target, text: str) -> Plan:
    """`text`: the secret's name, and what its value is kept as in the keyring; else a person is asked for it.

    Raises SourceError, ValueWantedError.
    """
    words = text.split()
    if not 1 <= len(words) <= 2 or not all(map(_KEPT_AS.fullmatch, words)) or not _NAME.fullmatch(words[0]):
        # What was written is not repeated: it may be a value somebody tried to put in place this way.
        raise SourceError("write the secret's name, and what its value is called in the keyring where it is kept there")
    name, kept = words[0], "".join(words[1:])
    if name.startswith(RESERVED):
        raise SourceError(f"names that begin with {RESERVED} are the platform's own; they cannot be set")
    what = f"{name} of {target.name}"
    value = await value_for(context, what, kept)
    held = {secret.name: secret.value.lower() for secret in await client.secrets()}
    if held.get(name) == hashlib.sha256(value.reveal().encode()).hexdigest():
        raise SourceError(f"{name} has this very value already; there is nothing to do")
    confirm = required_confirmation(max(action.risk, Risk.CHANGES, key=list(Risk).index))
    there, mark = name in held, described(value)
    return Plan(
        action=action,
        target=target,
        request=(
            f"POST {client.address('/secrets')}",
            f'[{{"name": "{name}", "value": ({f"kept as {kept}" if kept else "typed"}: {mark})}}]',
        ),
        says=f"{'replaces' if there else 'adds'} {name} of {target.name}; functions read it at their next start",
        irreversible=("the old value: it cannot be read, so it must still be known elsewhere",) if there else (),
        way_back="" if there else f"unset {name} in the dashboard",
        confirm=confirm,
        phrase=target.name if confirm is Confirm.TYPE else "",
        private={"name": name, "kept": kept, "mark": mark, "print": marked(value)},
        secret=what,
    )


async def execute(client: Client, context: ProviderContext, plan: Plan) -> Receipt:
    """One POST; the value is fetched now and is in nothing that is returned. Raises SourceError."""
    value = await value_for(context, plan.secret, plan.private["kept"])
    if described(value) != plan.private["mark"]:
        raise SourceError("the value is another one than when the plan was shown; plan again")
    name = plan.private["name"]
    receipt = client.receipt(await client.set_secret(name, value.reveal()), done=f"{name} is set")
    return msgspec.structs.replace(receipt, says=Redactor([value]).clean(receipt.says))


async def check(client: Client, plan: Plan) -> Receipt:
    """By its digest. Raises SourceError."""
    name = plan.private["name"]
    held = {secret.name: secret.value.lower() for secret in await client.secrets()}
    if plan.private["print"] and held.get(name, "").startswith(plan.private["print"]):
        return Receipt(outcome=Outcome.DONE, says=f"{name} has the value that was given")
    there = "has another value, or its digest is not told" if name in held else "is not there"
    return Receipt(outcome=Outcome.UNKNOWN, says=f"{name} {there}")
