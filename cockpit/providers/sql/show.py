"""What a person is shown before confirming: the exact statement, its values, and what to type."""

from cockpit.core.actions import Action, Confirm, Plan, Target, required_confirmation
from cockpit.core.runbook import Risk
from cockpit.core.text import clipped, hidden, revealed
from cockpit.providers.sql.engine import Bound, Engine

MANY = 100
"""From more rows than this on, in production, the number of rows is typed."""
SAMPLE = 20
_ORDER = list(Risk)


def request(bound: Bound, place: str) -> tuple[str, ...]:
    """The statement line by line, then its values; a character that does not show is named."""
    lines = revealed(bound.text.strip()).split("\n")
    values = [
        f"-- {place.format(number)} = {clipped(revealed(repr(value)), 200)}"
        for number, value in enumerate(bound.values, 1)
    ]
    return (*lines, *values)


def warnings(bound: Bound) -> tuple[str, ...]:
    """What is suspicious about the text itself."""
    return ("the statement holds characters that do not show; they are named as ⟨U+…⟩",) if hidden(bound.text) else ()


def confirmation(risk: Risk, target: Target, rows: int | None) -> tuple[Confirm, str]:
    """What a person must do, and what they must type."""
    if risk is Risk.DESTROYS:
        return Confirm.TYPE, target.name
    if risk is Risk.CHANGES and target.environment == "production" and rows is not None and rows > MANY:
        return Confirm.TYPE, str(rows)
    return required_confirmation(risk), ""


def graver(one: Risk, other: Risk) -> Risk:
    """The more dangerous of two risks."""
    return max(one, other, key=_ORDER.index)


def refusal(action: Action, target: Target, why: str, elsewhere: bool = False) -> Plan:
    """A plan that says why it cannot be carried out."""
    return Plan(
        action=action,
        target=target,
        request=tuple(revealed(action.text).split("\n")),
        says=f"{action.verb} on {target.name} cannot be done",
        refused=why,
        elsewhere=elsewhere,
    )


def said(number: int, what: str = "row") -> str:
    """`1 row`, `3 rows`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def listed(engine: Engine, statement: str) -> tuple[str, ...]:
    """A statement of our own, run once per row, as request lines."""
    return (statement, f"-- once per row shown, in one transaction on {engine.where}") if statement else ()
