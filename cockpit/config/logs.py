"""How much of the logs of an incident is kept: `[logs] budget`."""

from collections.abc import Mapping

from cockpit.config.problems import Report
from cockpit.config.table import is_table, refuse_unknown, value
from cockpit.core.size import parse_size, size

LEAST = 1_000_000
USUAL = 1_000_000_000


def read_log_budget(document: Mapping[str, object], report: Report) -> int:
    """Bytes of log kept of one incident, all sources together."""
    table = document.get("logs", {})
    if not is_table(table, ("logs",), report):
        return USUAL
    refuse_unknown(table, ("budget",), ("logs",), report)
    if "budget" not in table:
        return USUAL
    path = ("logs", "budget")
    written = value(table["budget"], str, path, report)
    if not isinstance(written, str):
        return USUAL
    try:
        budget = parse_size(written)
    except ValueError:
        report.add(path, 'is not a size; write it like "500 MB" or "2 GB"')
        return USUAL
    if budget < LEAST:
        report.add(path, f"must be {size(LEAST)} or more")
        return USUAL
    return budget
