"""A runbook as values: phases of steps, each with words and maybe a budget, actions and a probe."""

from datetime import timedelta
from enum import StrEnum

import msgspec


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
    line: int = 0


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """A read-only check whose repeated success completes its step."""

    read: str
    """What to read: a source or named query (`queue work`, `query backlog`), or `action` (the newest receipt)."""
    expect: str
    """What must hold of the reading's values, as in `stuck == 0 and oldest_min < 15`."""
    every: timedelta = timedelta(seconds=5)
    times: int = 2
    within: timedelta | None = None
    says: str = ""
    """What to tell the person while it does not hold."""
    line: int = 0


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do."""

    id: str
    title: str
    text: str = ""
    budget: timedelta | None = None
    line: int = 0
    actions: tuple[RunbookAction, ...] = ()
    probe: Probe | None = None


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A heading and the steps below it."""

    title: str
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
    when: str = ""
    """The symptom that leads here, if the file says so."""
    severity: str = ""
    """The level this usually is, if the file says so; an id of the profile's scale or any word."""

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    def step(self, id: str) -> Step | None:
        """The step called `id`, or None."""
        return next((step for step in self.steps if step.id == id), None)
