"""Commands that exist and do something else than people expect; the traps themselves are in `tools/*.toml`."""

from collections.abc import Iterator

from cockpit.runbooks.lint.code import Origin
from cockpit.runbooks.lint.finding import Check, Found, Patch, Rule, Severity
from cockpit.runbooks.lint.mending import with_flag, with_words
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.lint.rules.commands import looks_typed
from cockpit.runbooks.lint.tools import Trap
from cockpit.runbooks.lint.typed import Typed
from cockpit.runbooks.lint.usage import Usage

_AT_A_TERMINAL = frozenset({"asks", "opens-editor"})
PIPED = "|"
"""In `unless`: something is fed to the command."""


def trapped(rule: str) -> Check:
    """The check that finds every command caught by a trap of `rule`."""

    def check(page: Page) -> Iterator[Found]:
        for typed in page.typed:
            usage = typed.usage
            if usage is None or usage.unknown or not looks_typed(page, typed) or _is_named_only(typed, usage):
                continue
            for trap in usage.tool.trap:
                if trap.rule == rule and trap.command == usage.verb and _caught(page, typed, usage, trap):
                    called = f"{usage.tool.tool} {usage.verb}".strip()
                    yield Found(
                        line=typed.line,
                        says=f"`{called}`: {trap.says}",
                        do=trap.do,
                        patch=_mended(page, typed, usage, trap),
                    )

    return check


def _is_named_only(typed: Typed, usage: Usage) -> bool:
    """Whether a sentence names the command, as in “`git push` comes next”, and does not give it with its words."""
    return typed.code.origin is Origin.SPAN and not usage.flags and not usage.words


def _caught(page: Page, typed: Typed, usage: Usage, trap: Trap) -> bool:
    if trap.rule in _AT_A_TERMINAL and typed.line in page.by_person:
        return False  # at a terminal a person can answer
    if PIPED in trap.unless and _is_fed(page, typed):
        return False
    given = {flag for flag, _ in usage.flags} | {value for _, value in usage.flags} | set(usage.words)
    given |= {f"-{letter}" for flag, _ in usage.flags if _is_cluster(flag) for letter in flag[1:]}
    if trap.having and not given & set(trap.having):
        return False
    return not given & set(trap.unless) and len(usage.words) > trap.most_words


def _is_cluster(flag: str) -> bool:
    return len(flag) > 2 and flag[1] != "-" and flag[1:].isalpha()


def _is_fed(page: Page, typed: Typed) -> bool:
    whole = page.lines[typed.line - 1]
    return "|" in whole.split(typed.words[0], 1)[0] or "<" in whole.split(typed.words[0], 1)[-1]


def _mended(page: Page, typed: Typed, usage: Usage, trap: Trap) -> Patch | None:
    if trap.append:
        return with_flag(page.lines, typed, trap.append)
    if trap.rule == "one-argument" and len(usage.words) == 2:
        return with_words(page.lines, typed, usage.words, "/".join(usage.words))
    return None


_SOURCE = "the tools' own sources; each trap names its own in cockpit/runbooks/lint/tools"


def _rule(id: str, severity: Severity, what: str, why: str, *facts: str) -> Rule:
    return Rule(id=id, severity=severity, what=what, why=why, source=_SOURCE, check=trapped(id), facts=facts)


RULES = (
    _rule(
        "local-by-default",
        Severity.ERROR,
        "A command that works on this machine's copy unless told otherwise",
        "It succeeds, and production was neither read nor changed",
        "V2",
    ),
    _rule(
        "one-argument",
        Severity.ERROR,
        "Two words where the command takes one",
        "It is refused, or the second word is ignored",
        "V2",
    ),
    _rule(
        "takes-the-shop-down",
        Severity.WARNING,
        "A harmless looking command during which nobody can work",
        "A step meant to look makes the incident worse",
        "V5",
    ),
    _rule(
        "asks",
        Severity.WARNING,
        "A command that stops and asks a question",
        "Run from a checklist it hangs until its time is up, draws over the screen, or goes on without asking",
        "V5",
        "V9",
        "V21",
    ),
    _rule(
        "opens-editor",
        Severity.WARNING,
        "A command that opens an editor",
        "The editor takes the terminal away from the responder, or the command fails because there is none",
        "V21",
    ),
    _rule(
        "live-only",
        Severity.WARNING,
        "Looking for the past in a log that only shows what comes",
        "The request that failed is over: nothing is ever found, and minutes go by",
        "V3",
    ),
    _rule(
        "names-only",
        Severity.NOTE,
        "A list that shows that a secret is there, not that it is right",
        "A wrong secret passes the check",
        "V8",
    ),
    _rule(
        "data-stays",
        Severity.NOTE,
        "A rollback that does not roll back the data",
        "The old code meets what the new code wrote",
        "V9",
    ),
    _rule(
        "in-place",
        Severity.WARNING,
        "A restore over the running system",
        "Everything since that moment is gone, for everyone, at once",
        "V14",
    ),
    _rule(
        "test-mode",
        Severity.WARNING,
        "A command that speaks to the test system unless told otherwise",
        "It answers, and nothing of it is about production",
    ),
    _rule(
        "forced-push",
        Severity.WARNING,
        "A push that overwrites what others pushed",
        "In an incident several people push; the last one wins and the fix of another is gone",
    ),
    _rule(
        "goes-on-after-errors",
        Severity.WARNING,
        "A script of SQL that goes on after an error",
        "Half of it is done and the exit code says all of it is",
    ),
)
