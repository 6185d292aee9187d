"""Commands and flags that are not there."""

from collections.abc import Iterator
from difflib import get_close_matches

from cockpit.runbooks.lint.code import Origin
from cockpit.runbooks.lint.finding import Found, Patch, Rule, Severity
from cockpit.runbooks.lint.mending import exchanged, with_words
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.lint.sentences import denied, is_quoted
from cockpit.runbooks.lint.typed import Typed
from cockpit.runbooks.lint.usage import Usage

_ALIKE = 0.8  # of difflib: `depoy` and `deploy` are 0.91, `list` and `delete` 0.4


def looks_typed(page: Page, typed: Typed) -> bool:
    """Whether it is a command to type: no sentence that begins with a tool's name, none that warns of the command."""
    if typed.code.origin is Origin.SPAN:
        whole = page.lines[typed.line - 1]
        return not is_quoted(whole) and not denied(whole.split(typed.code.text, 1)[0])
    if typed.sure:
        return True
    words = typed.words[1:]
    if any(word.startswith("-") or "/" in word or "{" in word for word in words):
        return not words[0].endswith((",", "."))
    return len(words) <= 4 and not any(word.endswith((",", ".", ":", "?", "!", ")")) for word in words)


def _unknown_commands(page: Page) -> Iterator[Found]:
    for typed in page.typed:
        usage = typed.usage
        if usage is None or not usage.unknown or usage.tool.unknown == "script" or not looks_typed(page, typed):
            continue
        tool, wrong = usage.tool, f"{usage.verb} {usage.unknown}".strip()
        if not usage.verb and not typed.sure and not any(word.startswith("-") for word in typed.words):
            continue  # `git is slow today` may begin a line of prose
        known = next((one for one in tool.substitute if one.command == wrong), None)
        near = _near(usage)
        cure = known.do if known else f"Did you mean `{tool.tool} {near}`?" if near else _siblings(usage)
        alias = " (unless it is an alias of your own)" if tool.unknown == "alias" else ""
        yield Found(
            line=typed.line,
            says=f"`{tool.tool} {wrong}` is no command of {tool.tool} {tool.version}{alias}",
            do=cure,
            patch=_local_import(page, typed, usage) if known else _spelled(page, typed, usage, near),
            mild=not tool.newest or tool.unknown == "alias",
        )


def _near(usage: Usage) -> str:
    """The whole verb people may have meant; empty: none is near."""
    options = {name.rsplit(" ", 1)[-1]: name for name in usage.tool.commands if _parent(name) == usage.verb}
    near = get_close_matches(usage.unknown, options, n=1, cutoff=_ALIKE)
    return options[near[0]] if near else ""


def _siblings(usage: Usage) -> str:
    names = [name.rsplit(" ", 1)[-1] for name in usage.tool.commands if _parent(name) == usage.verb]
    return f"There is: {', '.join(names)}" if len(names) < 15 else f"See: {usage.tool.tool} {usage.verb} --help"


def _parent(name: str) -> str:
    return name.rpartition(" ")[0]


def _spelled(page: Page, typed: Typed, usage: Usage, near: str) -> Patch | None:
    old = [*usage.verb.split(), usage.unknown]
    return with_words(page.lines, typed, old, near) if near else None


def _local_import(page: Page, typed: Typed, usage: Usage) -> Patch | None:
    """On the local copy running the file is what was meant; on the real one a person has to decide."""
    if (usage.tool.tool, usage.verb, usage.unknown) != ("wrangler", "d1", "import") or not usage.has("--local"):
        return None
    if len(usage.words) != 2:
        return None
    name, file = usage.words
    return with_words(page.lines, typed, ("d1", "import", name, file), f"d1 execute {name} --file={file}")


def _unknown_flags(page: Page) -> Iterator[Found]:
    for typed in page.typed:
        usage = typed.usage
        if usage is None or not looks_typed(page, typed):
            continue
        called = f"{usage.tool.tool} {usage.verb}".strip()
        for flag in usage.strange:
            names = {known.rstrip("=") for known in usage.tool.flags(usage.verb)} - {"*", "…"}
            near = get_close_matches(flag, [name for name in names if abs(len(name) - len(flag)) < 3], 1, _ALIKE)
            yield Found(
                line=typed.line,
                says=f"`{called}` has no {flag} (version {usage.tool.version})",
                do=f"Did you mean {near[0]}?" if near else f"See: {called} --help",
                patch=exchanged(page.lines, typed.line, flag, near[0]) if near else None,
                mild=not usage.tool.newest,
            )


RULES = (
    Rule(
        id="unknown-command",
        what="A command the tool does not have",
        why="It fails at the moment it is needed, and what follows it was never tried either",
        source="the tools' own --help and sources, see cockpit/runbooks/lint/tools",
        severity=Severity.ERROR,
        check=_unknown_commands,
        facts=("V1", "V2"),
    ),
    Rule(
        id="unknown-flag",
        what="A flag the command does not have",
        why="Most tools refuse the whole command; some ignore the flag and do something else",
        source="the tools' own --help and sources, see cockpit/runbooks/lint/tools",
        severity=Severity.ERROR,
        check=_unknown_flags,
        facts=("V2",),
    ),
)
