"""The way back as a token: an action of its own that puts rows back by their keys."""

from cockpit.core.actions import Action, Plan, UndoToken
from cockpit.core.runbook import Risk
from cockpit.core.text import clipped
from cockpit.providers.sql.rows import Rows

RESTORE = "restore"
ROWS = "rows"


def undo_token(plan: Plan, rows: Rows) -> UndoToken:
    """The way back of `plan`, which has made `rows` what they are."""
    of = plan.action
    token = f"undo-{of.id}"
    says = f"put {len(rows.rows)} rows of {rows.table} back as they were"
    return UndoToken(
        id=token,
        of=of.id,
        says=says,
        action=Action(
            id=f"{of.id}-undo",
            provider=of.provider,
            verb=RESTORE,
            target=of.target,
            text=clipped(f"{says} before: {of.text}", 500),
            attributes={ROWS: rows.reversed.packed()},
            risk=Risk.CHANGES,
            step=of.step,
            undoes=token,
        ),
    )
