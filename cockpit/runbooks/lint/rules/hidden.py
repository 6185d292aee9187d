"""Characters that a reader does not see and a shell does."""

import re
from collections.abc import Iterator

from cockpit.core.text import hidden
from cockpit.runbooks.lint.code import Code
from cockpit.runbooks.lint.finding import Found, Patch, Rule, Severity
from cockpit.runbooks.lint.page import Page

_MEANT = re.compile(
    "(?<=[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\U0001f3fb-\U0001f3ff])\u200d(?=[\U0001f000-\U0001faff\u2600-\u27bf])"
    "|(?<=[\u0900-\u0dff\u0600-\u07ff])[\u200c\u200d]"  # joiners of Indic and Arabic script
)
_DIRECTION = re.compile("[\u200e\u200f\u061c]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LOOK_ALIKE = re.compile("[\u2018\u2019\u201c\u201d\u00a0]")
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_DASHED = re.compile("(?<!\\S)[\u2013\u2014](?=[a-z])")


def _unseen(line: str) -> str:
    """The hidden characters of `line` that nobody meant."""
    rest = _MEANT.sub("", line).replace("\t", " ")
    if _RIGHT_TO_LEFT.search(rest):
        rest = _DIRECTION.sub("", rest)
    return "".join(dict.fromkeys(char for char in rest if hidden(char)))


def _hidden(page: Page) -> Iterator[Found]:
    if page.text.isascii() and page.text.isprintable():
        return
    for number, line in enumerate(page.lines, 1):
        unseen = "" if line.isascii() and line.isprintable() else _unseen(line)
        if unseen:
            names = ", ".join(f"U+{ord(char):04X}" for char in unseen)
            kept = "".join(char for char in line if char not in unseen or _is_meant(line, char))
            yield Found(
                line=number,
                says=f"there are characters nobody sees: {names}",
                do="Take them out, and look at who put them there",
                patch=Patch(from_line=number, to_line=number, text=kept),
            )


def _is_meant(line: str, char: str) -> bool:
    return char == "\u200d" and _MEANT.search(line) is not None


def _typeset(page: Page) -> Iterator[Found]:
    for code in page.code:
        if code.origin == "block" and code.family in ("shell", "sql"):
            yield from _typeset_lines(page, code)


def _typeset_lines(page: Page, code: Code) -> Iterator[Found]:
    comment = "#" if code.family == "shell" else "--"
    for number, line in enumerate(code.text.split("\n"), code.line):
        written = "" if line.lstrip().startswith(comment) else _QUOTED.sub("", line)
        if not _LOOK_ALIKE.search(written) and not _DASHED.search(written):
            continue
        whole = page.lines[number - 1]
        mended = _DASHED.sub("--", whole).translate(_PLAIN)
        yield Found(
            line=number,
            says="typeset quotes, dashes or blanks: the shell and the database take them for letters",
            do="Write plain ones",
            patch=Patch(from_line=number, to_line=number, text=mended) if mended != whole else None,
        )


RULES = (
    Rule(
        id="hidden-character",
        what="Control, zero-width, direction-changing and tag characters",
        why="What runs is not what was read and trusted",
        source="https://trojansource.codes; core.text",
        severity=Severity.ERROR,
        check=_hidden,
    ),
    Rule(
        id="typeset",
        what="Curly quotes, long dashes and hard blanks in a block",
        why="Pasted into a shell the command fails or means something else",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_typeset,
    ),
)
