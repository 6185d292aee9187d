"""`import_text`: rounds of rules until nothing changes any more, then the account of what each line became."""

from collections.abc import Sequence

from cockpit.core.imported import Correction, Fate, Imported, State
from cockpit.runbooks.importing.corrections import corrected
from cockpit.runbooks.importing.rounds import Round, first_round, next_round
from cockpit.runbooks.importing.rows import Kind, rows_of
from cockpit.runbooks.load import digest_of
from cockpit.runbooks.parse import parse

ROUNDS = 6
"""What one rule brings to light another may still mend; two rounds are the rule, the fuzzer has not seen five."""


def import_text(text: str, *, source_id: str, corrections: Sequence[Correction] = ()) -> Imported:
    """`text` repaired, with an account of every line that is not blank. Never raises; the same in gives the same out.

    `source_id` (the file's name without its ending) names a runbook that has no title of its own.
    """
    lines = rows_of(text)
    result = first_round(corrected(lines, corrections))
    clean = result.text == "\n".join(row.text for row in lines)
    for _ in range(0 if clean else ROUNDS - 1):
        after = next_round(result)
        if after is None:
            break
        result = after
    runbook = parse(result.text, source_id=source_id, digest=digest_of(result.text.encode("utf-8", "surrogatepass")))
    nowhere = {line.line for line in runbook.unassigned if any(char.isalnum() for char in line.text)}
    fates = tuple(_fate(row.lines[0], row.text, result, nowhere) for row in lines if row.kind is not Kind.BLANK)
    return Imported(text=result.text, runbook=runbook, fates=fates, corrections=tuple(corrections))


def _fate(line: int, text: str, result: Round, nowhere: set[int]) -> Fate:
    places = result.places.get(line, ())
    state = State.PLACED if places else State.LEFT_OUT
    if places and all(place in nowhere for place in places):
        state = State.UNASSIGNED
    return Fate(line, text, state, places, result.says.get(line, ()), result.why.get(line, ""))
