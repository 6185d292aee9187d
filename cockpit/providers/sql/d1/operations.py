"""What D1 does its own way, by verb."""

from pathlib import Path

from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run, Verb
from cockpit.providers.sql.d1 import exporting, from_backup, told, travel, write
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.operation import Operation
from cockpit.providers.sql.undo import RESTORE


async def _no_queue(engine: Engine, action: Action, target: Target) -> Plan:
    raise SourceError("a queue in D1 cannot be unlocked from here; write the statement as a write step")


async def _nothing(engine: Engine, plan: Plan, run: Run) -> Receipt:
    return Receipt(outcome=Outcome.FAILED, says="nothing was sent")


async def _nothing_to_check(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    return Receipt(outcome=Outcome.FAILED, says="nothing was sent")


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        verb=Verb(name="write", risk=Risk.CHANGES, says="run one statement in a batch that must touch the rows shown"),
        plan=write.plan_write,
        execute=write.write,
        check=write.check,
    ),
    Operation(
        verb=Verb(name=RESTORE, risk=Risk.CHANGES, says="put kept rows back; the way back of write"),
        plan=write.plan_restore,
        execute=write.restore,
        check=write.check,
    ),
    Operation(
        verb=Verb(name="bookmark", risk=Risk.READS, says="where the database stands, or stood at a time"),
        plan=travel.plan_bookmark,
        execute=travel.read_bookmark,
        check=travel.check_bookmark,
    ),
    Operation(
        verb=Verb(name="info", risk=Risk.READS, says="how large the database is"),
        plan=told.plan_info,
        execute=told.read_info,
        check=told.check_read,
    ),
    Operation(
        verb=Verb(name="binding", risk=Risk.READS, says="which database rule, account, running versions and file name"),
        plan=told.plan_binding,
        execute=told.read_binding,
        check=told.check_read,
    ),
    Operation(
        verb=Verb(name=travel.REWIND, risk=Risk.DESTROYS, says="take the whole database back to a time or bookmark"),
        plan=travel.plan_rewind,
        execute=travel.rewind,
        check=travel.check_rewind,
    ),
    Operation(
        verb=Verb(
            name="export", risk=Risk.CHANGES, says="write the whole database to a file; it answers nobody meanwhile"
        ),
        plan=exporting.plan_export,
        execute=exporting.export,
        check=exporting.check_export,
    ),
    Operation(
        verb=Verb(
            name=from_backup.RESTORE_BACKUP,
            risk=Risk.DESTROYS,
            says="put a fetched backup in place of all that is there",
        ),
        plan=from_backup.plan_restore_backup,
        execute=from_backup.restore_backup,
        check=from_backup.check_restore_backup,
    ),
    Operation(
        verb=Verb(name="unlock", risk=Risk.CHANGES, says="not on D1"),
        plan=_no_queue,
        execute=_nothing,
        check=_nothing_to_check,
    ),
)
