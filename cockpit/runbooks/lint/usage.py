"""One call of a known command line taken apart: the verb, the flags, the words after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.runbooks.lint.tools import ANY, FREE, Tool

_HOLE = re.compile(r"[<{$\[‹*…]|\.\.\.")
"""What stands for a word nobody wrote yet: such a word is never a wrong verb."""
_LONG_ONLY = frozenset({"git"})
"""Tools whose list of flags holds no single letters."""
_ABBREVIATING = frozenset({"git", "psql"})
"""Tools that take the beginning of a flag for the whole."""
_EXPERIMENTS = ("--x-", "--experimental-")
_SENTENCE_END = re.compile(r"[.,;:!?)]+$")


@dataclass(frozen=True, slots=True)
class Usage:
    """`verb` is the longest known command; `unknown` the word after it that is none although one had to be."""

    tool: Tool
    verb: str
    unknown: str
    flags: tuple[tuple[str, str], ...]
    """As written, with the value or an empty text."""
    words: tuple[str, ...]
    """What follows the verb and is no flag."""

    def has(self, flag: str) -> bool:
        """Whether `flag` was given."""
        return any(given == flag for given, _ in self.flags)

    def value(self, *names: str) -> str:
        """The value of the first of `names` that was given."""
        return next((value for given, value in self.flags if given in names), "")

    @property
    def strange(self) -> tuple[str, ...]:
        """The flags this command does not have."""
        known = self.tool.flags(self.verb)
        if self.unknown or ANY in known or (self.verb and self.verb not in self.tool.commands):
            return ()
        return tuple(flag for flag, _ in self.flags if not _is_known(flag, self.tool, known))


def usage_of(tool: Tool, words: Sequence[str]) -> Usage:
    """The call `tool *words`."""
    verb, unknown = "", ""
    flags: list[tuple[str, str]] = []
    rest: list[str] = []
    todo = list(words)
    while todo:
        word = todo.pop(0)
        if word == "--":
            rest += todo
            break
        if word.startswith("-") and len(word) > 1 and not _HOLE.match(word[1:]):
            flag, is_glued, value = word.partition("=")
            if not is_glued and todo and not todo[0].startswith("-") and f"{flag}=" in tool.flags(verb):
                value = todo.pop(0)
            flags.append((flag, value))
            continue
        deeper = f"{verb} {_SENTENCE_END.sub('', word)}".strip()
        if not rest and deeper in tool.commands:
            verb = deeper
        elif not rest and not unknown and _wants_verb(tool, verb, word):
            unknown = _SENTENCE_END.sub("", word)
        else:
            rest.append(word)
    return Usage(tool, verb, unknown, tuple(flags), tuple(rest))


def _wants_verb(tool: Tool, verb: str, word: str) -> bool:
    if _HOLE.search(word) or not tool.has_children(verb) or FREE in tool.commands.get(verb, "").split():
        return False
    return bool(verb) or word not in tool.also.split()


def _is_known(flag: str, tool: Tool, known: frozenset[str]) -> bool:
    """Whether a flag is one of `known`. Letters may be glued (`-am`), and `--no-x` is the opposite of `--x`."""
    if not flag.startswith("--"):
        return tool.tool in _LONG_ONLY or len(flag) > 2 or not flag[1:].isalpha() or bool({flag, f"{flag}="} & known)
    if flag.startswith(_EXPERIMENTS):
        return True
    positive = f"--{flag[5:]}" if flag.startswith("--no-") else flag
    kebab = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", positive).lower()
    if {name + end for name in (flag, positive, kebab) for end in ("", "=")} & known:
        return True
    return tool.tool in _ABBREVIATING and any(name.startswith(flag) for name in known)
