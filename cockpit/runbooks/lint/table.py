"""The rules as a page: `docs/lint.md`, and what `cockpit runbook lint --rules` prints."""

from collections.abc import Iterator

from cockpit.runbooks.lint.code import TOOLS
from cockpit.runbooks.lint.rulebook import RULES
from cockpit.runbooks.lint.tools import tool_of

ELSEWHERE = {
    "V18": "the session that reads cannot write, whatever the statement says (`cockpit/providers/sql`)",
    "V19": "`cockpit doctor` and `cockpit secret test`: about the machine, not the text",
}
"""Facts about runbooks that no text shows, and where the cockpit deals with them."""
FACTS = tuple(f"V{number}" for number in range(1, 27))

_HEAD = """\
# What lint looks for

Made by `cockpit runbook lint --rules > docs/lint.md`; a test holds it to the rules.

`cockpit runbook lint FILE|ID…` reads and never runs anything, and exits 1 when there is an error. `--fix` writes the
patches there are and shows the difference. `--schema` also asks the profile's databases whether the tables and columns
of the queries are there, by EXPLAIN alone. A block that is meant to destroy says so: `{risk=destroys}` turns
*everything-gone* into a warning.

| rule | severity | looks for | why it matters at night | known from |
| --- | --- | --- | --- | --- |"""
_SCHEMA = (
    "| `schema` | error | A table or column the database does not have (`--schema`) "
    "| The query fails in front of everybody | the database itself |"
)
_HOOK = """
## Before a commit

The repository is a [pre-commit](https://pre-commit.com) hook:

```yaml
repos:
  - repo: <where this repository is>
    rev: <a tag>
    hooks:
      - id: cockpit-runbook-lint
        files: ^runbooks/
```
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for rule in RULES:
        yield f"| `{rule.id}` | {rule.severity} | {_cell(rule.what)} | {_cell(rule.why)} | {_cell(rule.source)} |"
    yield _SCHEMA
    yield ""
    yield "## The tools whose verbs and flags are known"
    yield ""
    yield "| tool | version | read from |"
    yield "| --- | --- | --- |"
    for name in TOOLS:
        tool = tool_of(name)
        if tool:
            newest = "" if tool.newest else " (not the newest: what it does not know is a warning)"
            yield f"| {name} | {tool.version}{newest} | {_cell(tool.source)} |"
    yield ""
    yield "## What real runbooks got wrong, and which rule says so"
    yield ""
    yield "| fact | rules |"
    yield "| --- | --- |"
    for fact in FACTS:
        found = ", ".join(f"`{rule.id}`" for rule in RULES if fact in rule.facts)
        yield f"| {fact} | {found or ELSEWHERE[fact]} |"
    yield _HOOK


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
