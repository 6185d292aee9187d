"""Classes of bug: a profile's `[[bug_classes]]`, and the same in files of their own."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from cockpit.config.lines import KeyLines, KeyPath
from cockpit.config.problems import Report, meant
from cockpit.config.table import built, is_name, is_table, refuse_unknown, table_list, value
from cockpit.core.bugclass import BugClass, PatternError, Sign, names_of, slots

KEY = "bug_classes"
BUNDLED = Path(__file__).parents[1] / "bugclasses"
FIELDS = BugClass.__struct_fields__
READS = ("log", "audit")


def bundled() -> tuple[BugClass, ...]:
    """Those that come with the program, by the names of their files."""
    return tuple(one for path in sorted(BUNDLED.glob("*.toml")) for one in load_bug_classes(path))


def known(own: tuple[BugClass, ...]) -> tuple[BugClass, ...]:
    """The bundled ones and a profile's `own`; one of the same id takes the bundled one's place."""
    return tuple({one.id: one for one in (*bundled(), *own)}.values())


def load_bug_classes(path: Path) -> tuple[BugClass, ...]:
    """The classes of one file. Raises ConfigError, OSError, tomllib.TOMLDecodeError."""
    text = path.read_text(encoding="utf-8")
    report = Report(str(path), KeyLines(text))
    found = read_bug_classes(tomllib.loads(text), report)
    report.raise_if_any()
    return found


def read_bug_classes(document: Mapping[str, object], report: Report) -> tuple[BugClass, ...]:
    """The tables under `[[bug_classes]]`; what is wrong is in `report`."""
    found: list[BugClass] = []
    for place, table in enumerate(table_list(document, KEY, (), report)):
        path = (KEY, place)
        if not is_table(table, path, report):
            continue
        refuse_unknown(table, FIELDS, path, report)
        signs = tuple(_signs(table, path, report))
        one = built(
            BugClass,
            {key: table[key] for key in table if key in FIELDS and key != "signs"},
            path,
            report,
            given={"signs": signs},
        )
        if one is None:
            continue
        is_name(one.id, (*path, "id"), report)
        if one.id in [other.id for other in found]:
            report.add((*path, "id"), f"{one.id} is given twice; each class of bug has its own id")
        if not signs:
            report.add(path, "signs are missing; say how it shows in a [[bug_classes.signs]]")
        _check_slots(one, path, report)
        found.append(one)
    return tuple(found)


def read_causes(document: Mapping[str, object], own: tuple[BugClass, ...], report: Report) -> dict[str, str]:
    """The runbooks under `[causes]`, by the id of the class of bug they help with."""
    table = document.get("causes", {})
    if not is_table(table, ("causes",), report) or not table:
        return {}
    ids = [one.id for one in known(own)]
    for id in table:
        if id not in ids:
            report.add(("causes", id), f"no class of bug is called {id!r}{meant(id, ids)}")
    found = {id: value(runbook, str, ("causes", id), report) for id, runbook in table.items()}
    return {id: runbook for id, runbook in found.items() if isinstance(runbook, str)}


def _signs(table: Mapping[str, object], path: KeyPath, report: Report) -> Iterable[Sign]:
    for place, entry in enumerate(table_list(table, "signs", path, report)):
        at = (*path, "signs", place)
        sign = built(Sign, entry, at, report)
        if sign is None:
            continue
        if sign.read not in READS:
            report.add((*at, "read"), 'must be "log" or "audit"')
        if not sign.patterns:
            report.add((*at, "patterns"), "must hold at least one pattern")
        if sign.read == "log" and not all((sign.needles, *sign.needles)):
            report.add(at, "needles are missing: a line is looked at only when it holds one of these words")
        if sign.then and not all((sign.then_needles, *sign.then_needles)):
            report.add(at, "then_needles are missing: words that are in the rows `then` is about")
        if _patterns_hold(sign, at, report):
            _check_names(sign, at, report)
            yield sign


def _patterns_hold(sign: Sign, path: KeyPath, report: Report) -> bool:
    holds = True
    for key in ("patterns", "also", "unless", "then"):
        for place, pattern in enumerate(getattr(sign, key)):
            try:
                names_of((pattern,))
            except PatternError as error:
                holds = False
                report.add((*path, key, place), str(error))
    return holds


def _check_names(sign: Sign, path: KeyPath, report: Report) -> None:
    known = names_of((*sign.patterns, *sign.also)) | ({"who"} if sign.read == "audit" else set())
    for key in ("same", "shape", "differs"):
        for place, name in enumerate(getattr(sign, key)):
            if name not in known:
                report.add((*path, key, place), f"no pattern gives a value called {name}: (?P<{name}>…)")
    for key in ("older", "state"):
        if (name := getattr(sign, key)) and name not in known:
            report.add((*path, key), f"no pattern gives a value called {name}: (?P<{name}>…)")


def _check_slots(one: BugClass, path: KeyPath, report: Report) -> None:
    known = {"who"}.union(*(names_of((*sign.patterns, *sign.also)) for sign in one.signs))
    for name in slots(one.named):
        if name not in known:
            report.add((*path, "named"), f"no pattern gives a value called {name}: (?P<{name}>…)")
