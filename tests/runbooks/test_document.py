"""The page about runbooks says what is so: its example is parsed here."""

import re
from pathlib import Path

from cockpit.core.runbook import Risk
from cockpit.runbooks.parse import parse_problems
from tests.runbooks.shapes import outline, parsed

PAGE = Path(__file__).parents[2] / "docs" / "runbooks.md"


def test_the_example_of_the_page_becomes_what_the_page_says() -> None:
    found = re.search(r"^````markdown\n(.*?)^````$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    runbook = parsed(found[1])
    assert (runbook.id, runbook.title, runbook.severity) == ("slow-checkout", "Slow checkout", "P2")
    assert outline(runbook) == [
        ("Look", ["Count the open carts of {shop}", "Is the payment provider up?"]),
        ("Act", ["Restart the worker"]),
        ("Tell", ["Say that it is over"]),
    ]
    restart = runbook.step("restart")
    assert restart
    assert restart.probe
    assert [parameter.name for parameter in runbook.parameters] == ["shop"]
    assert [action.risk for step in runbook.steps for action in step.actions] == [
        Risk.READS,
        Risk.CHANGES,
        Risk.CHANGES,
    ]
    assert runbook.steps[1].text == "- its status page\n- our own error rate"
    assert (runbook.unassigned, parse_problems(found[1])) == ((), ())


def test_the_page_itself_opens() -> None:
    runbook = parsed(PAGE.read_text())
    assert runbook.title == "How a file becomes a checklist"
    assert "An example" in [phase.title for phase in runbook.phases]
