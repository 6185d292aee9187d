"""Stack traces: which lines are frames, where in the code they are, and which are of the system's own code."""

import re
from collections.abc import Sequence

import msgspec

# What a frame looks like, tried in this order. A name may stand on the line above (Go, Rust).
_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r'\s*(?:\|\s*)*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<name>.+))?$',  # Python
        # Java: a module may stand before the class, and a file name is all there is of the path.
        r"\s*at (?:[\w.@$-]*/)*(?P<name>[\w.$<>]+)"
        r"\((?:(?P<file>[\w$-]+\.\w+):(?P<line>\d+)|Native Method|Unknown Source)\)",
        r"\s*at (?P<name>.+\)) in (?P<file>.+):line (?P<line>\d+)$",  # .NET
        r"\s*at (?:async )?(?:(?P<name>.+?) \()?(?P<file>[^()\s]\S*?):(?P<line>\d+):\d+\)?(?: \{)?$",  # Node, Rust
        r"\s*at (?P<name>[\w.`<>\[\], ]+\(.*\))$",  # .NET without its source
        r"\s+(?P<file>\S+\.(?:go|s)):(?P<line>\d+)(?: \+0x[0-9a-f]+)?$",  # Go
        r"\s*(?:from )?(?P<file>\S+\.rb):(?P<line>\d+):in [`'](?P<name>[^']+)'",  # Ruby
        r"#\d+ (?P<file>\S+\.php)\((?P<line>\d+)\): (?P<name>\S+)\(",  # PHP
    )
)
_NAME_ABOVE = re.compile(
    r"(?:\s+\d+: )?(?:created by )?(?P<name>[\w./*()\[\]{}<>:$, -]+?)(?:\([^()]*\))?(?: in goroutine \d+)?$"
)
# Where another exception begins, and whether it is nearer to the cause (-1) or farther from it (1) than those before.
_SECTIONS = (
    (re.compile(r"Caused by: |\s+\[cause\]: |Root cause: "), -1),
    (re.compile(r"\s*Suppressed: |Wrapped by: |goroutine \d|During handling of |The above exception was "), 1),
)
LONGEST = 500  # characters of a line that are looked at
LIBRARIES = (
    *("site-packages/", "dist-packages/", "node_modules/", "/vendor/", "/gems/", "/pkg/mod/", "/.cargo/", "/rustc/"),
    *("/usr/lib/", "/usr/local/lib/", "/usr/local/go/", "/go/src/", "/lib/python3", "<frozen ", "<anonymous>", "node:"),
    *("internal/process", "internal/modules", "webpack/"),
)
"""Parts of a path that mark code of others, where the profile does not say what its own is."""
PACKAGES = (
    *(
        "java.",
        "javax.",
        "jdk.",
        "sun.",
        "com.sun.",
        "jakarta.",
        "kotlin.",
        "kotlinx.",
        "scala.",
        "groovy.",
        "clojure.",
    ),
    *("org.springframework.", "org.apache.", "org.hibernate.", "org.eclipse.", "org.slf4j.", "org.postgresql."),
    *("ch.qos.logback.", "io.netty.", "reactor.", "com.zaxxer.hikari.", "com.fasterxml.", "System.", "Microsoft."),
    *("runtime.", "runtime/", "net/http.", "reflect.", "panic", "core::", "std::", "tokio::"),
)
"""Beginnings of names that mark code of others."""


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One call in a trace."""

    at: int
    """Which line of the trace, from 0."""
    file: str = ""
    line: int = 0
    name: str = ""
    own: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.file else ""
        return "  ".join(filter(None, (self.name, place)))


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    frames: tuple[Frame, ...] = ()
    innermost: Frame | None = None
    """The own frame nearest to where it broke: of the first cause, if that has one."""


def trace(lines: Sequence[str], own: Sequence[str] = ()) -> Trace:
    """The frames among `lines`. `own`: parts of paths or names of the own code; none: all that is not a library's."""
    frames: list[Frame] = []
    ranks: list[int] = []
    rank = nearest = farthest = 0
    for at, line in enumerate(lines):
        if step := next((step for begins, step in _SECTIONS if begins.match(line)), 0):
            nearest, farthest = min(nearest, nearest + step), max(farthest, farthest + step)
            rank = nearest if step < 0 else farthest
        if frame := _frame(at, line, lines[at - 1] if at else "", own):
            frames.append(frame)
            ranks.append(rank)
    found = [(rank, frame) for rank, frame in zip(ranks, frames, strict=True) if frame.own]
    if not found:
        return Trace(frames=tuple(frames))
    deepest = min(rank for rank, _ in found)
    mine = [frame for rank, frame in found if rank == deepest]
    # Python tells the newest call last, all others first.
    return Trace(frames=tuple(frames), innermost=mine[-1 if 'File "' in lines[mine[0].at] else 0])


def _frame(at: int, line: str, above: str, own: Sequence[str]) -> Frame | None:
    found = next((found for pattern in _FRAMES if (found := pattern.match(line[:LONGEST]))), None)
    if not found:
        return None
    parts = found.groupdict(default="")
    file, name = parts.get("file", ""), parts.get("name", "")
    if not name and file.endswith((".go", ".s", ".rs")) and (named := _NAME_ABOVE.match(above[:LONGEST])):
        name = named["name"].strip()
    number = parts.get("line", "")
    return Frame(at=at, file=file, line=int(number[:9]) if number else 0, name=name, own=_is_own(file, name, own))


def _is_own(file: str, name: str, own: Sequence[str]) -> bool:
    if own:
        return any(part in file or part in name for part in own)
    if not file:
        return False
    return not any(part in file for part in LIBRARIES) and not name.startswith(PACKAGES)
