"""Steps that destroy without a way back, and steps that act without a look at what became of it."""

import re
from collections.abc import Iterator

from cockpit.core.runbook import Risk, Step
from cockpit.core.text import clipped
from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.page import Page

LONGEST = 60  # characters of a title repeated in a finding

_WAY_BACK = re.compile(
    r"\b(?:back-?ups?|dump(?:s|ed)?|snapshots?|bookmarks?|undo(?:es|ne)?|way back|roll(?:ed|s)?[ -]?back|rollback"
    r"|restor\w+|re-?creat\w+|archiv\w+|cop(?:y|ies) (?:of|first|away)|pg_dump|export(?:s|ed)?|soft[ -]delete|revert\w*"
    r"|delete pods?|harmless|can be (?:rebuilt|deleted safely)|rebuil\w+|regenerat\w+)\b",
    re.IGNORECASE,
)
_CHECK = re.compile(
    r"\b(?:verif\w+|check\w*|confirm\w*|make sure|ensure|validat\w+|smoke|test\w*|watch\w*|monitor\w*|look\w*"
    r"|see (?:that|if|whether)|expect\w*|should (?:be|show|return|now)|status|healthy|count\w*)\b",
    re.IGNORECASE,
)
_NEARBY = 3  # steps after one that acts in which a look counts
_BEFORE = 4  # steps before one that destroys in which a copy counts


def _no_way_back(page: Page) -> Iterator[Found]:
    steps = page.runbook.steps
    for number, step in enumerate(steps):
        gone = next((action for action in step.actions if action.risk is Risk.DESTROYS), None)
        if gone is None or step.closes or gone.closes:
            continue  # what puts something back may remove it
        near = (*steps[max(0, number - _BEFORE) : number + 1], *steps[number + 1 : number + 2])
        if not any(_WAY_BACK.search(_words(one)) for one in near) and not gone.opens:
            yield Found(
                line=gone.line or step.line,
                says=f"“{clipped(step.title, LONGEST)}” destroys; nothing before or in it says what the way back is",
                do="Put a copy, a bookmark or a count before it, or say in the step why nothing of it is missed",
            )


def _no_check(page: Page) -> Iterator[Found]:
    steps = page.runbook.steps
    for number, step in enumerate(steps):
        acts = next((action for action in step.actions if action.provider and action.risk is Risk.DESTROYS), None)
        if acts is None or step.probe or step.closes or acts.closes:
            continue
        after = steps[number + 1 : number + 1 + _NEARBY]
        looked = any(one.probe or _CHECK.search(f"{one.title} {one.text}") for one in after)
        if not looked and not _CHECK.search(f"{step.title} {step.text}"):
            yield Found(
                line=acts.line or step.line,
                says=f"nothing after “{clipped(step.title, LONGEST)}” looks at whether it worked",
                do="Add a `check` block, or a step that says what must be seen now",
            )


def _words(step: Step) -> str:
    return " ".join((step.title, step.text, *step.pitfalls, *(action.text for action in step.actions)))


RULES = (
    Rule(
        id="no-way-back",
        what="A step that destroys, without a way back",
        why="The first mistake at night is the last one",
        source="own reading of such runbooks",
        severity=Severity.WARNING,
        check=_no_way_back,
    ),
    Rule(
        id="no-check",
        what="A step that destroys, without a look at what became of it",
        why="It is believed to have worked until somebody complains",
        source="own reading of such runbooks",
        severity=Severity.NOTE,
        check=_no_check,
    ),
)
