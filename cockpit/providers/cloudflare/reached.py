"""What a version of a Worker can reach, and the databases there are: read to see whether the two fit."""

from cockpit.adapters.cloudflare.binding import Database
from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.cloudflare.workers import Binding, Version, deployments, script, version
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.size import size
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At, bare_words, words_of

MOST = 1000


async def plan_version(at: At, action: Action) -> Plan:
    """`action.text`: a version's id, or nothing for what runs now; `for` a tenant."""
    worker, words = required(at.target, "worker"), bare_words(action)
    if len(words) > 1:
        raise SourceError("write one version's id, or nothing for what runs now")
    wanted = "".join(words)
    path = f"{script(worker)}/versions/{wanted or '{each that runs}'}"
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {at.cloud.vendor.address(at.cloud.path(path))}",),
        says=f"reads what {printable(wanted, 40) or 'the running version'} of {worker} reaches and changes nothing",
        confirm=Confirm.NOTHING,
        private={"worker": worker, "version": wanted},
    )


async def read_version(at: At, plan: Plan, run: Run) -> Receipt:
    """Its bindings; `database` is the id of the D1 database, if it has one."""
    worker, wanted = plan.private["worker"], plan.private["version"]
    running = [] if wanted else [one.version_id for one in (await deployments(at.cloud, worker))[0].versions]
    found = [await version(at.cloud, worker, id) for id in ([wanted] if wanted else running)]
    rows = [(one, binding) for one in found for binding in (one.resources.bindings if one.resources else [])]
    databases = sorted({binding.database for _, binding in rows if binding.database})
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{'; '.join(map(_said, found))}. It reaches {_reaches(databases)}",
        rows=len(rows),
        columns=("version", "kind", "name", "what"),
        sample=tuple((one.id[:8], *_row(binding)) for one, binding in rows),
        values={"version": found[0].id, "database": databases[0] if len(databases) == 1 else ""},
    )


async def plan_databases(at: At, action: Action) -> Plan:
    """`action.text`: names, or parts of names; nothing: all."""
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {at.cloud.vendor.address(at.cloud.path('/d1/database'))}",),
        says="lists the account's databases with their ids and changes nothing",
        confirm=Confirm.NOTHING,
        private={"names": words_of(action)},
    )


async def read_databases(at: At, plan: Plan, run: Run) -> Receipt:
    """By name."""
    listed = await at.cloud.get("/d1/database", list[Database], (("per_page", str(MOST)),))
    wanted = plan.private["names"].split()
    found = sorted(
        (one for one in listed if not wanted or any(word in one.name for word in wanted)), key=lambda one: one.name
    )
    missing = [word for word in wanted if not any(word in one.name for one in found)]
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{len(found)} databases"
        + (f"; none is called {printable(', '.join(missing), 100)}" if missing else "")
        + ("; there may be more" if len(listed) >= MOST else ""),
        rows=len(found),
        columns=("name", "id", "tables", "size"),
        sample=tuple(
            (
                printable(one.name, 100),
                printable(one.uuid, 40),
                "" if one.num_tables is None else str(one.num_tables),
                "" if one.file_size is None else size(int(one.file_size)),
            )
            for one in found[:200]
        ),
        values={"rows": len(found), "missing": len(missing)},
    )


def _said(one: Version) -> str:
    made = f" of {one.metadata.created_on:%Y-%m-%d %H:%M}" if one.metadata.created_on else ""
    message = one.annotations.get("workers/message") or ""
    return printable(f"version {one.id}{made}{f' ({message})' if message else ''}", 200)


def _reaches(databases: list[str]) -> str:
    return f"database {' and '.join(printable(id, 40) for id in databases)}" if databases else "no database"


def _row(binding: Binding) -> tuple[str, str, str]:
    what = binding.database or binding.bucket_name or binding.id or ""
    return printable(binding.type, 40), printable(binding.name, 60), printable(what, 80)
