"""The SQL of a runbook, statement by statement, each with its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.runbooks.lint.code import Code, Family, Origin
from cockpit.runbooks.lint.typed import Typed

_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$", re.DOTALL)
_IN_COMMANDS = {
    ("wrangler", "d1 execute"): ("--command",),
    ("psql", ""): ("-c", "--command"),
}
_POSITIONAL = {("supabase", "db query"): 0}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `plain` is `text` with the insides of quotes and comments blanked, character for character."""

    text: str
    plain: str
    line: int
    code: Code
    typed: Typed | None = None
    """The command whose argument it is."""

    def line_of(self, offset: int) -> int:
        """The line (1-based) of the character at `offset`."""
        return self.line + self.text.count("\n", 0, offset)

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place outside quotes and comments where `pattern` fits."""
        return pattern.search(self.plain)


def statements_in(code: Code) -> Iterator[Statement]:
    """The statements of a piece of SQL."""
    if code.family is Family.SQL:
        yield from _split(code.text, code.line, code, None)


def statements_of(typed: Typed) -> Iterator[Statement]:
    """The statements a command carries in an argument."""
    usage = typed.usage
    if usage is None:
        return
    key = (usage.tool.tool, usage.verb)
    sql = usage.value(*_IN_COMMANDS.get(key, ()))
    if key in _POSITIONAL and usage.words:
        sql = usage.words[_POSITIONAL[key]]
    if not sql and typed.words[:1] == ("sqlite3",) and len(typed.words) > 2:
        sql = typed.words[-1]
    if sql:
        yield from _split(sql, typed.line, typed.code, typed)


def blanked(text: str) -> str:
    """`text` with quotes and comments blanked; of a quoted text the quotes stay."""
    return _QUIET.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    inside = found[0]
    if inside[0] == '"':
        return inside  # a name
    keep = inside[0] == "'"
    body = "".join(char if char == "\n" else " " for char in inside)
    return f"'{body[1:-1]}'" if keep else body


def _split(text: str, line: int, code: Code, typed: Typed | None) -> Iterator[Statement]:
    plain = blanked(text)
    at = 0
    for end in [*(found.end() for found in re.finditer(";", plain)), len(text)]:
        own, own_plain = text[at:end], plain[at:end]
        if own_plain.strip(" \n\t\r;"):
            lead = len(own_plain) - len(own_plain.lstrip())
            yield Statement(own[lead:], own_plain[lead:], line + text.count("\n", 0, at + lead), code, typed)
        at = end
        if code.origin is Origin.LINE and typed is None:
            return  # after the first statement of a bare line anything may follow
