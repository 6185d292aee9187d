"""What is deployed and what could be: deployments and versions as tables."""

from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.cloudflare.workers import Deployment, deployments, versions
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At

SHOWN = 100


async def plan_deployments(at: At, action: Action) -> Plan:
    return _plan(at, action, "deployments")


async def plan_versions(at: At, action: Action) -> Plan:
    return _plan(at, action, "versions")


async def read_deployments(at: At, plan: Plan, run: Run) -> Receipt:
    """Newest first; the first row is what runs now."""
    found = await deployments(at.cloud, plan.private["worker"])
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{plan.private['worker']} runs {running(found[0])} since {found[0].created_on:%Y-%m-%d %H:%M} UTC",
        rows=len(found),
        columns=("at", "versions", "by", "message"),
        sample=tuple(_row(deployment) for deployment in found[:SHOWN]),
        values={"version": found[0].only, "deployment": found[0].id, "rows": len(found)},
    )


async def read_versions(at: At, plan: Plan, run: Run) -> Receipt:
    """Those a roll-back may name, newest first."""
    found = await versions(at.cloud, plan.private["worker"])
    rows = [
        (
            str(one.number),
            one.id,
            f"{one.metadata.created_on:%Y-%m-%d %H:%M}" if one.metadata.created_on else "",
            printable(one.metadata.author_email or "", 80),
            printable(one.annotations.get("workers/message") or "", 200),
        )
        for one in found[:SHOWN]
    ]
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{len(found)} versions of {plan.private['worker']} can be deployed",
        rows=len(found),
        columns=("number", "version", "at", "by", "message"),
        sample=tuple(rows),
        values={"rows": len(found)},
    )


def running(deployment: Deployment) -> str:
    """The versions that run, each with its share."""
    if deployment.only:
        return f"version {printable(deployment.only, 40)}"
    return " and ".join(f"{printable(one.version_id, 40)} ({one.percentage:g} %)" for one in deployment.versions)


def _row(deployment: Deployment) -> tuple[str, ...]:
    return (
        f"{deployment.created_on:%Y-%m-%d %H:%M}",
        running(deployment),
        printable(deployment.author_email or "", 80),
        printable(deployment.message, 200),
    )


def _plan(at: At, action: Action, what: str) -> Plan:
    worker = required(at.target, "worker")
    address = at.cloud.vendor.address(at.cloud.path(f"/workers/scripts/{worker}/{what}"))
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {address}",),
        says=f"reads the {what} of {worker} and changes nothing",
        confirm=Confirm.NOTHING,
        private={"worker": worker},
    )
