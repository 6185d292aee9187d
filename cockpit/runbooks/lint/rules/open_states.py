"""What is switched off and never on again."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from cockpit.runbooks.lint.code import Origin
from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.page import Page
from cockpit.runbooks.titles import label

# In front of a verb in its bare form: the beginning of a line or clause, or a word that asks for it.
_ASKED = r"(?:^[\s>*•+\d.)\[\]xX_-]*|(?<=[.;:,] )|(?<=\bto )|(?<=\band )|(?<=\bthen )|(?<=→ )|(?<=— )|(?<=\*\*))"


_OFF = (
    (rf"{_ASKED}(?:pause|suspend)\b(?! and\b| if\b)|\bpause-delivery\b", "paused"),
    (rf"{_ASKED}(?:disable|deactivate)\b(?! (?:the )?(?:maintenance|read[- ]only))", "disabled"),
    (rf"{_ASKED}freeze\b", "frozen"),
    (rf"{_ASKED}halt\b(?=\s+\w)", "halted"),
    (r"\b(?:turn|switch)(?:ed|es)? (?:\w+ ){0,4}?off\b", "switched off"),
    (rf"{_ASKED}(?:announce|set|put|switch|go|make|enable)\b[^.;]*\bread[- ]only\b", "read-only"),
    (rf"{_ASKED}(?:enable|enter|activate|turn on|switch on|put)\b[^.;]*\bmaintenance\b", "in maintenance"),
    (r"\bscale\b[^.;]*(?:--replicas[= ]0\b|\bto (?:0|zero)\b)", "scaled to zero"),
)
_PAIRS = tuple((re.compile(off, re.IGNORECASE), says) for off, says in _OFF)
_ON = re.compile(
    r"\b(?:resum\w+|resume-delivery|un-?paus\w+|continue|re-?enabl\w+|enable[sd]?|re-?activat\w+|un-?freez\w+|thaw\w*"
    r"|lift\w*|re-?open\w*|restart\w*|un-?block\w*|restor(?:e|ed) (?:traffic|access|service|writes)"
    r"|(?:turn|switch|put)\w* (?:\w+ ){0,4}?(?:back )?on|back on|read[- ]write|writes (?:are )?(?:again|allowed)"
    r"|(?:end|leave|exit|disable|remove|drop|turn off|switch off)\w*\b[^.;]*\b(?:read[- ]only|maintenance)"
    r"|scale\b[^.;]*(?:--replicas[= ][1-9]|\bto [1-9]|\bback\b|\bup\b))",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(
    r"\b(?:old|original|debug|delete\w*|remov\w+|no longer|permanent\w*|deprecated|unused)\b", re.IGNORECASE
)
_NEAR = 12  # lines within which "resume" need not say what
_OBJECT = re.compile(r"[A-Za-z][\w-]{2,}")
_SMALL = frozenset(
    [
        "the",
        "all",
        "any",
        "new",
        "our",
        "this",
        "that",
        "its",
        "their",
        "and",
        "for",
        "until",
        "temporarily",
        "immediately",
        "affected",
        "if",
        "needed",
    ]
)


def _left_off(page: Page) -> Iterator[Found]:
    spoken = sorted([*page.prose, *_shell_lines(page)])
    known = _kept_by_dialect(page)
    back = _PutBack(spoken)
    for number, line in spoken:
        if number in known or label(line) or line.lstrip().startswith("|") or _FOR_GOOD.search(line):
            continue
        for pattern, state in _PAIRS:
            off = pattern.search(line)
            if off and not back.after(number, line, off):
                yield Found(
                    line=number,
                    says=f"something is left {state} here, and no later step says to put it back",
                    do='Add the step that puts it back, and mark both: {opens="NAME"} here, {closes="NAME"} there',
                )
                break


class _PutBack:
    """The lines in which something is put back, asked without going through all of them again."""

    def __init__(self, spoken: Sequence[tuple[int, str]]) -> None:
        self._lines: list[int] = []
        self._last: dict[str, int] = {}
        for number, line in spoken:
            if _ON.search(line):
                self._lines.append(number)
                self._last.update(dict.fromkeys(_things(line), number))

    def after(self, number: int, line: str, off: re.Match[str]) -> bool:
        """Whether what is switched `off` in that line is put back: near enough, or naming the same thing."""
        rest = line[off.end() :]
        if _ON.search(rest):
            return True
        following = bisect_right(self._lines, number)
        if following < len(self._lines) and self._lines[following] - number <= _NEAR:
            return True
        return any(self._last.get(thing, 0) > number for thing in _things(f"{off[0]} {rest}"))


def _things(text: str) -> frozenset[str]:
    """The first things a text speaks of, in the singular."""
    words = (word.lower().rstrip("s") for word in _OBJECT.findall(text)[:8])
    return frozenset(word for word in words if word not in _SMALL)


def _shell_lines(page: Page) -> Iterator[tuple[int, str]]:
    for code in page.code:
        if code.origin is Origin.BLOCK and code.family == "shell":
            yield from enumerate(code.text.split("\n"), code.line)


def _kept_by_dialect(page: Page) -> frozenset[int]:
    """Lines of steps that say what they open: the incident cannot close before it is put back."""
    opening = (step for step in page.runbook.steps if step.opens or any(action.opens for action in step.actions))
    return frozenset(line for step in opening for line in page.lines_of(step))


def _never_closed(page: Page) -> Iterator[Found]:
    steps = page.runbook.steps
    closed = {step.closes for step in steps} | {action.closes for step in steps for action in step.actions}
    for step in steps:
        for line, opening in [(step.line, step.opens), *((action.line, action.opens) for action in step.actions)]:
            if opening and opening.says not in closed:
                yield Found(
                    line=line,
                    says=f"`{opening.says}` is opened and no step closes it",
                    do=f'Add a step with {{closes="{opening.says}"}}',
                )


RULES = (
    Rule(
        id="left-off",
        what="Something paused, disabled, frozen or read-only that no later step puts back",
        why="The incident is over, the webhooks are still off, and the next incident is this one",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_left_off,
        facts=("V25",),
    ),
    Rule(
        id="never-closed",
        what="An `opens=` without its `closes=`",
        why="The incident cannot be closed but by hand, and nobody is told how",
        source="docs/runbooks.md",
        severity=Severity.WARNING,
        check=_never_closed,
        facts=("V25",),
    ),
)
