"""The verb `export`: the whole database as a file in the incident's folder. It answers nobody while that is made."""

import asyncio
import hashlib
from pathlib import Path
from typing import cast

from cockpit.adapters.cloudflare.bucket import MOST_BYTES, brought
from cockpit.adapters.cloudflare.place import same_tenant, without_tenant
from cockpit.adapters.http import Http
from cockpit.adapters.kept_file import FILES, StoppedError, safe_name
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.core.size import size
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.transfer import WHOLE_S, GivenUpError, exported, receipt_of
from cockpit.providers.sql.engine import Engine


async def plan_export(engine: Engine, action: Action, target: Target) -> Plan:
    """`action.text`: nothing, or `for` a tenant. Raises SourceError."""
    same_tenant(target, action.parameters)
    if words := without_tenant(filled(action.text, action.parameters)):
        raise SourceError(f"an export is of the whole database; take out {printable(words, 60)!r}")
    d1 = cast(D1, engine)
    database = await d1.database(fresh=True)
    address = d1.cloud.vendor.address(d1.cloud.path(f"/d1/database/{database}/export"))
    return Plan(
        action=action,
        target=target,
        request=(f"POST {address}", '{"output_format":"polling"}', "-- asked for again until it is there"),
        says=f"{target.name} is written to a file, which comes into the incident's folder",
        irreversible=("the database answers nobody while the file is made: whoever uses it waits or sees errors",),
        warnings=(
            "ask those who use it first, or take last night's backup, which disturbs nobody",
            "the file holds everything the database holds, people's data too: remove it when it has served",
        ),
        confirm=Confirm.ASK,
    )


async def export(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Begun once, followed to its end, fetched once."""
    d1 = cast(D1, engine)
    try:
        url = await exported(d1, run)
    except GivenUpError as error:
        return receipt_of(error, "An export that nobody asks for ends by itself; no rows are changed by it.")
    http = Http(d1.context.clock, total_s=WHOLE_S, paces=d1.context.paces)
    taken = d1.now().strftime("%Y%m%dT%H%M%SZ")
    to = run.folder / FILES / f"{safe_name(plan.target.name)}-{taken}.sql"

    def told(count: int) -> None:
        if run.cancelled.is_set():
            raise StoppedError

    try:
        came = await brought(http, url, None, to, MOST_BYTES, told)
    finally:
        await http.close()
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{plan.target.name} exported: {size(came.size)}; SHA-256 {came.sha256}; in {came.path}",
        rows=1,
        columns=("bytes", "at", "sha256", "md5", "path"),
        sample=((str(came.size), f"{d1.now():%Y-%m-%dT%H:%M:%SZ}", came.sha256, came.md5, str(came.path)),),
        values={"bytes": came.size, "sha256": came.sha256, "md5": came.md5, "path": str(came.path)},
    )


async def check_export(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """By the file, which is only there when it is whole."""
    found = await asyncio.to_thread(_whole, folder / FILES)
    if found is None:
        return Receipt(outcome=Outcome.FAILED, says="no file came; an export changes no rows, begin it anew")
    path, sha256 = found
    return Receipt(outcome=Outcome.DONE, says=f"the whole file is in {path}; SHA-256 {sha256}")


def _whole(folder: Path) -> tuple[Path, str] | None:
    """The file in `folder` and its hash; one that is not whole has a name that begins with a dot."""
    for path in folder.glob("[!.]*.sql"):
        with path.open("rb") as file:
            return path, hashlib.file_digest(file, "sha256").hexdigest()
    return None
