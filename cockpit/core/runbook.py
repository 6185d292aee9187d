"""A runbook as values: phases of steps, each with words and maybe a budget, actions and a probe."""

import re
from datetime import timedelta
from enum import StrEnum

import msgspec

from cockpit.core.duration import short

_COMPARES = re.compile(r"^reconcile (\S+)$|\bcockpit reconcile (\w[\w-]*)")


class Risk(StrEnum):
    """What an action can do to the world. When unsure: changes."""

    READS = "reads"
    CHANGES = "changes"
    DESTROYS = "destroys"


class ParameterKind(StrEnum):
    """How a parameter was written: `{x}`, `<x>`, `$X`, or a bound `?`."""

    BRACE = "brace"
    ANGLE = "angle"
    SHELL = "shell"
    BOUND = "bound"


class Parameter(msgspec.Struct, frozen=True):
    """Something asked for once per incident. A bound `?` takes the name of the column it is compared with."""

    name: str
    kind: ParameterKind


class Opening(msgspec.Struct, frozen=True):
    """What is left in another state than it was found in; `within`: how long others bear it."""

    says: str
    within: timedelta | None = None


class RunbookAction(msgspec.Struct, frozen=True, kw_only=True):
    """A fenced block, attached to the step above it."""

    lang: str
    """`sql`, `sh`, `queue`, `message`, `text`, … as written after the fence, in lower case."""
    text: str
    risk: Risk = Risk.CHANGES
    parameters: tuple[str, ...] = ()
    """Names, in order of appearance."""
    provider: str = ""
    """Who runs it; empty: nobody, the block is only to copy."""
    verb: str = ""
    target: str = ""
    """The target named by the fence (`{on=shop-db}`); empty: the profile's default for this provider."""
    attributes: dict[str, str] = {}
    opens: Opening | None = None
    """What it leaves off once it is done."""
    closes: str = ""
    """What it puts back once it is done."""
    line: int = 0


class ValueKind(StrEnum):
    """What a value given by a person must be."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    PATH = "path"


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A value asked of a person: for the whole runbook, or before a step can be ticked."""

    name: str
    says: str = ""
    """What it is, in words."""
    kind: ValueKind = ValueKind.TEXT
    pattern: str = ""
    """A regular expression the whole value must match; empty: any."""
    choices: tuple[str, ...] = ()
    example: str = ""
    default: str = ""
    optional: bool = False


class Leads(StrEnum):
    """Where a choice leads."""

    ON = "on"
    STEP = "step"
    RUNBOOK = "runbook"
    BACK = "back"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a decision. `to` is the id of a step, a phase or a runbook; empty where none is needed."""

    id: str
    says: str
    leads: Leads = Leads.ON
    to: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answer is kept under `name` and says where to go on."""

    question: str
    name: str
    choices: tuple[Choice, ...]
    default: str = ""
    reason: bool = False
    """Whether the answer needs one."""
    line: int = 0

    def choice(self, id: str) -> Choice | None:
        """The choice called `id`, or None."""
        return next((choice for choice in self.choices if choice.id == id), None)


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """A read-only check whose repeated success completes its step. Without `read` a person looks, the clock runs."""

    read: str
    """What to read: `queue work`, `query backlog`, `log api`, `file notes.md`, `block 2`, `action`, …"""
    expect: str
    """What must hold of the reading's values, as in `stuck == 0 and oldest_min < 15`."""
    match: str = ""
    """The text a line of a log must hold to count."""
    quiet: timedelta | None = None
    """A watch: how long it must hold without a break. None: `times` readings in a row are enough."""
    until: timedelta | None = None
    """A watch: how long it goes on being looked at, counted from its beginning."""
    every: timedelta = timedelta(seconds=5)
    times: int = 2
    within: timedelta | None = None
    says: str = ""
    """What to tell the person while it does not hold."""
    line: int = 0


def rule(probe: Probe) -> str:
    """When `probe` speaks for its step, in words."""
    counted = f"lines with “{probe.match}”: " if probe.match else ""
    if probe.quiet is None:
        often = f"{probe.times} times in a row, every {short(probe.every)}"
        return f"done when {probe.expect} ({counted}{probe.read}, {often})"
    after = f"; looked at until {short(probe.until)} are over" if probe.until else ""
    if not probe.read:
        return f"watch it for {short(probe.quiet)}, then say whether it stayed quiet{after}"
    return f"done when {probe.expect} for {short(probe.quiet)} without a break ({counted}{probe.read}){after}"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do."""

    id: str
    title: str
    text: str = ""
    budget: timedelta | None = None
    line: int = 0
    actions: tuple[RunbookAction, ...] = ()
    probe: Probe | None = None
    condition: str = ""
    """An expression over values and decisions; while it does not hold the step is set aside. Empty: always."""
    by_person: bool = False
    """Never run or ticked by machine."""
    fields: tuple[Input, ...] = ()
    """Values without which it cannot be ticked."""
    decision: Decision | None = None
    pitfalls: tuple[str, ...] = ()
    """What often goes wrong here."""
    opens: Opening | None = None
    closes: str = ""

    @property
    def comparison(self) -> str:
        """The comparison of the profile it is about: that of its check, else of a block; empty: of none."""
        texts = (self.probe.read if self.probe else "", *(action.text for action in self.actions))
        return next((found[1] or found[2] for text in texts if (found := _COMPARES.search(text))), "")


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and the steps below it."""

    title: str
    id: str = ""
    condition: str = ""
    """Part of the condition of each of its steps."""
    steps: tuple[Step, ...] = ()
    line: int = 0


class Unassigned(msgspec.Struct, frozen=True):
    """A line that fits nowhere; shown, never dropped."""

    line: int
    text: str


class Runbook(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed runbook. `digest` is the SHA-256 (hex) of the file's bytes: what trust and pinning are about."""

    id: str
    title: str
    digest: str
    parameters: tuple[Parameter, ...] = ()
    phases: tuple[Phase, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    intro: str = ""
    """The words above all headings and steps."""
    when: str = ""
    """The symptom that leads here, if the file says so."""
    severity: str = ""
    """The level this usually is, if the file says so; an id of the profile's scale or any word."""
    profile: str = ""
    """The system it is for; empty: any."""
    owner: str = ""
    validated: str = ""
    """The day (`2026-05-01`) it was last walked, as written; empty: never, as far as the file says."""
    budget: timedelta | None = None
    """How long all of it usually takes."""
    inputs: tuple[Input, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    def step(self, id: str) -> Step | None:
        """The step called `id`, or None."""
        return next((step for step in self.steps if step.id == id), None)

    def first_of(self, id: str) -> Step | None:
        """The step called `id`, or the first of the phase called `id`; None: there is neither."""
        phase = next((phase for phase in self.phases if phase.id == id and phase.steps), None)
        return self.step(id) or (phase.steps[0] if phase else None)

    def input(self, name: str) -> Input:
        """What is known of the value `name`: from the inputs, else from a step's fields, else only its name."""
        fields = (field for step in self.steps for field in step.fields)
        return next((one for one in (*self.inputs, *fields) if one.name == name), Input(name=name))
