"""Phases and steps while a file is being read, and the finished values made of them."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from cockpit.core.duration import parse_duration
from cockpit.core.expr import ExpressionError, checked
from cockpit.core.runbook import Decision, Input, Opening, Phase, Probe, RunbookAction, Step
from cockpit.runbooks.attributes import after_title
from cockpit.runbooks.pairs import Problem
from cockpit.runbooks.titles import Ids, plain, shown, slug, with_budget

LONGEST_PHASE = 24

_ID = re.compile(r"\w[\w.-]{0,99}")
_KNOWN = frozenset({"budget", "id", "if", "by", "opens", "within", "closes"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: its words, and what was written beside them."""

    words: str
    budget: timedelta | None = None
    id: str = ""
    condition: str = ""
    by_person: bool = False
    opens: Opening | None = None
    closes: str = ""


@dataclass(slots=True)
class StepDraft:
    title: Title
    line: int
    depth: int = 0
    """List items around its text; 0: its title is a heading or a label."""
    text: list[str] = field(default_factory=list)
    actions: list[RunbookAction] = field(default_factory=list)
    probe: Probe | None = None
    decision: Decision | None = None
    fields: list[Input] = field(default_factory=list)
    pitfalls: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PhaseDraft:
    """`key` is the first line (0-based) of its heading; None: the runbook's own title stands over it."""

    title: Title
    line: int
    key: int | None
    steps: list[StepDraft] = field(default_factory=list)


def title_of(raw: str, line: int, problems: list[Problem]) -> Title:
    """The title written as `raw` at `line` (1-based). What is not understood stays in the words."""
    words, attributes = after_title(raw)
    unknown = sorted(attributes.keys() - _KNOWN)
    says = _wrong(attributes) if attributes else ""
    if unknown and attributes.keys() & _KNOWN:
        says = f"{unknown[0]}= is not known beside a title; use one of {', '.join(sorted(_KNOWN))}"
    if says:
        problems.append(Problem(line, says))
    if says or unknown or not words.strip():
        words, attributes = raw, {}
    read, written = with_budget(plain(words))
    budget = parse_duration(attributes["budget"]) if "budget" in attributes else None
    return Title(
        words=read or plain(words) or shown(raw),
        budget=budget or (written if read else None),
        id=shown(attributes.get("id", "")),
        condition=attributes.get("if", ""),
        by_person=attributes.get("by") == "person",
        opens=opening_of(attributes),
        closes=shown(attributes.get("closes", "")),
    )


def opening_of(attributes: dict[str, str]) -> Opening | None:
    """What the attributes of a title or a fence leave open; None: nothing. Raises ValueError, OverflowError."""
    if "opens" not in attributes:
        return None
    within = parse_duration(attributes["within"]) if "within" in attributes else None
    return Opening(shown(attributes["opens"]), within)


def _wrong(attributes: dict[str, str]) -> str:
    """What is wrong with the attributes of a title, or nothing."""
    for key in ("budget", "within"):
        if key in attributes:
            try:
                parse_duration(attributes[key])
            except (ValueError, OverflowError) as error:
                return f"{key}: {shown(str(error))}"
    if not _ID.fullmatch(attributes.get("id", "x")):
        return f"id={shown(attributes['id'])} is no id; use letters, digits, -, _ and ."
    if "within" in attributes and "opens" not in attributes:
        return "within= stands alone; write it beside opens="
    if attributes.get("by", "person") != "person":
        return f"by={shown(attributes['by'])} is not known; write by=person"
    try:
        if "if" in attributes:
            checked(attributes["if"])
    except ExpressionError as error:
        return f"if: {shown(str(error))}"
    return ""


def finished(drafts: list[PhaseDraft]) -> tuple[Phase, ...]:
    """The phases with their ids: made of the words of the phase and the step, so that other steps' words, and steps
    that come or go, do not change them. Ids given by the author are taken as they are.
    """
    phases, ids, given = Ids(), Ids(), set[str]()
    for step in (step for draft in drafts for step in draft.steps if step.title.id):
        ids.reserve(step.title.id)
    found = []
    for draft in drafts:
        phase, condition = (
            phases.unused(draft.title.id or slug(draft.title.words, LONGEST_PHASE)),
            draft.title.condition,
        )
        steps = []
        for step in draft.steps:
            own = phase if step.title.words == draft.title.words else f"{phase}.{slug(step.title.words)}"
            first = bool(step.title.id) and step.title.id not in given
            given.add(step.title.id)
            steps.append(_step(step, step.title.id if first else ids.unused(step.title.id or own), condition))
        title = draft.title
        found.append(Phase(title=title.words, id=phase, condition=title.condition, steps=tuple(steps), line=draft.line))
    return tuple(found)


def _step(draft: StepDraft, id: str, of_phase: str) -> Step:
    title, decision = draft.title, draft.decision
    conditions = [condition for condition in (of_phase, title.condition) if condition]
    return Step(
        id=id,
        title=draft.title.words,
        text="\n".join(draft.text),
        budget=draft.title.budget,
        line=draft.line,
        actions=tuple(draft.actions),
        probe=draft.probe,
        condition=f"({conditions[0]}) and ({conditions[1]})" if len(conditions) == 2 else "".join(conditions),
        by_person=title.by_person,
        fields=tuple(draft.fields),
        decision=replace(decision, name=decision.name or _name(id)) if decision else None,
        pitfalls=tuple(draft.pitfalls),
        opens=title.opens,
        closes=title.closes,
    )


def _name(id: str) -> str:
    """A step's id as the name of a value, which an expression can read."""
    return re.sub(r"\W", "_", id)
