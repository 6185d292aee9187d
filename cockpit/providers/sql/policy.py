"""What a target lets be changed: everything, or only through functions it names (`mutations = "rpc"`)."""

from collections.abc import Mapping

from cockpit.core.actions import Action, Target
from cockpit.core.profile import QueueSpec
from cockpit.core.readings import SourceError
from cockpit.providers.sql.rows import unpacked
from cockpit.providers.sql.undo import RESTORE, ROWS

RPC = "rpc"


def allowed_functions(target: Target) -> tuple[str, ...]:
    """The functions the target names, each with its schema."""
    names = [name.strip() for name in target.settings.get("functions", "").split(",")]
    return tuple(name if "." in name else f"public.{name}" for name in names if name)


def may_call(target: Target, function: str) -> bool:
    """Whether `function` (with its schema) may be called on the target."""
    allowed = allowed_functions(target)
    return function in allowed if allowed else target.settings.get("mutations", "") != RPC


def refuse_free_writes(action: Action, target: Target, queues: Mapping[str, QueueSpec]) -> None:
    """Raises SourceError when the target lets rows be changed through its functions only and this is no such way."""
    mutations = target.settings.get("mutations", "")
    if mutations not in ("", RPC):
        raise SourceError(f'mutations = "{mutations}" of {target.name} is not known; write "rpc" or leave it out')
    if mutations != RPC or action.verb not in ("write", RESTORE):
        return
    tables = {spec.table for spec in queues.values() if spec.target == target.name}
    if action.verb == RESTORE and ROWS in action.attributes and unpacked(action.attributes[ROWS]).table in tables:
        return  # the way back of an unlock
    allowed = ", ".join(allowed_functions(target)) or "none is named yet; set functions"
    raise SourceError(f"{target.name} lets rows be changed by its own functions only ({allowed}); use the verb call")
