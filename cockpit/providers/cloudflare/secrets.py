"""A Worker's secrets: their names can be read, a value can be put; it is kept here or typed, and goes nowhere else.

Source: developers.cloudflare.com/api, "Workers Script Secrets"; error 10215 in cloudflare/workers-sdk,
packages/wrangler/src/secret (a version newer than the deployed one would be deployed along).
"""

import re

import msgspec

from cockpit.adapters.answers import Answer
from cockpit.adapters.cloudflare.client import first_code
from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.cloudflare.workers import script
from cockpit.adapters.typed import value_for
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.secret import Redactor, described
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At, bare_words

NOT_DEPLOYED = 10215
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_KEPT_AS = re.compile(r"[\w.-]+", re.ASCII)


class Named(msgspec.Struct, frozen=True):
    name: str
    type: str = ""


async def plan_secrets(at: At, action: Action) -> Plan:
    worker = required(at.target, "worker")
    address = at.cloud.vendor.address(at.cloud.path(f"{script(worker)}/secrets"))
    says = f"lists the names of {worker}'s secrets; values cannot be read"
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {address}",),
        says=says,
        confirm=Confirm.NOTHING,
        private={"worker": worker},
    )


async def read_secrets(at: At, plan: Plan, run: Run) -> Receipt:
    found = await _listed(at, plan.private["worker"])
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{len(found)} secrets; that a name is there says nothing about its value",
        rows=len(found),
        columns=("name", "type"),
        sample=tuple((printable(one.name, 100), printable(one.type, 40)) for one in found[:200]),
        values={"rows": len(found)},
    )


async def plan_put(at: At, action: Action) -> Plan:
    """`action.text`: the secret's name, and what its new value is kept as in the keyring; else a person is asked."""
    worker = required(at.target, "worker")
    words = bare_words(action)
    if not 1 <= len(words) <= 2 or not _NAME.fullmatch(words[0]) or not all(map(_KEPT_AS.fullmatch, words)):
        raise SourceError(
            "write the secret's name, and behind it what its new value is called in the keyring where it is kept, as "
            "in: STRIPE_KEY stripe-new; never the value itself"
        )
    name, kept = words[0], "".join(words[1:])
    what = f"{name} of {worker}"
    mark = described(await value_for(at.context, what, kept))
    there = name in {one.name for one in await _listed(at, worker)}
    address = at.cloud.vendor.address(at.cloud.path(f"{script(worker)}/secrets"))
    return Plan(
        action=action,
        target=at.target,
        request=(
            f"PUT {address}",
            f'{{"name":"{name}","text":({"kept as " + kept if kept else "typed"}: {mark}),"type":"secret_text"}}',
        ),
        says=f"{'replaces' if there else 'adds'} {name} of worker {worker}, which deploys it at once",
        irreversible=("the old value: it cannot be read, so it must still be known elsewhere",) if there else (),
        way_back="" if there else f"delete the secret {name} in the dashboard",
        warnings=("that it was put proves nothing of the value: test it, as with one signed event",),
        confirm=Confirm.ASK,
        private={"worker": worker, "name": name, "kept": kept, "mark": mark},
        secret=what,
    )


async def put(at: At, plan: Plan, run: Run) -> Receipt:
    """One PUT; the value is fetched now and is in nothing that is returned."""
    worker, name = plan.private["worker"], plan.private["name"]
    value = await value_for(at.context, plan.secret, plan.private["kept"])
    if described(value) != plan.private["mark"]:
        raise SourceError("the value is another one than when the plan was shown; plan again")
    body = {"name": name, "text": value.reveal(), "type": "secret_text"}
    result = await at.cloud.send("PUT", f"{script(worker)}/secrets", body)
    receipt = at.cloud.receipt(result, f"secret {name} of worker {worker} was put")
    says = Redactor([value]).clean(receipt.says)
    if isinstance(result, Answer) and first_code(result) == NOT_DEPLOYED:
        says += ". The newest version of the Worker is not the one that runs: deploy or roll back first"
    return msgspec.structs.replace(receipt, says=says)


async def check_put(at: At, plan: Plan) -> Receipt:
    """Only the name can be seen."""
    names = {one.name for one in await _listed(at, plan.private["worker"])}
    there = "is there" if plan.private["name"] in names else "is not there"
    return Receipt(
        outcome=Outcome.UNKNOWN,
        says=f"{plan.private['name']} {there}, its value cannot be read; test it, or put it once more",
    )


async def _listed(at: At, worker: str) -> list[Named]:
    """Raises SourceError also when there is no such Worker: putting a secret would make one."""
    return await at.cloud.get(f"{script(worker)}/secrets", list[Named])
