"""Phases and steps while a file is being read, and the finished values made of them."""

from dataclasses import dataclass, field
from datetime import timedelta

from cockpit.core.duration import parse_duration
from cockpit.core.runbook import Phase, Probe, RunbookAction, Step
from cockpit.runbooks.attributes import after_title
from cockpit.runbooks.probe import Problem
from cockpit.runbooks.titles import Ids, plain, shown, slug, with_budget

LONGEST_PHASE = 24

_KNOWN = frozenset({"budget", "id"})


@dataclass(frozen=True, slots=True)
class Title:
    """A title taken apart: its words, and what was written beside them."""

    words: str
    budget: timedelta | None = None
    id: str = ""


@dataclass(slots=True)
class StepDraft:
    title: Title
    line: int
    depth: int = 0
    """List items around its text; 0: its title is a heading or a label."""
    text: list[str] = field(default_factory=list)
    actions: list[RunbookAction] = field(default_factory=list)
    probe: Probe | None = None


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
    if attributes.keys() - _KNOWN or not words.strip():
        words, attributes = raw, {}
    budget = None
    if "budget" in attributes:
        try:
            budget = parse_duration(attributes["budget"])
        except (ValueError, OverflowError) as error:
            problems.append(Problem(line, f"budget: {shown(str(error))}"))
            words, attributes = raw, {}
    read, written = with_budget(plain(words))
    budget = budget or (written if read else None)
    return Title(read or plain(words) or shown(raw), budget, shown(attributes.get("id", "")))


def finished(drafts: list[PhaseDraft]) -> tuple[Phase, ...]:
    """The phases with their ids: made of the words of the phase and the step, so that other steps' words, and steps
    that come or go, do not change them. Ids given by the author are taken as they are.
    """
    phases, ids, given = Ids(), Ids(), set[str]()
    for step in (step for draft in drafts for step in draft.steps if step.title.id):
        ids.reserve(step.title.id)
    found = []
    for draft in drafts:
        phase = phases.unused(draft.title.id or slug(draft.title.words, LONGEST_PHASE))
        steps = []
        for step in draft.steps:
            own = phase if step.title.words == draft.title.words else f"{phase}.{slug(step.title.words)}"
            first = bool(step.title.id) and step.title.id not in given
            given.add(step.title.id)
            steps.append(_step(step, step.title.id if first else ids.unused(step.title.id or own)))
        found.append(Phase(title=draft.title.words, steps=tuple(steps), line=draft.line))
    return tuple(found)


def _step(draft: StepDraft, id: str) -> Step:
    return Step(
        id=id,
        title=draft.title.words,
        text="\n".join(draft.text),
        budget=draft.title.budget,
        line=draft.line,
        actions=tuple(draft.actions),
        probe=draft.probe,
    )
