"""`decide` fences: a question, its choices, and where each leads."""

import re
from dataclasses import dataclass

from cockpit.core.runbook import Choice, Decision, Leads
from cockpit.runbooks.pairs import Pair, Problem, pairs_of
from cockpit.runbooks.titles import plain, shown

SAID = ("question", "name", "default", "reason")

_LEADS = re.compile(r"\s*(?:#(?P<step>[\w.-]+)|runbook\s+(?P<runbook>[\w-]+)|(?P<back>back))")
_NAME = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a fence: a decision or none, the lines (1-based) of no use, and why."""

    decision: Decision | None
    unread: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_decision(body: str, line: int) -> Decided:
    """The decision written in `body`, whose fence opens at `line` (1-based). Its name may be empty: the step's id.

    A decision needs a question and two choices.
    """
    said: dict[str, str] = {}
    choices: dict[str, Choice] = {}
    unread: list[int] = []
    problems: list[Problem] = []
    for pair in pairs_of(body, line):
        if says := _wrong(pair, said, choices):
            unread.append(pair.line)
            problems.append(Problem(pair.line, f"decide: {pair.written} {says}"))
        elif pair.key in SAID:
            said[pair.key] = pair.value
        else:
            choices[pair.key] = _choice(pair)
    if "question" not in said or len(choices) < 2:
        lacks = "no `question:` line" if "question" not in said else "fewer than two choices"
        says = f"decide: {lacks}; write `question: Which one?` and lines like `app: the screens → #rollback`"
        return Decided(None, (), (*problems, Problem(line, says)))
    default = said.get("default", "")
    if default and default not in choices:
        problems.append(Problem(line, f"decide: the default {shown(default)} is none of {', '.join(choices)}"))
        default = ""
    decision = Decision(
        question=plain(said["question"]),
        name=said.get("name", ""),
        choices=tuple(choices.values()),
        default=default,
        reason=said.get("reason") == "required",
        line=line,
    )
    return Decided(decision, tuple(unread), tuple(problems))


def _wrong(pair: Pair, said: dict[str, str], choices: dict[str, Choice]) -> str:
    if not pair.key or not pair.value:
        return "says nothing" if pair.key else "is not `key: value`"
    if pair.key in said or pair.key in choices:
        return "is said twice"
    if pair.key == "name" and not _NAME.fullmatch(pair.value):
        return "is no name; use letters, digits and _"
    if pair.key == "reason" and pair.value not in ("required", "optional"):
        return "is neither `required` nor `optional`"
    if pair.key not in SAID and pair.key.endswith("?"):
        return "is no choice; use letters, digits, - and _"
    return ""


def _choice(pair: Pair) -> Choice:
    words, arrow, leads = pair.value.replace("->", "→").rpartition("→")
    found = _LEADS.fullmatch(leads) if arrow else None
    if found is None:
        return Choice(id=pair.key, says=plain(pair.value))
    says = plain(words.strip()) or pair.key
    if found["back"]:
        return Choice(id=pair.key, says=says, leads=Leads.BACK)
    kind = Leads.STEP if found["step"] else Leads.RUNBOOK
    return Choice(id=pair.key, says=says, leads=kind, to=shown(found["step"] or found["runbook"]))
