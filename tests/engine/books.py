"""Runbooks for the engine's tests, written as an author would write them."""

import hashlib
from textwrap import dedent

from cockpit.core.checklist import StepState
from cockpit.core.runbook import Runbook
from cockpit.runbooks.parse import parse, parse_problems
from tests.engine.desk import Desk


def book(id: str, text: str) -> Runbook:
    """The runbook in `text`; a mistake in it fails the test that wrote it."""
    text = dedent(text)
    assert parse_problems(text) == ()
    return parse(text, source_id=id, digest=hashlib.sha256(text.encode()).hexdigest())


def states(d: Desk) -> dict[str, StepState]:
    """Where each step of the open checklist stands."""
    return {item.step.id: item.state for item in d.incident.checklist.items}
