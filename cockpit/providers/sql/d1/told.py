"""What is told of the database itself: how large it is, and whether every place that names it names the same one."""

from pathlib import Path
from typing import cast

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.size import size
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.engine import Engine


async def plan_info(engine: Engine, action: Action, target: Target) -> Plan:
    return _plan(action, target, ("GET …/d1/database/{id}",), f"tells how large {target.name} is")


async def read_info(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Name, id, tables and size."""
    found = await cast(D1, engine).about()
    large = size(int(found.file_size)) if found.file_size is not None else "not told"
    says = f"{printable(found.name, 60)} is {found.uuid}: {found.num_tables or 0} tables, {large}"
    return Receipt(
        outcome=Outcome.DONE,
        says=says,
        rows=1,
        columns=("name", "id", "tables", "size", "made", "region"),
        sample=(
            (
                printable(found.name, 100),
                printable(found.uuid, 40),
                str(found.num_tables if found.num_tables is not None else "not told"),
                large,
                printable(found.created_at or "", 40),
                printable(found.running_in_region or "", 20),
            ),
        ),
        values={"name": found.name, "id": found.uuid, "tables": found.num_tables, "bytes": found.file_size},
    )


async def plan_binding(engine: Engine, action: Action, target: Target) -> Plan:
    request = ("GET …/d1/database", "GET …/deployments", "GET …/versions/{each that runs}")
    return _plan(action, target, request, f"compares what names the database of {target.name}")


async def read_binding(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """Done also where they disagree: that is what was to be found out. `right` says whether they agree."""
    found = await cast(D1, engine).compared()
    return Receipt(
        outcome=Outcome.DONE,
        says=found.wrong or f"all {len(found.sides)} name {found.sides[0].id}: it is the shop's own",
        rows=len(found.sides),
        columns=("where", "database", "id"),
        sample=tuple((printable(one.where, 60), printable(one.name, 60), printable(one.id, 40)) for one in found.sides),
        values={"right": not found.wrong},
    )


async def check_read(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    return Receipt(outcome=Outcome.FAILED, says="A read changes nothing; read it again.")


def _plan(action: Action, target: Target, request: tuple[str, ...], says: str) -> Plan:
    return Plan(
        action=action, target=target, request=request, says=f"{says} and changes nothing", confirm=Confirm.NOTHING
    )
