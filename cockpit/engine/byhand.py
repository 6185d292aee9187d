"""Instruction mode: what a person elsewhere runs when nobody here can."""

from cockpit.core.instruction import instruction
from cockpit.core.runbook import RunbookAction, Step
from cockpit.core.text import revealed
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import ByHandError, Planner
from cockpit.engine.updates import ByHandWanted


def wanted(error: ByHandError, step: Step, kit: Kit, ledger: Ledger, planner: Planner) -> ByHandWanted:
    """The block `error` is about, ready to copy, with where to run it."""
    block = step.actions[error.index]
    known = planner.known(ledger.incident)
    made = instruction(block, known)
    target = kit.profile.targets.get(error.target)
    return ByHandWanted(
        step=step.id,
        index=error.index,
        title=step.title,
        why=str(error),
        lines=tuple(revealed(made.text).split("\n")),
        left=made.left,
        where=_where(block, error.target, target.settings.get("where", "") if target else ""),
        environment=target.environment if target else "",
    )


def _where(block: RunbookAction, target: str, of_target: str) -> str:
    words = block.attributes.get("where") or of_target
    return f"{words} ({target})" if words and target else words or target or "wherever it belongs"
