"""What is known of each command line: its verbs, their flags, and what surprises. Data in `tools/*.toml`."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

_FOLDER = Path(__file__).parent / "tools"
ANY = "*"
"""Among the flags of a command: all are taken, for its list is open or was not looked at."""
FREE = "…"
"""Among the flags: words that are no verb may follow."""


class Trap(msgspec.Struct, frozen=True, kw_only=True):
    """One thing about one command that people find out too late."""

    rule: str
    command: str
    says: str
    do: str
    source: str = ""
    having: tuple[str, ...] = ()
    """Only with one of these flags."""
    unless: tuple[str, ...] = ()
    """Not with any of these flags, or words of it."""
    append: str = ""
    """What mends it, put after the command's words."""
    most_words: int = -1
    """Only with more words than that after the verb; -1: whatever they are."""


class Substitute(msgspec.Struct, frozen=True, kw_only=True):
    """What people write for a command that is not there, and what there is instead."""

    command: str
    do: str
    source: str = ""


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """One command line."""

    tool: str
    version: str
    """The one the verbs were read from."""
    source: str
    newest: bool
    """Whether that was the newest one; else what it does not know may be new."""
    unknown: str
    """What a word it does not know is: `missing`, somebody's `alias`, or a `script` of the project."""
    globals: str
    also: str
    """First words that are there but not described."""
    commands: dict[str, str]
    trap: tuple[Trap, ...] = ()
    substitute: tuple[Substitute, ...] = ()

    def has_children(self, command: str) -> bool:
        """Whether verbs follow `command`."""
        return command in _groups(self.tool)

    def flags(self, command: str) -> frozenset[str]:
        """The flags of `command`, those that take a value with a `=` behind; with those of the tool itself."""
        return _flags(self.tool, command)


@cache
def tool_of(name: str) -> Tool | None:
    """What is known of the command line `name`; None: nothing."""
    path = _FOLDER / f"{name}.toml"
    if not name.isidentifier() or not path.is_file():
        return None
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Tool)


@cache
def _groups(name: str) -> frozenset[str]:
    tool = tool_of(name)
    assert tool is not None  # asked only by a Tool
    return frozenset(command.rpartition(" ")[0] for command in tool.commands)


@cache
def _flags(name: str, command: str) -> frozenset[str]:
    tool = tool_of(name)
    assert tool is not None  # asked only by a Tool
    return frozenset(f"{tool.globals} {tool.commands.get(command, '')}".split())
