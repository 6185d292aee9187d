"""The rows of a comparison by kind, and one of them in full."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.cells import cell_len

from cockpit.core.listing import moment_of
from cockpit.core.missing import Fate, Missing
from cockpit.core.missing_rows import row_of
from cockpit.core.money import Unit, money
from cockpit.core.reconcile import number
from cockpit.core.reconciled import Differing, Entry, Reconciled
from cockpit.core.text import printable
from widgets.bench import LISTED, Bench
from widgets.cells import padded
from widgets.line import Tone
from widgets.pick_list import Option

WIDEST = 34  # cells of a key in the list
MARKS: Mapping[Fate, tuple[str, Tone]] = {
    Fate.OPEN: ("[ ]", Tone.WARN),
    Fate.SAID: ("[~]", Tone.WARN),
    Fate.THERE: ("[x]", Tone.GOOD),
    Fate.NOT_NEEDED: ("[-]", Tone.MUTED),
    Fate.GONE: ("[-]", Tone.MUTED),
}


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
