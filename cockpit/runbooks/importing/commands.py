"""Whether a line is a command or a statement, and where a command ends whose line goes on with words."""

import re

from cockpit.runbooks.importing.command_words import SQL, TOOLS, WORDS
from cockpit.runbooks.importing.prose import small_words

PROMPT = re.compile(
    r"\s*(?:[$%❯➜]|[\w.-]+@[\w.-]+(?::[^\s$#]*)?[$#]|\[[^\]\s]+@[^\]]+\][$#]|PS [A-Z]:[^>]*>)[ \t]+(?=\S)"
)
COMMENT = re.compile(r"\s*#(?!#)(?:\s|!|$)|\s*#[ \t]")
SQL_COMMENT = re.compile(r"\s*--(?:\s|$)")

_FIRST = TOOLS | WORDS | {"for", "while", "if", "done", "fi", "do", "then", "else", "PS"}
_NO_COMMAND = frozenset({"-", "*", "+", "•", ">", "|", "#", "##", "###"})
_ODD_FIRST = re.compile(r"[$%❯➜=@/]|\[")
_SETTING = re.compile(r"(?:[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S*)\s+)+")
_EXPORT = re.compile(r"(?:export\s+)?[A-Z_][A-Z0-9_]*=\S")
_SYNTAX = re.compile(r"\s--?[A-Za-z][\w-]*|[|<>]\s*\S|\$\(|\$\{?[A-Z]|&&|\{[a-z_-]+\}|\s\.{0,2}~?/|\S/\S|=\S|\*|\\$")
_OPTION = re.compile(r"\s--?[A-Za-z][\w-]*(?:[ =]\S+)?")
_PATH = re.compile(r"(?:\.{1,2}|~)?/[\w./{}<>-]+(?:\s|$)|\./\S+")
_LOOP = re.compile(r"(?:for\s+\w+\s+in\s.*;\s*do\b|while\s.*;\s*do\b|if\s.*;\s*then\b|done\b|fi\b|do\b|then\b|else\b)")
_LIST_COMMA = re.compile(r"[a-z],(?:\s|$)")
_SQL_SHAPE = re.compile(
    r"(?:select\b.+|with\s+\w+\s+as\s*\(.*|insert\s+into\s+\S+.*|update\s+\S+\s+set\s.*|delete\s+from\s+\S+.*|"
    r"(?:alter|create|drop|truncate)\s+(?:table|index|view|unique|role|user|database|schema|extension|type|or)\b.*|"
    r"explain\s+(?:analyze\s+|\()?.*|show\s+\w+(?:\s\w+)?;?|(?:begin|commit|rollback)\s*;.*|pragma\s+\w+.*|"
    r"(?:grant|revoke)\s.+\son\s.*|vacuum\b.*;|analyze\b.*;|reindex\s.*;|set\s+\w+.*;|merge\s+into\s.*)$",
    re.IGNORECASE,
)
_SQL_MARK = re.compile(r"\bfrom\s+[\w.\"]+|[;*(=]|,|^select$|(?-i:^[A-Z]{3,}\s)", re.IGNORECASE)

_END = re.compile(
    r"(?<=[\w\"'}\])/.])\s?- (?=[\"“]?[A-Z])"  # the next bullet, joined
    r"|(?<=[\"'}\w])\s?[—–]\s"  # an explanation
    r"|(?<=\})(?=[A-Za-z])"  # a code span that lost its space
)


def is_command(text: str) -> bool:
    """Whether `text` is a shell command."""
    line = text.strip()
    first = line.split(maxsplit=1)[0] if line else ""
    if first in _NO_COMMAND or (first not in _FIRST and not _ODD_FIRST.search(first)):
        return False
    if PROMPT.match(line):
        return True
    bare = _SETTING.sub("", line, count=1)
    first = bare.split(maxsplit=1)[0] if bare else ""
    if not first:
        return False
    if first == "sudo" and first != bare:
        return small_words(bare) == 0
    if _prose(bare):
        return False
    if first in TOOLS:
        return bare != first or first not in WORDS
    if first in WORDS:
        return _SYNTAX.search(bare[len(first) :]) is not None
    return bool(_EXPORT.match(line) or _LOOP.match(bare) or (_PATH.match(bare) and " " in bare))


def _prose(line: str) -> bool:
    if line.endswith((".", ":", "?", "!", ",")) and not line.endswith((" .", "/.", "..")):
        return True
    return (
        small_words(_OPTION.sub(" ", line)) > 0
        or _LIST_COMMA.search(re.sub(r"[\"'{(\[].*?[\"'})\]]", "", line)) is not None
    )


def is_sql(text: str) -> bool:
    """Whether `text` begins an SQL statement."""
    line = text.strip()
    first = line.split(maxsplit=1)[0] if line else ""
    word = first.rstrip(";").lower()
    if word not in SQL or not (first.isupper() or first.islower()):
        return False
    if not _SQL_SHAPE.match(line) or not _SQL_MARK.search(line):
        return False
    return not line.endswith((".", ":", "?")) and (first.isupper() or ";" in line or small_words(line) == 0)


def end_of_command(line: str) -> int:
    """Where the command `line` begins with ends, quotes respected: at words that go on after it, or the line's end."""
    quote, at = "", 0
    ends = {found.start(): found for found in _END.finditer(line)}
    while at < len(line):
        char = line[at]
        if not quote and at in ends:
            return at
        if quote:
            quote = "" if char == quote and line[at - 1] != "\\" else quote
        elif char in "\"'":
            quote = char
        at += 1
    return len(line)


def goes_on(line: str, lang: str) -> bool:
    """Whether a command or statement is not over at the end of `line`."""
    if lang == "sql":
        return not re.sub(r"--.*$", "", line).rstrip().endswith(";")
    return line.rstrip().endswith(("\\", "|", "&&", "||"))


def language_of(lines: list[str]) -> str:
    """`sh` or `sql` when every line of a block is one, is a comment or goes on from the line above; else empty."""
    lang, on, seen = "", False, False
    for line in lines:
        if not line.strip():
            continue
        if on:
            on = goes_on(line, lang)
            continue
        if SQL_COMMENT.match(line) and lang != "sh":
            lang = "sql"
        elif COMMENT.match(line) and lang != "sql":
            lang = "sh"
        elif lang != "sql" and is_command(line):
            lang, seen, on = "sh", True, goes_on(line, "sh")
        elif lang != "sh" and is_sql(line):
            lang, seen, on = "sql", True, goes_on(line, "sql")
        else:
            return ""
    return lang if seen else ""
