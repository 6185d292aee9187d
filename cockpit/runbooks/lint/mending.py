"""Patches: the lines of a file with one thing in them exchanged, or none when it is not certain what to exchange."""

import re
from collections.abc import Sequence

from cockpit.runbooks.lint.finding import Patch
from cockpit.runbooks.lint.typed import Typed


def exchanged(lines: Sequence[str], line: int, old: str, new: str) -> Patch | None:
    """Line `line` (1-based) with `new` in the place of `old`; None when `old` is not there exactly once."""
    whole = lines[line - 1]
    if not old or whole.count(old) != 1 or old == new:
        return None
    return Patch(from_line=line, to_line=line, text=whole.replace(old, new))


def with_flag(lines: Sequence[str], typed: Typed, flag: str) -> Patch | None:
    """The command with `flag` after its verb."""
    found = _verb(lines, typed)
    if found is None:
        return None
    whole = lines[typed.line - 1]
    text = f"{whole[: found.end()]} {flag}{whole[found.end() :]}"
    return Patch(from_line=typed.line, to_line=typed.line, text=text)


def with_words(lines: Sequence[str], typed: Typed, old: Sequence[str], new: str) -> Patch | None:
    """The command with `new` in the place of the words `old`, which follow one another."""
    pattern = re.compile(r"(?<!\S)" + r"\s+".join(map(re.escape, old)) + r"(?!\S)")
    whole = lines[typed.line - 1]
    if len(pattern.findall(whole)) != 1:
        return None
    return Patch(from_line=typed.line, to_line=typed.line, text=pattern.sub(lambda _: new, whole))


def _verb(lines: Sequence[str], typed: Typed) -> re.Match[str] | None:
    """Where the tool and its verb stand; None when they stand there twice or with flags between."""
    assert typed.usage is not None  # only commands taken apart have a verb
    words = [typed.usage.tool.tool, *typed.usage.verb.split()]
    pattern = re.compile(r"(?<![\w./-])" + r"(?:@\S+)?\s+".join(map(re.escape, words)) + r"(?![\w-])")
    found = list(pattern.finditer(lines[typed.line - 1]))
    return found[0] if len(found) == 1 else None
