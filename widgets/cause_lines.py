"""Possible causes as options of a list and as words: what rows look like first, then the hypotheses by standing."""

from collections.abc import Iterator, Mapping, Sequence

from cockpit.core.bugsigns import Match, likely
from cockpit.core.hypothesis import Hypothesis, Speaks, Standing, Weighed
from widgets.line import Part, Tone
from widgets.pick_list import Option

SUGGESTED = "looks like "
"""Begins the id of an option that nobody raised yet; the id of the class of bug follows."""
LIKELY: Part = ("[?]", Tone.ACCENT)
STANDINGS: dict[Standing, Part] = {
    Standing.OPEN: ("[ ]", Tone.PLAIN),
    Standing.CONFIRMED: ("[x]", Tone.GOOD),
    Standing.REFUTED: ("[-]", Tone.MUTED),
    Standing.ASIDE: ("[~]", Tone.MUTED),
}
ORDER = tuple(STANDINGS)


def options(matches: Sequence[Match], hypotheses: Sequence[Hypothesis], runbooks: Mapping[str, str]) -> list[Option]:
    """Everything that may be the cause; `runbooks` help with a class of bug."""
    by_class = {one.bug_class.id: one for one in matches}
    ordered = sorted(hypotheses, key=lambda one: ORDER.index(one.standing))
    return [
        *(_suggested(one, runbooks.get(one.bug_class.id, "")) for one in likely(matches, hypotheses)),
        *(_raised(one, by_class.get(one.bug_class), runbooks.get(one.bug_class, "")) for one in ordered),
    ]


def in_full(one: Hypothesis, match: Match | None) -> Iterator[str]:
    """A hypothesis to be read: where it stands, what would decide it, where to look, and all its evidence."""
    yield f"{one.text}"
    yield f"{one.says}; raised {one.raised:%H:%M:%S} UTC by {one.by}"
    if one.reason:
        yield f"because {one.reason}"
    if match is not None:
        yield f"rows that look like it: {seen(match)}"
    yield ""
    for lead, words in (("Would confirm it", one.confirms), ("Would refute it", one.refutes)):
        yield f"{lead}: {words or 'nobody said'}"
    yield from _list("Where to look", one.look)
    yield from _list("What mends it", one.mend)
    for side in Speaks:
        found = one.speaking(side)
        yield from ("", f"Speaks {side} it" if found else f"Nothing speaks {side} it yet")
        yield from (f"  {_when(each)}  {each.text}" for each in found)


def of_match(match: Match) -> Iterator[str]:
    """A suggestion to be read before it is raised."""
    kind = match.bug_class
    yield from (match.says, seen(match), "", f"Would confirm it: {kind.confirms}", f"Would refute it: {kind.refutes}")
    yield from _list("Where to look", kind.look)
    yield from _list("What mends it", kind.mend)
    yield from ("", "Rows", *(f"  {one.at:%H:%M:%S}  {one.source}: {one.text}" for one in match.rows))


def seen(match: Match) -> str:
    """How many rows, and when."""
    rows = ("at least " if match.least else "") + ("1 row" if match.count == 1 else f"{match.count} rows")
    last = f"last {match.last:%H:%M:%S} UTC"
    others = f", {match.others} other{'s' if match.others > 1 else ''} like it" if match.others else ""
    return f"{rows}, {last}{others}"


def _suggested(match: Match, runbook: str) -> Option:
    return Option(
        id=f"{SUGGESTED}{match.bug_class.id}",
        title=f"Looks like: {match.says}",
        details=(" · ".join((f"{match.rows[-1].source}: {seen(match)}", "enter raises it", *_opens(runbook))),),
        mark=LIKELY,
    )


def _raised(one: Hypothesis, match: Match | None, runbook: str) -> Option:
    said = [f"{len(one.speaking(side))} {side}" for side in Speaks]
    growing = [f"rows like it: {seen(match)}"] if match and one.is_open else []
    reason = [one.reason] if one.reason else []
    opens = _opens(runbook) if one.is_open else []
    return Option(
        id=one.id,
        title=one.text,
        details=(" · ".join((*said, *growing, *reason, *opens)),),
        mark=STANDINGS[one.standing],
        right=one.says,
    )


def _list(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield from ("", title, *(f"  - {entry}" for entry in entries))


def _opens(runbook: str) -> list[str]:
    return [f"r opens {runbook}"] if runbook else []


def _when(each: Weighed) -> str:
    where = each.source or each.by
    return f"{each.of or each.at:%H:%M:%S}  {where}:"
