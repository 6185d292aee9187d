"""A comparison at a glance: both sides with their sums, the outcome, what cannot be said, the kinds of rows."""

from cockpit.core.comparing import Comparing
from cockpit.core.missing import Missing
from cockpit.core.money import Unit, money
from cockpit.core.reconcile import total
from cockpit.core.reconciled import Reconciled, Side
from widgets.bench import LISTED, Bench
from widgets.cells import cut, padded, wrapped
from widgets.line import Line, Tone, line
from widgets.log_title import grouped


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
    words = f"{padded(side.name, names)}  {grouped(side.rows):>8} {'row ' if side.rows == 1 else 'rows'}  {summed:>16}"
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
        count = f"{grouped(found.young)} on one side only {'is' if found.young == 1 else 'are'} too new to be judged"
        said.append(f"{count}: the other side may be writing just now.")
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
    return line(*parts, right=((left, Tone.WARN),) if left and kind == "missing" else ())  # of the rows listed below


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
