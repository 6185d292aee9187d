"""One step of the checklist as lines: its state, its clock, and unfolded its words, blocks, probe and output."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cockpit.core.actions import Target
from cockpit.core.checklist import How, Item, StepState
from cockpit.core.duration import clock_face, short
from cockpit.core.placeholders import filled
from cockpit.core.runbook import Risk, RunbookAction, Step, rule
from cockpit.core.tenancy import stands_in
from widgets.cells import broken, columns_of, wrapped
from widgets.line import Line, Part, Tone, line

OUTPUT_LINES = 5
SHOWN_ROWS = 8
FEW_ROWS = 3
INDENT = "    "

MARKS: dict[StepState, Part] = {
    StepState.TODO: ("[ ]", Tone.PLAIN),
    StepState.RUNNING: ("[>]", Tone.ACCENT),
    StepState.WAITING: ("[~]", Tone.ACCENT),
    StepState.DONE: ("[x]", Tone.GOOD),
    StepState.FAILED: ("[!]", Tone.BAD),
    StepState.UNKNOWN: ("[?]", Tone.WARN),
    StepState.SKIPPED: ("[-]", Tone.MUTED),
    StepState.REGRESSED: ("[!]", Tone.BAD),
    StepState.ASIDE: (" - ", Tone.MUTED),
}
WORDS: dict[StepState, Part] = {
    StepState.RUNNING: ("running", Tone.ACCENT),
    StepState.WAITING: ("waiting for evidence", Tone.ACCENT),
    StepState.FAILED: ("FAILED", Tone.BAD),
    StepState.UNKNOWN: ("UNKNOWN", Tone.WARN),
    StepState.SKIPPED: ("skipped", Tone.MUTED),
    StepState.REGRESSED: ("REGRESSED", Tone.BAD),
    StepState.ASIDE: ("set aside", Tone.MUTED),
}
RISKS: dict[Risk, Part] = {
    Risk.READS: ("READS", Tone.GOOD),
    Risk.CHANGES: ("CHANGES", Tone.WARN),
    Risk.DESTROYS: ("DESTROYS", Tone.ALARM),
}
NEXT_MOVE: dict[StepState, str] = {
    StepState.UNKNOWN: "Nobody knows whether it happened. Press v to check or to say what became of it.",
    StepState.FAILED: "It did not happen. Read why, then r to run again, x or s to go on without it.",
    StepState.REGRESSED: "It was done, and the evidence has gone bad since.",
    StepState.RUNNING: "c asks it to stop.",
    StepState.ASIDE: "Its branch is not taken. r and x work all the same.",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What lies around a step: known values, the targets blocks run on, what its probe and its action say."""

    now: datetime
    parameters: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Target] = field(default_factory=dict)
    """Every target of the profile; one may stand in for another tenant."""
    by_hand: frozenset[str] = frozenset()
    """Targets a person works on, not the machine."""
    probe: str = ""
    output: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """What its newest action read or touched."""
    chosen: int = 0
    """The index of the block that keys act on."""


def head(item: Item, key: str, current: bool, now: datetime, parameters: Mapping[str, str]) -> Line:
    """The line a step always has; `parameters` fill its title."""
    state = item.state
    tone = Tone.MUTED if item.finished or item.aside else Tone.STRONG if current else Tone.PLAIN
    by_hand = [("manual", Tone.MUTED)] if state is StepState.DONE and item.how is How.MANUAL else []
    words = [WORDS[state]] if state in WORDS else []
    right = [*by_hand, *words, *_budget(item, now)]
    spaced = [part for word in right for part in ((" ", Tone.PLAIN), word)]
    return line(MARKS[state], (f" {filled(item.step.title, parameters)}", tone), right=spaced, key=key, stop=True)


