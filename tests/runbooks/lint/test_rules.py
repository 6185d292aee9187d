"""Every rule finds what it is for, leaves alone what only looks like it, and its patch makes the finding go away."""

import pytest

from cockpit.runbooks.lint.finding import Severity
from cockpit.runbooks.lint.lint import mended, patched
from cockpit.runbooks.lint.rulebook import RULES
from tests.runbooks.lint.cases import CASES
from tests.runbooks.lint.pages import found, looker, shell, sql

FILES = {"there.md": "# A\n", "/package.json": '{"scripts": {"deploy": "x", "test": "y"}}'}
BAD = [(rule, text) for rule, (bad, _) in CASES.items() for text in bad]
MENDABLE = [(rule, text) for rule, text in BAD if any(finding.patch for finding in found(text, rule, FILES))]
GOOD = [(rule, text) for rule, (_, good) in CASES.items() for text in good]


def test_every_rule_has_both_kinds_of_cases() -> None:
    assert {rule.id for rule in RULES} == set(CASES)
    assert all(bad and good for bad, good in CASES.values())


def test_no_two_rules_share_a_name_and_each_says_why_and_where_from() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.what and rule.why and rule.source for rule in RULES)


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_it_is_found_on_a_line_of_the_file(rule: str, text: str) -> None:
    findings = found(text, rule, FILES)
    assert findings
    assert all(1 <= finding.line <= text.count("\n") + 1 and finding.says and finding.do for finding in findings)


@pytest.mark.parametrize(("rule", "text"), GOOD)
def test_what_only_looks_like_it_is_left_alone(rule: str, text: str) -> None:
    assert found(text, rule, FILES) == []


@pytest.mark.parametrize(("rule", "text"), MENDABLE)
def test_a_patch_makes_its_finding_go_away_and_brings_no_error(rule: str, text: str) -> None:
    before = looker(FILES)(text)
    patch = next(finding.patch for finding in before if finding.rule == rule and finding.patch)
    after = looker(FILES)(patched(text, [patch]))
    assert sum(f.rule == rule for f in after) < sum(f.rule == rule for f in before)
    errors = {f.rule for f in before if f.severity is Severity.ERROR}
    assert {f.rule for f in after if f.severity is Severity.ERROR} <= errors


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_mending_twice_is_mending_once(rule: str, text: str) -> None:
    once = mended(text, looker(FILES))
    assert mended(once, looker(FILES)) == once
    assert all(finding.patch is None for finding in looker(FILES)(once))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (shell("wrangler depoy"), "   wrangler deploy"),
        (shell("npx wrangler d1 execute shop --command 'select 1'"), "   npx wrangler d1 execute --remote shop"),
        (shell("wrangler r2 object get b a/k --remote --pipe"), "   wrangler r2 object get b/a/k --remote --pipe"),
        (shell("wrangler d1 import shop ./x.sql --local"), "   wrangler d1 execute shop --file=./x.sql --local"),
        (shell("git revert <bad>"), "   git revert --no-edit <bad>"),
        (sql("select 1 from e", "JOIN d ON d.e_id = e.id"), "   LEFT JOIN d ON d.e_id = e.id"),
        (
            sql("select 1 where at BETWEEN datetime('now','-1 day') AND datetime('now')"),
            "   select 1 where datetime(at) BETWEEN datetime({since}) AND datetime({until})",
        ),
        (
            sql("select 1 from a where at between now() - interval '1 h' and now()"),
            "   select 1 from a where at between {since} AND {until}",
        ),
        (
            sql("-- a", "select 1;", "-- b", "select 2;"),
            "   -- a\n   select 1;\n   ```\n\n   ```sql\n   -- b\n   select 2;",
        ),
        ("Run l\u200bs\n", "Run ls\n"),
    ],
)
def test_the_patch_is_the_line_a_person_would_write(text: str, wanted: str) -> None:
    assert wanted in mended(text, looker(FILES))


def test_a_finding_never_repeats_the_secret() -> None:
    text = "postgres://app:k8Zr2vQw@db.internal/shop\n"
    assert all("k8Zr2vQw" not in f"{finding}" for finding in found(text, "secret-in-text"))


def test_what_an_older_list_of_verbs_does_not_know_is_only_a_warning() -> None:
    assert found(shell("railway rollback"), "unknown-command")[0].severity is Severity.WARNING
    assert found(shell("wrangler d1 import a b"), "unknown-command")[0].severity is Severity.ERROR


def test_a_block_that_is_said_to_destroy_is_only_a_warning() -> None:
    text = sql("drop table orders").replace("```sql", "```sql {risk=destroys}")
    assert [finding.severity for finding in found(text, "everything-gone")] == [Severity.WARNING]


def test_a_transaction_is_not_cut_into_pieces() -> None:
    assert all(finding.patch is None for finding in found(sql("begin;", "select 1;", "commit;"), "several-statements"))
