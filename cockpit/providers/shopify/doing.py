"""What the verbs of Shopify have in common."""

import msgspec

from cockpit.core.actions import Action, UndoToken
from cockpit.core.readings import WrongTargetError
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.objects import ABOUT, About


async def right_shop(at: Shopify) -> About:
    """Who the token belongs to. Raises WrongTargetError when that is another shop than the target names."""
    about = await at.query(ABOUT, {}, About)
    if wrong := at.not_this_shop(about):
        raise WrongTargetError(f"{wrong}: not used; store the right one with: cockpit secret set {at.target.secret}")
    return about


def undo(action: Action, verb: str, text: str, says: str) -> UndoToken:
    """The way back: `verb` on `text`."""
    back = msgspec.structs.replace(
        action, id=f"{action.id}-undo", verb=verb, text=text, parameters={}, attributes={}, undoes=f"undo-{action.id}"
    )
    return UndoToken(id=f"undo-{action.id}", of=action.id, says=says, action=back)
