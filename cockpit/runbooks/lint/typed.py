"""The commands of a runbook, each with its line: what the shell would be asked to run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.runbooks.lint.code import KNOWN, Code, Family, Origin
from cockpit.runbooks.lint.tools import tool_of
from cockpit.runbooks.lint.usage import Usage, usage_of
from cockpit.runbooks.shell_lexer import ShellError, commands_in
from cockpit.runbooks.shell_words import VALUED, WRAPPERS

LONGEST = 30  # lines one command may take
_PROMPT = re.compile(r"^\s*\$ ")
_WORTH = re.compile(rf"\b(?:{'|'.join(map(re.escape, KNOWN))})\b")
_ANGLE = re.compile(r"<([A-Za-z][\w |/.:-]*)>")  # the shell reads <x> as two redirections; the writer meant a hole
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_RUNNERS = frozenset({"pnpm", "yarn", "npx", "pnpx", "bunx", "bun"})
_RUNNER_WORDS = frozenset({"exec", "dlx", "x", "--", "-y", "--yes", "run"})


@dataclass(frozen=True, slots=True)
class Typed:
    """One command. `line` (1-based) is where it begins, `last` where it ends."""

    words: tuple[str, ...]
    line: int
    last: int
    code: Code
    usage: Usage | None = None
    """Taken apart, where the tool is known."""

    @property
    def sure(self) -> bool:
        """Whether somebody said that this is code."""
        return self.code.origin is not Origin.LINE


def typed_in(code: Code) -> Iterator[Typed]:
    """The commands of `code` that begin with a tool worth looking at."""
    if code.family is not Family.SHELL or not _WORTH.search(code.text):
        return
    lines = code.text.split("\n")
    prompted = any(_PROMPT.match(line) for line in lines)
    number = 0
    while number < len(lines):
        line = lines[number]
        if not _WORTH.search(line) or line.lstrip().startswith("#") or (prompted and not _PROMPT.match(line)):
            number += 1
            continue
        text, count = _whole(lines, number)
        for words in _commands(_PROMPT.sub("", text)):
            yield _typed(words, code, code.line + number, code.line + number + count - 1)
        number += count


def _whole(lines: list[str], start: int) -> tuple[str, int]:
    """The command that begins in line `start` with the lines it goes on over, and how many these are."""
    text = ""
    for count in range(1, min(LONGEST, len(lines) - start) + 1):
        text = "\n".join(lines[start : start + count])
        if lines[start + count - 1].rstrip().endswith("\\"):
            continue
        try:
            commands_in(_ANGLE.sub(r"{\1}", text))
        except ShellError:
            continue
        return text, count
    return lines[start], 1


def _commands(text: str) -> list[tuple[str, ...]]:
    try:
        return [command.words for command in commands_in(_ANGLE.sub(r"{\1}", text)) if command.words]
    except ShellError:
        return [tuple(text.split())]


def _typed(words: tuple[str, ...], code: Code, line: int, last: int) -> Typed:
    words = _without_wrappers(words)
    tool = tool_of(words[0]) if words else None
    return Typed(words, line, last, code, usage_of(tool, words[1:]) if tool else None)


def _without_wrappers(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` from the command that really runs: without assignments, `sudo`, `npx`, and `pnpm exec` before a tool."""
    while words:
        if _ASSIGNMENT.fullmatch(words[0]):
            words = words[1:]
        elif words[0] in WRAPPERS and words[0] not in _RUNNERS:
            own = WRAPPERS[words[0]]
            rest = words[1:]
            while rest and rest[0].startswith("-"):
                rest = rest[2:] if rest[0] in VALUED.get(words[0], ()) else rest[1:]
            words = rest[own:]
        elif words[0] in _RUNNERS:
            rest = words[1:]
            while rest and rest[0] in _RUNNER_WORDS:
                rest = rest[1:]
            name = rest[0].split("@", 1)[0] if rest else ""
            if not tool_of(name) or name in ("npm", "pnpm"):
                return words
            words = (name, *rest[1:])
        else:
            return (words[0].rsplit("/", 1)[-1], *words[1:])
    return words
