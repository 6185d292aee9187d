"""Blocks that are no action: what must hold, be decided or be given before their step is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cockpit.runbooks.decide import read_decision
from cockpit.runbooks.drafts import StepDraft
from cockpit.runbooks.inputs import inputs_of
from cockpit.runbooks.pairs import Problem, pairs_of
from cockpit.runbooks.probe import read_check


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a block: whether it was used, which of its lines (1-based) were not, and why."""

    used: bool
    unread: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()


def put_into(step: StepDraft, lang: str, body: str, line: int) -> Put:
    """Give `step` the gate written in `body`, whose fence opens at `line` (1-based); `lang` is a key of `GATES`."""
    return GATES[lang](step, lang, body, line)


def _check(step: StepDraft, lang: str, body: str, line: int) -> Put:
    check = read_check(body, line, lang)
    if check.probe and step.probe:
        return _second(step, lang, line, "check")
    step.probe = check.probe or step.probe
    return Put(check.probe is not None, check.unread, check.problems)


def _decide(step: StepDraft, lang: str, body: str, line: int) -> Put:
    decided = read_decision(body, line)
    if decided.decision and step.decision:
        return _second(step, lang, line, "decision")
    step.decision = decided.decision or step.decision
    return Put(decided.decision is not None, decided.unread, decided.problems)


def _fields(step: StepDraft, lang: str, body: str, line: int) -> Put:
    fields, unread, problems = inputs_of(pairs_of(body, line), lang)
    step.fields += [field for field in fields if field.name not in {known.name for known in step.fields}]
    return Put(bool(fields), tuple(unread), tuple(problems))


def _second(step: StepDraft, lang: str, line: int, what: str) -> Put:
    says = f"{lang}: `{step.title.words}` has a {what} already; one step, one {what}"
    return Put(used=False, problems=(Problem(line, says),))


GATES: Mapping[str, Callable[[StepDraft, str, str, int], Put]] = {
    "check": _check,
    "watch": _check,
    "decide": _decide,
    "fields": _fields,
}
