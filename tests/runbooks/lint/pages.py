"""A runbook to lint: its text, the files beside it, and a day."""

from collections.abc import Callable, Mapping
from datetime import date

from cockpit.runbooks.lint.finding import Finding
from cockpit.runbooks.lint.lint import lint
from cockpit.runbooks.lint.page import There
from tests.runbooks.shapes import parsed

TODAY = date(2026, 11, 25)
WALKED = "---\nvalidated: 2026-11-01\n---\n\n"


class Shelf:
    """Implements `Beside`: the files are a dict; what begins with `../..` lies outside."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def there(self, path: str) -> There:
        if path.startswith("../.."):
            return There.OUTSIDE
        return There.YES if path in self._files else There.NO

    def text(self, path: str) -> str | None:
        return self._files.get(path)


def looker(files: Mapping[str, str] | None = None) -> Callable[[str], tuple[Finding, ...]]:
    """What lints a text among `files`."""

    def look(text: str) -> tuple[Finding, ...]:
        return lint(text, parsed(text), today=TODAY, beside=Shelf(files or {}))

    return look


def found(text: str, rule: str, files: Mapping[str, str] | None = None) -> list[Finding]:
    """The findings of `rule` in `text`."""
    return [finding for finding in looker(files)(text) if finding.rule == rule]


def shell(*lines: str) -> str:
    """A runbook of one step with these lines as its block."""
    return "\n".join(
        ["# Down", "", "## Act", "", "1. Do it", "", "   ```sh", *(f"   {line}" for line in lines), "   ```", ""]
    )


def sql(*lines: str, lang: str = "sql") -> str:
    """The same with SQL."""
    return shell(*lines).replace("```sh", f"```{lang}")
