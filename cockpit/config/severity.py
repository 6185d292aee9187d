"""The severity scale: any number of levels under any names, worst first."""

from collections.abc import Mapping

from cockpit.config.problems import Report, meant
from cockpit.config.table import built, is_name, is_table, refuse_unknown, table_list
from cockpit.core.severity import Deadline, Level, Question, Scale

MOMENTS = ("declared", "resolved")


def read_scale(document: Mapping[str, object], report: Report) -> Scale | None:
    """The scale under `[severity]`; None: it is missing or wrong, and reported."""
    table = document.get("severity", {})
    if not is_table(table, ("severity",), report):
        return None
    refuse_unknown(table, ("levels", "questions"), ("severity",), report)
    levels: list[Level] = []
    for place, entry in enumerate(table_list(table, "levels", ("severity",), report)):
        path = ("severity", "levels", place)
        level = built(Level, entry, path, report)
        if level is None:
            continue
        is_name(level.id, (*path, "id"), report)
        if level.id in [other.id for other in levels]:
            report.add((*path, "id"), f"{level.id} is given twice; each level has its own id")
        for at, deadline in enumerate(level.deadlines):
            _check_deadline(deadline, (*path, "deadlines", at), report)
        levels.append(level)
    entries = enumerate(table_list(table, "questions", ("severity",), report))
    questions = [built(Question, entry, ("severity", "questions", place), report) for place, entry in entries]
    if not table.get("levels"):
        report.add(("severity",), "levels are missing; write at least one [[severity.levels]], worst first")
    return Scale(levels=tuple(levels), questions=tuple(question for question in questions if question))


def _check_deadline(deadline: Deadline, path: tuple[str | int, ...], report: Report) -> None:
    if deadline.after not in MOMENTS:
        report.add((*path, "after"), f"{deadline.after!r} is not a moment{meant(deadline.after, MOMENTS)}")
