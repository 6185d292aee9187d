"""An import as lines of two panes: the original with what became of each line, and the new file as a checklist."""

from collections.abc import Mapping, Sequence

from cockpit.core.duration import short
from cockpit.core.imported import Fate, Imported, State
from cockpit.core.runbook import RunbookAction
from widgets.line import Line, Part, Tone, line

PLACED, REPAIRED, UNASSIGNED, LEFT, BY_HAND = " ", "~", "!", "-", "*"

_MARKS = {State.UNASSIGNED: (UNASSIGNED, Tone.WARN), State.LEFT_OUT: (LEFT, Tone.MUTED)}
LEGEND = f"{REPAIRED} repaired  {UNASSIGNED} in no step  {LEFT} left out  {BY_HAND} by hand · n next of these · ? help"


def original_lines(originals: Sequence[str], imported: Imported) -> list[Line]:
    """Every line of the original; its key is its number."""
    fates = {fate.line: fate for fate in imported.fates}
    by_hand = {correction.line for correction in imported.corrections}
    return [
        _original(number, text, fates.get(number), number in by_hand) for number, text in enumerate(originals, start=1)
    ]


def mark_of(fate: Fate | None, by_hand: bool) -> Part:
    """The character that says what became of a line, so that it does not hang on a colour."""
    if by_hand:
        return BY_HAND, Tone.ACCENT
    if fate is None:
        return PLACED, Tone.PLAIN
    repaired = (REPAIRED, Tone.ACCENT) if fate.says else (PLACED, Tone.PLAIN)
    return _MARKS.get(fate.state, repaired)


def _original(number: int, text: str, fate: Fate | None, by_hand: bool) -> Line:
    tone = Tone.MUTED if fate and fate.state is State.LEFT_OUT else Tone.PLAIN
    return line(
        mark_of(fate, by_hand), (f"{number:>4} ", Tone.MUTED), (text, tone), key=str(number), stop=fate is not None
    )


def result_lines(imported: Imported) -> list[Line]:
    """Every line of the new file that holds something, as the checklist has it; its key is its number there."""
    runbook = imported.runbook
    phases = {phase.line: phase.title for phase in runbook.phases}
    steps = {step.line: step for step in reversed(runbook.steps)}
    blocks, inside = _blocks(imported)
    unassigned = {left.line for left in runbook.unassigned}
    found: list[Line] = []
    for number, text in enumerate(imported.text.split("\n"), start=1):
        key = str(number)
        if number in phases:
            found.append(line((phases[number], Tone.STRONG), key=key, stop=True))
        elif number in steps:
            step = steps[number]
            budget = ((short(step.budget), Tone.MUTED),) if step.budget else ()
            found.append(line("[ ] ", (step.title, Tone.PLAIN), right=budget, key=key, stop=True))
        elif number in blocks:
            found.append(line("    ", (f"> {_does(blocks[number])}", Tone.ACCENT), key=key, stop=True))
        elif number in inside:
            code = inside[number]
            if code:
                found.append(line("    │ ", (text.strip(), Tone.CODE), key=key, stop=True))
        elif text.strip():
            tone, mark = (Tone.WARN, "! ") if number in unassigned and _has_words(text) else (Tone.MUTED, "    ")
            found.append(line((f"{mark}{text.strip()}", tone), key=key, stop=True))
    return found


def _has_words(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _blocks(imported: Imported) -> tuple[dict[int, RunbookAction], Mapping[int, bool]]:
    """The blocks by the line that opens them; the lines within, true for code, false for the fence that closes."""
    opened: dict[int, RunbookAction] = {}
    inside: dict[int, bool] = {}
    for action in (action for step in imported.runbook.steps for action in step.actions):
        opened[action.line] = action
        last = action.line + (action.text.count("\n") + 1 if action.text else 0)
        inside.update(dict.fromkeys(range(action.line + 1, last + 1), True))
        inside[last + 1] = False
    return opened, inside


def _does(action: RunbookAction) -> str:
    return f"{action.risk} {action.provider} {action.verb}" if action.provider else f"to copy {action.lang or 'text'}"
