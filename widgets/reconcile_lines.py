"""A comparison as lines: how it stands, its rows by kind, one row in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rich.cells import cell_len

from cockpit.core.comparing import Comparing
from cockpit.core.listing import moment_of
from cockpit.core.missing import Fate, Missing, Reconciliation
from cockpit.core.missing_rows import row_of
from cockpit.core.money import Unit, money
from cockpit.core.reconcile import Differing, Entry, Reconciled, Side, number, total
from cockpit.core.text import printable
from widgets.cells import cut, padded, wrapped
from widgets.line import Line, Tone, line
from widgets.log_title import grouped
from widgets.pick_list import Option

KINDS = ("missing", "settled", "amounts", "only right", "twice")
LISTED = 300  # rows of a kind; the rest is counted, and in the CSV
WIDEST = 34  # cells of a key in the list
MARKS: Mapping[Fate, tuple[str, Tone]] = {
    Fate.OPEN: ("[ ]", Tone.WARN),
    Fate.SAID: ("[~]", Tone.WARN),
    Fate.THERE: ("[x]", Tone.GOOD),
    Fate.NOT_NEEDED: ("[-]", Tone.MUTED),
    Fate.GONE: ("[-]", Tone.MUTED),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """All that is known of one comparison: what came of reading it, and what became of its missing rows."""

    unit: Unit = field(default_factory=Unit)
    comparing: Comparing | None = None
    kept: Reconciliation | None = None
    """None: no incident, or nothing was written down yet."""

    @property
    def found(self) -> Reconciled | None:
        return self.comparing.found if self.comparing else None

    @property
    def missing(self) -> Sequence[Missing | Entry]:
        """What is not settled: as the incident has it, else as it was read."""
        if self.kept:
            return sorted(self.kept.open, key=lambda one: (one.row.at, one.row.key))
        return self.found.missing if self.found else ()

    def counts(self) -> dict[str, int]:
        """How many rows of each kind there are."""
        found, kept = self.found, self.kept
        return {
            "missing": len(self.missing) + (kept.unnamed if kept else 0),
            "settled": len(kept.rows) - len(kept.open) if kept else 0,
            "amounts": len(found.differing) if found else 0,
            "only right": len(found.added) if found else 0,
            "twice": len(found.doubled) if found else 0,
        }


def about(bench: Bench, kind: str, width: int) -> list[Line]:
    """How it stands: from when, both sides with their sums, the outcome, what cannot be said, the kinds of rows."""
    lines = [line((words, tone)) for words, tone in _standing(bench.comparing)]
    found = bench.found
    if found is not None:
        names = max(len(side.name) for side in (found.left, found.right))
        lines += [_side(side, names, bench.unit) for side in (found.left, found.right)]
        lines += [line((row, Tone.STRONG)) for row in wrapped(_outcome(found, bench.unit), width)]
    for warning in _warnings(bench):
        lines += [line((row, Tone.WARN)) for row in wrapped(f"[!] {warning}", width)]
    if found is not None or bench.kept is not None:
        lines += [line(""), _tabs(bench, kind, found)]
        why = _nothing(bench, kind)
        lines += [line((row, Tone.MUTED)) for row in wrapped(why, width)] if why else []
    return lines


def options(bench: Bench, kind: str) -> list[Option]:
    """The rows of one kind, the earliest first."""
    found = bench.found
    rows: Sequence[Missing | Entry] = ()
    match kind:
        case "missing":
            rows = bench.missing
        case "settled":
            rows = [one for one in bench.kept.rows if not one.is_open] if bench.kept else ()
        case "only right":
            rows = found.added if found else ()
        case "amounts":
            return [_differing(one, found, bench.unit) for one in found.differing[:LISTED]] if found else []
        case _:
            twice = found.doubled[:LISTED] if found else ()
            return [
                Option(id=f"{side} {key}", title=key, right=f"{times} times in {side}") for side, key, times in twice
            ]
    shown = rows[:LISTED]
    width = min(max((cell_len(printable(_key(one))) for one in shown), default=0), WIDEST)
    return [_option(one, width, bench) for one in shown]


def in_full(bench: Bench, key: str) -> list[str]:
    """All that is known of the row `key`."""
    kept = next((one for one in bench.kept.rows if one.row.key == key), None) if bench.kept else None
    found = bench.found
    said = [f"Key: {key}"]
    if kept:
        amount = _amount(kept.row.amount, bench.unit)
        said += [f"Amount: {amount}"] if amount else []
        said += [f"First missed: {kept.found:%Y-%m-%d %H:%M:%S} UTC"]
        said += [f"Now: {words}" for words in (_became(kept, bench), kept.reason and f"because {kept.reason}") if words]
        said += [] if not kept.row.says else ["", kept.row.says]
    for side, entries in ((found.left, found.only_left), (found.right, found.only_right)) if found else ():
        for one in entries:
            if one.key == key:
                said += [
                    "",
                    f"As {side.name} has it:",
                    *(f"  {name}: {cell}" for name, cell in one.row.items() if cell),
                ]
    return said


def _standing(comparing: Comparing | None) -> list[tuple[str, Tone]]:
    if comparing is None:
        return [("Not compared yet since this cockpit runs: r compares.", Tone.MUTED)]
    since = f"Since {comparing.since:%Y-%m-%d %H:%M:%S} UTC (e changes it)"
    if comparing.running:
        read = ", ".join(f"{side} {grouped(rows)}" for side, rows in comparing.read.items())
        return [(since, Tone.MUTED), (f"Reading: {read or 'both sides'} rows so far … x stops", Tone.ACCENT)]
    read_at = f", read {comparing.at:%H:%M:%S}" if comparing.at else ""
    return [(f"{since}{read_at}", Tone.MUTED)]


def _side(side: Side, names: int, unit: Unit) -> Line:
    rest = [f"{side.keyless} without a key"] if side.keyless else []
    rest += [f"{side.uncounted} without an amount"] if side.uncounted else []
    summed = money(side.total, unit) if side.summed else ""
    words = f"{padded(side.name, names)}  {grouped(side.rows):>8} rows  {summed:>16}"
    return line(words, (f"  {', '.join(rest)}" if rest else "", Tone.WARN), (" CUT" if side.cut else "", Tone.BAD))


def _outcome(found: Reconciled, unit: Unit) -> str:
    parts = [f"{grouped(len(found.matched))} on both sides"]
    if not found.right.cut:
        amount = total(found.missing)
        worth = f", {money(amount, unit)}" if amount else ""
        parts.append(f"{grouped(len(found.missing))} missing in {found.right.name}{worth}")
    parts += [f"{grouped(len(found.differing))} with another amount"] if found.differing else []
    parts += [f"{grouped(len(found.added))} only in {found.right.name}"] if found.added else []
    parts += [f"{grouped(len(found.doubled))} more than once"] if found.doubled else []
    return " · ".join(parts)


def _warnings(bench: Bench) -> list[str]:
    comparing, found, kept = bench.comparing, bench.found, bench.kept
    said = [comparing.edge] if comparing and comparing.edge else []
    said += (
        [f"Not read: {comparing.error}" + (", below is what was read before" if found else "")]
        if comparing and comparing.error
        else []
    )
    if found and len({*found.left.currencies, *found.right.currencies}) > 1:
        said.append(f"The sums mix {', '.join(sorted({*found.left.currencies, *found.right.currencies}))}.")
    if found and found.young:
        said.append(f"{grouped(found.young)} newer than what can be judged: the other side may be writing just now.")
    if found and found.right.cut:
        said.append(f"{found.right.cut}. So nothing is called missing.")
    if found and found.left.cut:
        said.append(f"{found.left.cut}. There may be more missing than is listed.")
    if kept and kept.unnamed:
        said.append(f"{grouped(kept.unnamed)} more are missing than are listed one by one; w writes all of them.")
    return said


def _tabs(bench: Bench, kind: str, found: Reconciled | None) -> Line:
    names = {"missing": "open", "only right": f"only in {cut(found.right.name, 16)}" if found else "only right"}
    parts: list[tuple[str, Tone]] = []
    for one, count in bench.counts().items():
        words = f"{names.get(one, one)} {grouped(count)}"
        parts.append((f"[{words}]", Tone.ACCENT) if one == kind else (f" {words} ", Tone.MUTED))
    open_rows = [one for one in bench.missing if isinstance(one, Missing)]
    left = bench.kept.worth(open_rows) if bench.kept else ""
    return line(*parts, right=((f"open: {left}", Tone.WARN),) if left else ())


def _nothing(bench: Bench, kind: str) -> str:
    """Why the list is empty, or what of it is not listed; empty: all of it is there to see."""
    count, found = bench.counts()[kind], bench.found
    if count > LISTED:
        return f"The first {LISTED} of {grouped(count)} are listed."
    if count or kind != "missing":
        return "" if count else "None."
    if found is None:
        return "Nothing is left to be re-created, as far as was written down."
    if not found.left.rows and not found.right.rows:
        return f"Neither {found.left.name} nor {found.right.name} has a row in this time: is the beginning right?"
    if not found.left.rows:
        return f"{found.left.name} has no row in this time, so nothing can be missing: is the beginning right?"
    if found.right.cut:
        return f"What {found.right.name} lacks cannot be said: not all of it was read."
    return f"Nothing is missing: all that {found.left.name} has is in {found.right.name}, or settled."


def _key(one: Missing | Entry) -> str:
    return one.row.key if isinstance(one, Missing) else one.key


def _option(one: Missing | Entry, width: int, bench: Bench) -> Option:
    row = one.row if isinstance(one, Missing) else row_of(one)
    became = _became(one, bench) if isinstance(one, Missing) and one.fate is not Fate.OPEN else ""
    because = f": {one.reason}" if isinstance(one, Missing) and one.reason else ""
    return Option(
        id=row.key,
        title=f"{padded(row.key, width)}  {_time(row.at)}  {row.says}".rstrip(),
        details=(became + because,) if became else (),
        mark=MARKS[one.fate] if isinstance(one, Missing) else ("[ ]", Tone.WARN),
        right=_amount(row.amount, bench.unit),
    )


def _became(one: Missing, bench: Bench) -> str:
    at, by = f"{one.since:%H:%M:%S}", f" by {one.by}" if one.by else ""
    match one.fate:
        case Fate.OPEN:
            return "missing"
        case Fate.SAID:
            read = bench.comparing.at if bench.comparing else None
            still = read is not None and read > one.since
            return f"said to be re-created{by} {at}, {f'still missing at {read:%H:%M:%S}' if still else 'not seen yet'}"
        case Fate.THERE:
            return f"re-created: seen on both sides at {at}"
        case Fate.NOT_NEEDED:
            return f"not needed, said{by} {at}"
        case Fate.GONE:
            return f"on no side any more at {at}"


def _differing(one: Differing, found: Reconciled, unit: Unit) -> Option:
    ours, theirs = _amount(one.left, unit), _amount(one.right, unit)
    return Option(
        id=one.key,
        title=one.key,
        right=f"{ours} in {found.left.name}, {theirs} in {found.right.name}",
        mark=("[!]", Tone.WARN),
    )


def _amount(text: str, unit: Unit) -> str:
    found = number(text)
    return money(found, unit) if found is not None else text


def _time(text: str) -> str:
    at: datetime | None = moment_of(text)
    return f"{at:%m-%d %H:%M:%S}" if at else text
