"""The hypotheses of an incident in a report: the confirmed first, and what was ruled out, with all the evidence."""

from collections.abc import Iterator

from cockpit.core.hypothesis import Hypothesis, Speaks, Standing
from cockpit.core.incident import Incident
from cockpit.reports.markdown import plain, stamp, table

ORDER = (Standing.CONFIRMED, Standing.OPEN, Standing.REFUTED, Standing.ASIDE)


def hypotheses(incident: Incident) -> list[str]:
    """A part for each hypothesis with its evidence; the rows it rests on are quoted."""
    found = sorted(incident.hypotheses, key=lambda one: ORDER.index(one.standing))
    lines = [line for one in found for line in _told(one)]
    return ["## Hypotheses", "", *(lines or ["Nobody wrote down a possible cause."])]


def brief_lines(incident: Incident) -> Iterator[str]:
    """A line for each, for whoever takes over."""
    for one in incident.hypotheses:
        count = ", ".join(f"{len(one.speaking(side))} {side}" for side in Speaks)
        match one.standing:
            case Standing.OPEN:
                yield f"may be: {one.text} ({count})"
            case Standing.CONFIRMED:
                yield f"confirmed: {one.text} ({count})"
            case _:
                yield f"not: {one.text} ({one.reason or one.standing})"


def _told(one: Hypothesis) -> Iterator[str]:
    yield f"### {one.standing.upper()}: {plain(one.text)}"
    yield ""
    yield f"Raised {stamp(one.raised)} by {plain(one.by)}."
    if one.settled:
        yield f"{str(one.standing).capitalize()} {stamp(one.settled)}{': ' if one.reason else '.'}{plain(one.reason)}"
    for lead, words in (("Would confirm it", one.confirms), ("Would refute it", one.refutes)):
        if words:
            yield f"{lead}: {plain(words)}"
    yield ""
    rows = [(stamp(each.of or each.at), each.speaks, each.source or each.by, each.text) for each in one.evidence]
    yield from table(("At", "Speaks", "From", "What"), rows) or ["No evidence."]
    yield ""
