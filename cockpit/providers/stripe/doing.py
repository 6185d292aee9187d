"""What the verbs of Stripe have in common: ids read from the block, the way back, answers held to their shape."""

import re
from typing import TypeVar

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, Result, parsed
from cockpit.core.actions import Action, Outcome, Receipt, UndoToken
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.core.text import printable

T = TypeVar("T")

ENDPOINT = re.compile(r"we_[A-Za-z0-9_]{1,80}")
EVENT = re.compile(r"evt_[A-Za-z0-9_]{1,80}")


def words(action: Action) -> list[str]:
    """The words of the block, its values filled in."""
    return filled(action.text, action.parameters).split()


def endpoint_id(action: Action) -> str:
    """The one endpoint the block names. Raises SourceError."""
    found = words(action)
    if len(found) != 1 or not ENDPOINT.fullmatch(found[0]):
        raise SourceError(f"write the id of one endpoint (we_…), not {printable(' '.join(found), 60)!r}")
    return found[0]


def undo(action: Action, verb: str, text: str, says: str) -> UndoToken:
    """The way back: `verb` on `text`."""
    back = msgspec.structs.replace(
        action, id=f"{action.id}-undo", verb=verb, text=text, parameters={}, attributes={}, undoes=f"undo-{action.id}"
    )
    return UndoToken(id=f"undo-{action.id}", of=action.id, says=says, action=back)


def as_made(result: Result, type: type[T]) -> T | Receipt:
    """The object in the answer to a change; a receipt of unknown outcome for an answer that cannot be read."""
    if not isinstance(result, Answer):
        return Receipt(outcome=Outcome.UNKNOWN, says="Stripe's answer cannot be read; check it")
    try:
        return parsed(result, type)
    except BadAnswerError as error:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been done: Stripe answered, but {error}; check it")
