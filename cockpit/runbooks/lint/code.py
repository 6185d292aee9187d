"""The code of a runbook wherever it stands: in blocks, between backticks, or bare on a line of its own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cockpit.core.placeholders import SHELL_LANGS, SQL_LANGS
from cockpit.runbooks.attributes import after_fence
from cockpit.runbooks.blocks import Block, Kind

TOOLS = ("wrangler", "railway", "supabase", "stripe", "psql", "git", "npm", "pnpm")
"""The command lines whose verbs and flags are known, see `tools/`."""
KNOWN = (*TOOLS, "npx", "pnpx", "bunx", "yarn", "sqlite3", "redis-cli", "kubectl", "docker", "crontab", "drizzle-kit")

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+•]|\d+[.)])\s+)*(?:`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_MARKS = re.compile(r"[\s>]*(?:(?:[-*+•]|\d+[.)]|\[[ xX]\])\s+)*(?:[$%#] )?")
_COMMAND = re.compile(rf"(?:sudo\s+)?(?:{'|'.join(map(re.escape, KNOWN))})\s+\S")
_PROSE_AFTER = re.compile(r"(?<=[\"'}\w])(?:\s*[—–]\s|\s*[\"”]?- (?=[A-Z])|\s+-\s+(?=[A-Z]))|(?<=\})(?=should\b)")
_SQL_LINE = re.compile(
    r"(?:SELECT\b|WITH\s+\w+\s+AS\b|UPDATE\s+[\w.\"]+\s+SET\b|DELETE\s+FROM\s+\w|INSERT\s+INTO\s+\w"
    r"|DROP\s+(?:TABLE|DATABASE|SCHEMA)\s+\w|TRUNCATE\s+TABLE\s+\w|ALTER\s+TABLE\s+\w)"
)
_SQL_SPAN = re.compile(_SQL_LINE.pattern, re.IGNORECASE)
_LONGEST_STATEMENT = 40  # lines


class Origin(StrEnum):
    """How sure it is that something is code: a block says so, backticks nearly, a bare line may be prose."""

    BLOCK = "block"
    SPAN = "span"
    LINE = "line"


class Family(StrEnum):
    """What kind of code it is."""

    SHELL = "shell"
    SQL = "sql"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    """One piece. `line` (1-based) is where its first line stands; line n of `text` stands in line + n - 1."""

    text: str
    line: int
    family: Family
    origin: Origin
    lang: str = ""
    at: int = 0
    """Blocks: the line of the fence itself."""


def code_in(lines: Sequence[str], blocks: Sequence[Block]) -> tuple[tuple[Code, ...], frozenset[int]]:
    """Every piece of code, and the lines (1-based) that stand in blocks."""
    found: list[Code] = []
    inside: set[int] = set()
    for block in blocks:
        if block.kind is Kind.FENCE:
            fenced = _FENCE.match(lines[block.start]) is not None
            lang = after_fence(block.info)[0] if fenced else ""
            first = block.start + (2 if fenced else 1)
            inside.update(range(block.start + 1, block.end + 1))
            found.append(Code(block.text, first, _family(lang), Origin.BLOCK, lang, block.start + 1))
    blank = [Code(one.text, one.line, one.family, one.origin) for one in found if one.lang in ("", "text", "txt")]
    for piece in blank:
        found += _bare(piece.text.split("\n"), piece.line)
    prose = [line if number not in inside else "" for number, line in enumerate(lines, 1)]
    found += _bare(prose, 1)
    return tuple(found), frozenset(inside)


def _family(lang: str) -> Family:
    return Family.SHELL if lang in SHELL_LANGS else Family.SQL if lang in SQL_LANGS else Family.OTHER


def _bare(lines: Sequence[str], first: int) -> Iterator[Code]:
    """Commands and statements nobody marked as such: text pasted from a page loses its blocks."""
    until = 0
    for number, line in enumerate(lines):
        if number < until:
            continue
        body = line[_MARKS.match(line).end() :] if line.strip() else ""  # type: ignore[union-attr]  # matches anything
        if not body:
            continue
        if _COMMAND.match(body):
            cut = _PROSE_AFTER.search(body)
            yield Code(body[: cut.start()] if cut else body, first + number, Family.SHELL, Origin.LINE)
        elif _SQL_LINE.match(body):
            until = _statement_end(lines, number)
            text = "\n".join([body, *lines[number + 1 : until]])
            yield Code(text, first + number, Family.SQL, Origin.LINE)
        elif "`" in line:
            yield from _spans(line, first + number)


def _statement_end(lines: Sequence[str], start: int) -> int:
    for number in range(start, min(start + _LONGEST_STATEMENT, len(lines))):
        if ";" in lines[number] or not lines[number].strip():
            return number + 1
    return min(start + _LONGEST_STATEMENT, len(lines))


def _spans(line: str, number: int) -> Iterator[Code]:
    for span in _SPAN.finditer(line):
        words = span[2].strip()
        if _COMMAND.match(words):
            yield Code(words, number, Family.SHELL, Origin.SPAN)
        elif _SQL_SPAN.match(words):
            yield Code(words, number, Family.SQL, Origin.SPAN)
