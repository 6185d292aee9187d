"""Scripts of a project that its package.json does not have."""

import json
from collections.abc import Iterator
from difflib import get_close_matches

from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.mending import exchanged
from cockpit.runbooks.lint.page import Page

_FILES = ("package.json", "/package.json")  # beside the runbook, or at the root of its tree
_RUN = frozenset({"run", "run-script"})
_ELSEWHERE = ("-C", "--dir", "--prefix", "--filter", "-F", "-w", "--workspace", "--workspaces", "-r", "--recursive")


def _missing(page: Page) -> Iterator[Found]:
    known: frozenset[str] | None = None
    for typed in page.typed:
        usage = typed.usage
        if usage is None or usage.verb not in _RUN or not usage.words or any(usage.has(flag) for flag in _ELSEWHERE):
            continue
        script = usage.words[0]
        if not script.replace(":", "").replace("-", "").replace("_", "").isalnum():
            continue  # a placeholder, a pattern
        known = _scripts(page) if known is None else known
        if known and script not in known:
            near = get_close_matches(script, known, n=1)
            yield Found(
                line=typed.line,
                says=f"package.json has no script {script}",
                do=f"Did you mean {near[0]}?" if near else f"There is: {', '.join(sorted(known)[:12])}",
                patch=exchanged(page.lines, typed.line, f"run {script}", f"run {near[0]}") if near else None,
            )


def _scripts(page: Page) -> frozenset[str]:
    """The names of the project's scripts; none when there is no package.json to be read."""
    for file in _FILES:
        try:
            found = json.loads(page.beside.text(file) or "null")
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict) and isinstance(found.get("scripts"), dict):
            return frozenset(found["scripts"])
    return frozenset()


RULES = (
    Rule(
        id="missing-script",
        what="`npm run X` where package.json has no X",
        why="The deploy or the migration fails at its first word",
        source="the package.json beside the runbook or at the root of its tree",
        severity=Severity.WARNING,
        check=_missing,
    ),
)
