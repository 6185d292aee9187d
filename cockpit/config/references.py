"""Every name a profile uses of another part of itself must be there: targets, sources, queries, severity levels.

Looks at the written document, not at what was read from it: a target that is itself wrong is still there, and only
one problem should be told of it.
"""

from collections.abc import Mapping, Sequence

import msgspec

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.core.placeholders import names
from cockpit.core.signals import UNREAD
from cockpit.providers import registry

MEASURED = ("queue", "status", "fresh")
NOT_MEASURED = ("log", "audit")
AROUND = ("since", "until")
PAGED = ("after", "limit")


class _Shelf(msgspec.Struct, frozen=True):
    """The names that can be referred to, what one is called, and where they are written."""

    names: list[str]
    what: str
    section: str


def check(document: Mapping[str, object], report: Report) -> None:
    """Report each reference of `document` to something it does not hold, or that cannot serve."""
    targets = _Shelf(list(_table(document, "targets")), "target", "[targets]")
    queries = _Shelf(list(_table(document, "queries")), "query", "[queries]")
    sources = _Shelf(list(_table(document, "sources")), "source", "[sources]")
    scale = _table(document, "severity")
    ids = [str(level.get("id")) for level in _entries(scale, "levels")]
    levels = _Shelf(ids, "severity level", "[[severity.levels]]")

    for path, table in _named(document, "targets"):
        if _refers(table, "instead_of", path, targets, report):
            _check_stands_in(document, table, path, report)
    for path, table in _named(document, "sources"):
        _refers(table, "target", path, targets, report)
        listed = table.get("queries")
        for place, query in enumerate(listed if isinstance(listed, list) else ()):
            _refers({"queries": query}, "queries", path, queries, report, place)
        if _refers(table, "query", path, queries, report):
            _check_reads(document, str(table["query"]), path, AROUND, "an audit query is always around a time", report)
        if table.get("kind") == "log":
            _check_log(document, table, path, report)
    for path, table in _named(document, "queries"):
        _refers(table, "target", path, targets, report)
    for path, table in _named(document, "reconcile"):
        for side in ("left", "right"):
            _refers(table, side, path, queries, report)
        if table.get("left") and table.get("left") == table.get("right"):
            report.add((*path, "right"), "is the same query as left; name another one")
    for path, table in _named(document, "chains"):
        _refers(table, "target", path, targets, report)
        if _refers(table, "query", path, queries, report):
            _check_reads(document, str(table["query"]), path, PAGED, "a chain is read in pages", report)
        for key in ("deployed", "newest"):
            _refers(table, key, path, queries, report)
    for path, table in _named(document, "messages"):
        _refers(table, "channel", path, targets, report)
    for family in _table(document, "defaults"):
        _refers(_table(document, "defaults"), family, ("defaults",), targets, report)
    for place, question in enumerate(_entries(scale, "questions")):
        _refers(question, "level", ("severity", "questions", place), levels, report)
    _refers(scale, "wrong_target", ("severity",), levels, report)
    for place, threshold in enumerate(_entries(document, "thresholds")):
        _refers(threshold, "severity", ("thresholds", place), levels, report)
        if _refers(threshold, "source", ("thresholds", place), sources, report):
            _check_measured(document, threshold, ("thresholds", place), report)


def _refers(table: Mapping[str, object], key: str, path: KeyPath, shelf: _Shelf, report: Report, *place: int) -> bool:
    """Whether `table[key]` names something that is there; reported when it names something that is not."""
    name = table.get(key)
    if not isinstance(name, str) or not name:
        return False
    if name in shelf.names:
        return True
    instead = meant(name, shelf.names) or f"; add one under {shelf.section}"
    report.add((*path, key, *place), f"no {shelf.what} is called {name!r}{instead}")
    return False


def _check_stands_in(
    document: Mapping[str, object], table: Mapping[str, object], path: tuple[str, str], report: Report
) -> None:
    """Whether a target stands in for another one of its own kind that stands in for none."""
    name = str(table["instead_of"])
    other = _table(_table(document, "targets"), name)
    if name == path[1] or other.get("instead_of"):
        report.add((*path, "instead_of"), f"{name} is no target of another tenant; name the one runbooks name")
    elif other.get("provider") != table.get("provider"):
        report.add((*path, "instead_of"), f"{name} is {other.get('provider')}, and this is {table.get('provider')}")


def _check_reads(
    document: Mapping[str, object], query: str, path: KeyPath, wanted: Sequence[str], why: str, report: Report
) -> None:
    sql = _table(_table(document, "queries"), query).get("sql")
    if isinstance(sql, str) and not set(names(sql, "sql")) >= set(wanted):
        both = " and ".join(f"{{{name}}}" for name in wanted)
        report.add((*path, "query"), f"{query} does not read {both}; {why}")


def _check_log(
    document: Mapping[str, object], table: Mapping[str, object], path: tuple[str, str], report: Report
) -> None:
    """Whether the target's provider brings a log at all, and knows each key of the filter."""
    wanted, name = _table(table, "filter"), table.get("target")
    if name is None and wanted:
        report.add((*path, "filter"), 'only a log with target = "…" has one; leave it out')
    provider = _table(_table(document, "targets"), str(name)).get("provider")
    if not isinstance(provider, str) or provider not in registry.names():
        return
    try:
        known = registry.filters_of(provider)
    except registry.UnknownProviderError as error:
        report.add((*path, "target"), str(error))
        return
    for key in wanted:
        if key not in known:
            report.add((*path, "filter", key), f"a log of {provider} has no such filter{meant(key, known)}")


def _check_measured(
    document: Mapping[str, object], threshold: Mapping[str, object], path: KeyPath, report: Report
) -> None:
    kinds = {name: table.get("kind") for (_, name), table in _named(document, "sources")}
    source = str(threshold["source"])
    if kinds[source] not in NOT_MEASURED or (kinds[source] == "audit" and UNREAD in str(threshold.get("expr", ""))):
        return
    fitting = [name for name, kind in kinds.items() if kind in MEASURED]
    says = f"{source} is a source of kind {kinds[source]}, which measures nothing; name a queue or a status page"
    report.add((*path, "source"), f"{says} ({', '.join(fitting)})" if fitting else says)


def _table(document: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _named(document: Mapping[str, object], key: str) -> list[tuple[tuple[str, str], Mapping[str, object]]]:
    section = _table(document, key)
    return [((key, name), _table(section, name)) for name in section]


def _entries(document: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    found = document.get(key)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []
