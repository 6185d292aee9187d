"""The severity scale: any number of levels under any names, worst first."""

from collections.abc import Mapping

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.config.table import built, is_name, is_table, refuse_unknown, table_list, value
from cockpit.core.severity import Level, Question, Scale
from cockpit.core.text import printable

MOMENTS = ("declared", "resolved")


def read_scale(document: Mapping[str, object], report: Report) -> Scale | None:
    """The scale under `[severity]`; None: it is missing or wrong, and reported."""
    table = document.get("severity", {})
    if not is_table(table, ("severity",), report):
        return None
    refuse_unknown(table, ("levels", "questions", "wrong_target"), ("severity",), report)
    levels: list[Level] = []
    for place, entry in enumerate(table_list(table, "levels", ("severity",), report)):
        path = ("severity", "levels", place)
        level = built(Level, entry, path, report)
        _check_deadlines(entry, path, report)
        if level is None:
            continue
        is_name(level.id, (*path, "id"), report)
        if level.id in [other.id for other in levels]:
            report.add((*path, "id"), f"{level.id} is given twice; each level has its own id")
        levels.append(level)
    entries = enumerate(table_list(table, "questions", ("severity",), report))
    questions = [built(Question, entry, ("severity", "questions", place), report) for place, entry in entries]
    if not table.get("levels"):
        report.add(("severity",), "levels are missing; write at least one [[severity.levels]], worst first")
    wrong_target = value(table.get("wrong_target", ""), str, ("severity", "wrong_target"), report)
    return Scale(
        levels=tuple(levels),
        questions=tuple(question for question in questions if question),
        wrong_target=wrong_target if isinstance(wrong_target, str) else "",
    )


def _check_deadlines(level: object, path: KeyPath, report: Report) -> None:
    deadlines = level.get("deadlines") if isinstance(level, dict) else None
    for place, deadline in enumerate(deadlines if isinstance(deadlines, list) else []):
        after = deadline.get("after", MOMENTS[0]) if isinstance(deadline, dict) else MOMENTS[0]
        if isinstance(after, str) and after not in MOMENTS:
            where = (*path, "deadlines", place, "after")
            report.add(where, f"{printable(after)!r} is not a moment{meant(after, MOMENTS)}")
