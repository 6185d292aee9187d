"""Going back to an earlier version of a Worker: a new deployment of old code. Data does not go back with it.

Source: cloudflare/workers-sdk, packages/wrangler/src/versions/rollback (the version chosen when none is named; error
10220 lists secrets that changed since; `force` goes back all the same).
"""

import msgspec

from cockpit.adapters.answers import Answer
from cockpit.adapters.cloudflare.client import first_code
from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.cloudflare.workers import Binding, Deployment, deployments, script, version
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, UndoToken
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.deployed import running
from cockpit.providers.cloudflare.operation import At, bare_words

SECRETS_CHANGED = 10220
FORCE = "force"


async def plan_rollback(at: At, action: Action) -> Plan:
    """`action.text`: a version's id, or nothing for the one that ran before; then `force`; `for` a tenant."""
    worker = required(at.target, "worker")
    words = bare_words(action)
    force = FORCE in words
    found = await deployments(at.cloud, worker)
    wanted = next((word for word in words if word != FORCE), "") or _before(found, worker)
    now = found[0]
    if now.only == wanted:
        raise SourceError(f"{worker} runs version {printable(wanted, 40)} already; there is nothing to do")
    old = await version(at.cloud, worker, wanted)
    live = await version(at.cloud, worker, now.only or now.versions[0].version_id)
    path = f"{script(worker)}/deployments" + ("?force=true" if force else "")
    return Plan(
        action=action,
        target=at.target,
        request=(f"POST {at.cloud.vendor.address(at.cloud.path(path))}", msgspec.json.encode(_body(wanted)).decode()),
        says=f"worker {worker} goes from {running(now)} to {printable(wanted, 40)}, at once and for everybody",
        irreversible=(
            "nothing in D1, R2 or KV goes back: rows written by the newer code stay as they are",
            *(("secrets changed since then: the old code gets the new values",) if force else ()),
        ),
        way_back=f"deploy {running(now)} again" if now.only else "",
        undo=_undo(action, now.only) if now.only else None,
        warnings=_differences(
            live.resources.bindings if live.resources else [], old.resources.bindings if old.resources else []
        ),
        confirm=Confirm.TYPE if force or action.risk is Risk.DESTROYS else Confirm.ASK,
        phrase=at.target.name if force or action.risk is Risk.DESTROYS else "",
        private={"worker": worker, "version": wanted, "was": now.id, "path": path},
    )


async def rollback(at: At, plan: Plan, run: Run) -> Receipt:
    """One POST, and only while what runs is what the plan showed."""
    worker, wanted = plan.private["worker"], plan.private["version"]
    if (await deployments(at.cloud, worker))[0].id != plan.private["was"]:
        raise SourceError(f"somebody deployed {worker} after the plan was shown; plan again")
    result = await at.cloud.send("POST", plan.private["path"], _body(wanted))
    receipt = at.cloud.receipt(result, f"worker {worker} runs version {wanted} again")
    if isinstance(result, Answer) and first_code(result) == SECRETS_CHANGED:
        says = f"{receipt.says}. Compare the secrets; to go back all the same: rollback {wanted} {FORCE}"
        return Receipt(outcome=Outcome.FAILED, says=says)
    return receipt if receipt.outcome is Outcome.FAILED else msgspec.structs.replace(receipt, undo=plan.undo)


async def check_rollback(at: At, plan: Plan) -> Receipt:
    """By what runs now."""
    now = (await deployments(at.cloud, plan.private["worker"]))[0]
    if now.only == plan.private["version"]:
        return Receipt(outcome=Outcome.DONE, says=f"it was done: {running(now)} runs", undo=plan.undo)
    if now.id == plan.private["was"]:
        return Receipt(outcome=Outcome.FAILED, says=f"it was not done: {running(now)} still runs")
    return Receipt(outcome=Outcome.UNKNOWN, says=f"somebody deployed since: {running(now)} runs")


def _body(wanted: str) -> dict[str, object]:
    return {
        "strategy": "percentage",
        "versions": [{"version_id": wanted, "percentage": 100}],
        "annotations": {"workers/message": "rolled back with Incident Cockpit"},
    }


def _before(found: list[Deployment], worker: str) -> str:
    earlier = [one.only for one in found[1:] if one.only and one.only != found[0].only]
    if not earlier:
        raise SourceError(f"no earlier version of {worker} is among its deployments; name one of `versions`")
    return earlier[0]


def _differences(live: list[Binding], old: list[Binding]) -> tuple[str, ...]:
    """What the old code could reach and the new one cannot, and the other way round."""
    said = []
    for words, one, other in (("no longer has", live, old), ("has again", old, live)):
        missing = sorted({_said(binding) for binding in one} - {_said(binding) for binding in other})
        said += [f"the old version {words} {name}" for name in missing]
    return tuple(said)


def _said(binding: Binding) -> str:
    to = binding.database[:8] or binding.bucket_name or ""
    return printable(f"{binding.type} {binding.name}{f' ({to})' if to else ''}", 100)


def _undo(action: Action, version: str) -> UndoToken:
    token, says = f"undo-{action.id}", f"deploy version {version} again"
    back = msgspec.structs.replace(action, id=f"{action.id}-undo", text=version, undoes=token)
    return UndoToken(id=token, of=action.id, says=says, action=back)