def below(item: Item, key: str, around: Around) -> list[Line]:
    """What a folded step still has to say: why it stands where it does, its evidence, the first rows it read."""
    waits = around.probe if item.state is StepState.WAITING else ""
    evidence = f"evidence: {item.evidence}" if item.evidence else ""
    said = [(waits, Tone.ACCENT), (item.reason, Tone.MUTED), (evidence, Tone.MUTED)]
    lines = [line((f"{INDENT}{text}", tone)) for text, tone in said if text] + result(around, FEW_ROWS)
    return [Line(shown.parts, shown.right, f"{key} said {number}") for number, shown in enumerate(lines)]


def result(around: Around, most: int) -> list[Line]:
    """The first rows of what the newest action read, in columns."""
    if not around.rows:
        return []
    table = columns_of(around.columns, around.rows)
    shown = [line((f"{INDENT}{table[0]}", Tone.MUTED))]
    shown += [line((f"{INDENT}{row}", Tone.PLAIN)) for row in table[1 : most + 1]]
    if len(around.rows) > most:
        shown.append(line((f"{INDENT}… {len(around.rows) - most} more, v shows all", Tone.MUTED)))
    return shown


def unfolded(item: Item, step: Step | None, key: str, width: int, around: Around) -> list[Line]:
    """Everything about a step that fits `width` cells, in the order it is needed: words, blocks, probe, output."""
    inner = max(width - len(INDENT), 8)
    lines: list[Line] = []
    if item.state in NEXT_MOVE:
        tone = MARKS[item.state][1]
        lines += [line((INDENT + row, tone)) for row in wrapped(NEXT_MOVE[item.state], inner)]
    if item.reason:
        lines += [line((INDENT + row, Tone.BAD)) for row in wrapped(item.reason, inner)]
    if step is None:
        lines.append(line((f"{INDENT}The runbook is not at hand; its words cannot be shown.", Tone.MUTED)))
    else:
        for pitfall in step.pitfalls:
            lines += _marked("[!] ", Tone.WARN, filled(pitfall, around.parameters), inner)
        lines += [line(INDENT + row) for row in wrapped(filled(step.text, around.parameters), inner) if step.text]
        for index, action in enumerate(step.actions):
            lines += _block(action, index, len(step.actions) + (step.decision is not None), inner, around)
        lines += _fields(step, around, inner)
        lines += _question(step, around, inner)
        lines += _probe(step, around, inner)
        lines += _standing(step, inner)
    lines += [line((f"{INDENT}> {text}", Tone.MUTED)) for text in around.output[-OUTPUT_LINES:]]
    lines += result(around, SHOWN_ROWS)
    if item.evidence:
        tone = Tone.GOOD if item.state is StepState.DONE else Tone.MUTED
        lines += [line((INDENT + row, tone)) for row in wrapped(f"evidence: {item.evidence}", inner)]
    return [Line(shown.parts, shown.right, f"{key} {number}") for number, shown in enumerate(lines)]


def _marked(mark: str, tone: Tone, words: str, inner: int) -> list[Line]:
    """`words` behind a mark, the rows below it indented."""
    rows = wrapped(words, max(inner - len(mark), 8))
    return [line((INDENT + (mark if n == 0 else " " * len(mark)) + row, tone)) for n, row in enumerate(rows)]


def _question(step: Step, around: Around, inner: int) -> list[Line]:
    """The step's question and its choices, the answer marked."""
    decision = step.decision
    if decision is None:
        return []
    answer = around.parameters.get(decision.name, "")
    here = around.chosen == len(step.actions)
    mark = "›? " if here and step.actions else "? "
    lines = _marked(mark, Tone.STRONG, filled(decision.question, around.parameters), inner)
    for choice in decision.choices:
        chosen = choice.id == answer
        lines += _marked("(x) " if chosen else "( ) ", Tone.GOOD if chosen else Tone.PLAIN, choice.says, inner)
    how = "r answers it" if here else "right chooses it, r answers it"
    lines.append(line((f"{INDENT}{how}" + (" anew" if answer else ""), Tone.MUTED)))
    return lines


