"""What is wrong with a profile: each problem with its file, line and key path, in words fit to show."""

import difflib
import re
from collections.abc import Iterable

import msgspec

from cockpit.config.lines import KeyLines, KeyPath
from cockpit.core.text import printable

LONGEST = 400  # characters of one problem, which may quote a name of the file
NOWHERE = 1 << 30  # what is missing altogether is told last: it may be only misspelt above
LISTED = 12  # names; more is no longer one line

_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Problem(msgspec.Struct, frozen=True):
    """One thing to correct. `where` is `file:line: key.path`, shorter when the line or the key is not known."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


class ConfigError(Exception):
    """A profile that cannot be used. `problems` holds all of them; `str()` is one line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        first, more = str(self.problems[0]), len(self.problems) - 1
        return f"{first} (and {more} more; run: cockpit doctor)" if more else first


class Report:
    """Collects the problems of one file while it is read."""

    def __init__(self, file: str, lines: KeyLines) -> None:
        self.file = printable(file)
        self._lines = lines
        self._found: list[tuple[int, Problem]] = []

    def add(self, path: KeyPath, says: str) -> None:
        """Note that the value at `path` is wrong."""
        line = self._lines.line(path)
        where = f"{self.file}:{line}" if line else self.file
        where = f"{where}: {dotted(path)}" if path else where
        self._found.append((line or NOWHERE, Problem(where=where, says=printable(says, LONGEST))))

    def raise_if_any(self) -> None:
        """Raise ConfigError with everything noted, in the order of the file."""
        if self._found:
            raise ConfigError(problem for _, problem in sorted(self._found, key=lambda pair: pair[0]))


def dotted(path: KeyPath) -> str:
    """`path` as it is written in TOML; entries of a list are counted from 1, as in `severity.levels[2].label`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part + 1}]"
            continue
        shown = part if _BARE.fullmatch(part) else f'"{printable(part, 40)}"'
        out += f".{shown}" if out else shown
    return out


def meant(wrong: str, known: Iterable[str]) -> str:
    """`; did you mean x?` for the nearest of `known`, else the whole short list, else nothing."""
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(wrong.lower(), names, n=1, cutoff=0.6)
    near += [name for name in names if len(wrong) > 2 and name.startswith(wrong.lower())]
    if near:
        return f"; did you mean {names[near[0]]}?"
    return f"; there is {', '.join(names.values())}" if 0 < len(names) <= LISTED else ""
