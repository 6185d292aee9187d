"""N07 in words of our own: lines that do at night what nobody meant are found before, and no hole is sent."""

import pytest

from tests.runbooks.lint.pages import looker, shell
from tests.runbooks.shapes import parsed

LINES = {
    "on the local copy": ("wrangler d1 execute shop-db --command 'select 1'", "local-by-default"),
    "a verb there is not": ("wrangler d1 import shop-db dump.sql", "unknown-command"),
    "back to what it picks itself": ("wrangler rollback", "data-stays"),
    "a value nobody binds": ('wrangler d1 execute shop --remote --command "select * from t where id = ?"', "unbound"),
}


@pytest.mark.parametrize("what", LINES)
def test_a_line_that_would_surprise_is_found_before_the_incident(what: str) -> None:
    line, rule = LINES[what]
    assert rule in {finding.rule for finding in looker()(shell(line)) if finding.line == 8}


@pytest.mark.parametrize("line", ["wrangler deploy --env {slug}", "git revert <bad-commit>"])
def test_a_hole_is_a_value_that_is_asked_for_before_anything_runs(line: str) -> None:
    [step] = parsed(shell(line)).steps
    [action] = step.actions
    assert len(action.parameters) == 1
