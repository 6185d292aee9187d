"""The page about runbooks says what is so: its example is parsed here."""

import re
from datetime import timedelta
from pathlib import Path

from cockpit.core.runbook import Leads, Opening
from cockpit.runbooks.parse import parse_problems
from tests.runbooks.shapes import outline, parsed

PAGE = Path(__file__).parents[2] / "docs" / "runbooks.md"


def test_the_example_of_the_page_becomes_what_the_page_says() -> None:
    found = re.search(r"^````markdown\n(.*?)^````$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    runbook = parsed(found[1])
    assert (runbook.id, runbook.title, runbook.severity) == ("slow-checkout", "Slow checkout", "P2")
    assert (runbook.owner, runbook.validated) == ("Robin", "2026-05-01")
    assert outline(runbook) == [
        ("Look", ["Count the open carts of {shop}", "What is slow?"]),
        ("Act", ["Close the shop for new carts", "Restart the worker", "Open the shop again", "Keep an eye on it"]),
        ("Tell", ["Say how it stands"]),
    ]
    assert [step.condition for step in runbook.steps] == ["", "", *["lane == 'ours'"] * 4, ""]
    assert [(one.name, one.pattern, one.example) for one in runbook.inputs] == [("shop", "[a-z][a-z0-9-]*", "acme")]
    assert [parameter.name for parameter in runbook.parameters] == ["shop"]
    assert (runbook.unassigned, parse_problems(found[1])) == ((), ())


def test_every_part_of_the_example_is_what_the_page_calls_it() -> None:
    found = re.search(r"^````markdown\n(.*?)^````$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    steps = {step.id: step for step in parsed(found[1]).steps}
    count, lane, close, restart, open_, watch, tell = steps.values()
    assert count.actions[0].attributes["as"] == "open"
    assert lane.decision
    assert [(one.id, one.leads, one.to) for one in lane.decision.choices] == [
        ("ours", Leads.ON, ""),
        ("bank", Leads.STEP, "tell"),
    ]
    assert (close.by_person, close.opens) == (True, Opening("checkout closed", timedelta(minutes=30)))
    assert close.pitfalls == ("Open carts can still be paid; do not restart anything before they are.",)
    assert restart.id == "restart"
    assert restart.probe
    assert (restart.probe.times, restart.budget) == (3, timedelta(minutes=2))
    assert (open_.closes, [(one.name, one.optional) for one in open_.fields]) == (
        "checkout closed",
        [("opened_by", False), ("note", True)],
    )
    assert watch.probe
    assert (watch.probe.quiet, watch.probe.until, watch.probe.match) == (
        timedelta(minutes=15),
        timedelta(minutes=30),
        "timeout",
    )
    assert (tell.actions[0].provider, tell.actions[0].attributes["promise"]) == ("message", "15m")


def test_the_page_itself_opens() -> None:
    runbook = parsed(PAGE.read_text())
    assert runbook.title == "How a file becomes a checklist"
    assert "An example" in [phase.title for phase in runbook.phases]