def _fields(step: Step, around: Around, inner: int) -> list[Line]:
    """What has to be known before the step is done."""
    lines: list[Line] = []
    for one in step.fields:
        value = around.parameters.get(one.name)
        lacks = "may stay empty" if one.optional else "asked when ticked"
        said: Part = (value, Tone.STRONG) if value is not None else (lacks, Tone.MUTED if one.optional else Tone.WARN)
        words = f"{one.name}: {one.says}" if one.says else one.name
        *rows, last = wrapped(f"{words} = ", inner) or [""]
        lines += [line((f"{INDENT}{row}", Tone.MUTED)) for row in rows]
        if len(last) + len(said[0]) < inner:
            lines.append(line((f"{INDENT}{last} ", Tone.MUTED), said))
        else:
            lines += [line((f"{INDENT}{last}", Tone.MUTED)), line(f"{INDENT}  ", said)]
    return lines


def _standing(step: Step, inner: int) -> list[Line]:
    """What the step leaves open, puts back, or leaves to a person."""
    said = [f"leaves open: {step.opens.says}"] if step.opens else []
    if step.opens and step.opens.within:
        said[0] += f", for at most {short(step.opens.within)}"
    said += [f"puts back: {step.closes}"] if step.closes else []
    said += ["A person does and ticks this; the machine does not."] if step.by_person else []
    return [line((INDENT + row, Tone.MUTED)) for words in said for row in wrapped(words, inner)]


def _block(action: RunbookAction, index: int, count: int, inner: int, around: Around) -> list[Line]:
    if action.provider == "runbook":
        return [line((f"{INDENT}r opens the runbook ", Tone.MUTED), (action.text.strip(), Tone.ACCENT))]
    risk = RISKS[action.risk] if action.provider else ("TO COPY", Tone.MUTED)
    target = action.target or around.targets.get(action.provider, "")
    target = stands_in(target, action, around.known, around.parameters)
    hand = target in around.by_hand and bool(action.provider)
    does = action.verb if action.provider in ("queue", "message", "act") else action.lang
    where = f" {does}" + (f" on {target}" if target else "") if does or target else ""
    chosen = ("›" if index == around.chosen else " ") + f"{index + 1} " if count > 1 else ""
    where = f"{where}, by hand" if hand else where
    lines = [line((f"{INDENT}{chosen}", Tone.ACCENT), risk, (where, Tone.MUTED))]
    rows = broken(action.text, inner - 2) if action.text.strip() else []
    lines += [line((f"{INDENT}│ ", Tone.MUTED), (row, Tone.CODE)) for row in rows]
    if action.provider and action.risk is not Risk.READS and index == around.chosen:
        shows = "r shows it to be run by hand" if hand else "r shows what it would do first"
        lines.append(line((f"{INDENT}{shows}", Tone.MUTED)))
    for name in action.parameters:
        value = around.parameters.get(name)
        said: Part = (value, Tone.STRONG) if value is not None else ("asked when run", Tone.WARN)
        lines.append(line((f"{INDENT}  {name} = ", Tone.MUTED), said))
    return lines


def _probe(step: Step, around: Around, inner: int) -> list[Line]:
    if step.probe is None:
        return []
    probe = step.probe
    lines = [line((INDENT + row, Tone.MUTED)) for row in wrapped(rule(probe), inner)]
    says = around.probe or probe.says
    return [*lines, *(line((INDENT + row, Tone.ACCENT)) for row in wrapped(says, inner) if says)]


def _budget(item: Item, now: datetime) -> list[Part]:
    """`1:20 / 2:00`, and the word over when it is; a budget informs and never blocks."""
    if item.step.budget_s is None:
        return []
    budget = timedelta(seconds=item.step.budget_s)
    if item.started is None or item.state is StepState.SKIPPED:
        return [(short(budget), Tone.MUTED)]
    used = (item.changed if item.finished and item.changed else now) - item.started
    text = f"{_face(used)} / {_face(budget)}"
    if used > budget:
        return [(f"over {text}", Tone.WARN)]
    return [(text, Tone.MUTED if item.finished else Tone.GOOD)]


def _face(length: timedelta) -> str:
    return clock_face(length).removeprefix("0")
