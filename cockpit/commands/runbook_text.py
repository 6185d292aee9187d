"""A runbook as lines for a terminal."""

from collections.abc import Iterator

from cockpit.core.duration import short
from cockpit.core.runbook import Choice, Leads, Runbook, Step, rule
from cockpit.core.runbook_lines import does


def shown_lines(runbook: Runbook) -> Iterator[str]:
    """The checklist, then what fits nowhere."""
    yield f"{runbook.title}  ({runbook.id}, {len(runbook.steps)} steps)"
    yield from runbook.intro.splitlines()
    if runbook.when:
        yield f"When: {runbook.when}"
    about = (("profile", runbook.profile), ("owner", runbook.owner), ("last walked", runbook.validated or "never"))
    yield ", ".join(f"{word} {said}" for word, said in about if said)
    asked = {one.name: one for one in runbook.inputs} | {
        one.name: runbook.input(one.name) for one in runbook.parameters
    }
    if asked:
        yield "Asks for: " + "; ".join(f"{one.name} ({one.says})" if one.says else one.name for one in asked.values())
    for phase in runbook.phases:
        yield ""
        yield phase.title
        for step in phase.steps:
            yield from _step_lines(step)
    if runbook.unassigned:
        yield ""
        yield "Fits nowhere (unassigned):"
        yield from (f"  {line.line:>5}  {line.text}" for line in runbook.unassigned)


def _step_lines(step: Step) -> Iterator[str]:
    budget = f"  ({short(step.budget)})" if step.budget else ""
    yield f"  [ ] {step.title}{budget}" + (f"  if {step.condition}" if step.condition else "")
    yield from (f"      ! {pitfall}" for pitfall in step.pitfalls)
    yield from (f"      {line}" for line in step.text.split("\n") if step.text)
    yield from (f"      > {does(action)} (line {action.line})" for action in step.actions)
    yield from (f"      = {one.name}: {one.says}{' (may stay empty)' if one.optional else ''}" for one in step.fields)
    if step.decision:
        yield f"      ? {step.decision.question}"
        yield from (f"        {one.id}: {one.says}{_leads(one)}" for one in step.decision.choices)
    if step.probe:
        yield f"      ? {rule(step.probe)}"
    if step.opens:
        yield f"      leaves open: {step.opens.says}"
    if step.closes:
        yield f"      puts back: {step.closes}"


def _leads(choice: Choice) -> str:
    match choice.leads:
        case Leads.STEP:
            return f", then step {choice.to}"
        case Leads.RUNBOOK:
            return f", then runbook {choice.to}"
        case Leads.BACK:
            return ", then back to the runbook before"
        case Leads.ON:
            return ""
