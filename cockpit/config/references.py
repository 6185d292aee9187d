"""Every name a profile uses of another part of itself must be there: targets, sources, queries, severity levels.

Looks at the written document, not at what was read from it: a target that is itself wrong is still there, and only
one problem should be told of it.
"""

from collections.abc import Iterable, Mapping

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant

MEASURED = ("queue", "status")


def check(document: Mapping[str, object], report: Report) -> None:
    """Report each reference of `document` to something it does not hold."""
    targets, queries = _names(document, "targets"), _names(document, "queries")
    levels = [str(level.get("id")) for level in _entries(_table(document, "severity").get("levels"))]
    sources = {name: str(_table(_table(document, "sources"), name).get("kind")) for name in _names(document, "sources")}

    def refers(table: Mapping[str, object], key: str, path: KeyPath, known: Iterable[str], what: str) -> None:
        name = table.get(key)
        if isinstance(name, str) and name and name not in known:
            report.add((*path, key), f"no {what} is called {name!r}{meant(name, known) or f'; add [{what}s]'}")

    for name in sources:
        refers(_table(_table(document, "sources"), name), "target", ("sources", name), targets, "target")
        refers(_table(_table(document, "sources"), name), "query", ("sources", name), queries, "query")
    for name in queries:
        refers(_table(_table(document, "queries"), name), "target", ("queries", name), targets, "target")
    for name in _names(document, "messages"):
        refers(_table(_table(document, "messages"), name), "channel", ("messages", name), targets, "target")
    for family in _table(document, "defaults"):
        refers(_table(document, "defaults"), family, ("defaults",), targets, "target")
    for place, question in enumerate(_entries(_table(document, "severity").get("questions"))):
        refers(question, "level", ("severity", "questions", place), levels, "severity level")
    for place, threshold in enumerate(_entries(document.get("thresholds"))):
        path: KeyPath = ("thresholds", place)
        refers(threshold, "severity", path, levels, "severity level")
        refers(threshold, "source", path, sources, "source")
        kind = sources.get(str(threshold.get("source")), MEASURED[0])
        if kind not in MEASURED:
            measured = [name for name in sources if sources[name] in MEASURED]
            says = f"{threshold['source']} is a source of kind {kind}, which measures nothing"
            report.add((*path, "source"), f"{says}; name a queue or a status page{_listed(measured)}")


def _table(document: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def _entries(found: object) -> list[Mapping[str, object]]:
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def _names(document: Mapping[str, object], key: str) -> list[str]:
    return list(_table(document, key))


def _listed(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
