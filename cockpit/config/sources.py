"""Sources, named queries and thresholds: what is read, how often, and when a value is a signal."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import available_timezones

import msgspec

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.config.table import built, table_list, tables
from cockpit.config.targets import anchored
from cockpit.core.expr import ExpressionError, checked
from cockpit.core.logfilter import read
from cockpit.core.logformats.table import NAMES
from cockpit.core.logreading import AUTO, zone_named
from cockpit.core.logterms import BadTermError
from cockpit.core.profile import FreshSpec, LogSpec, Query, QueueSpec, ReconcileSpec, SourceSpec, StatusSpec
from cockpit.core.signals import Threshold
from cockpit.core.text import hidden

KINDS: Mapping[str, type[SourceSpec]] = {str(kind.__struct_config__.tag): kind for kind in get_args(SourceSpec)}
MOST_DECIMALS = 6
QUICKEST = timedelta(seconds=1)  # a source read more often than this loads the system it looks at


def read_sources(document: Mapping[str, object], folder: Path, report: Report) -> dict[str, SourceSpec]:
    """The sources under `[sources.<name>]`; paths of logs are taken from `folder`."""
    found: dict[str, SourceSpec] = {}
    for name, table in tables(document, "sources", report).items():
        path = ("sources", name)
        kind = table.get("kind")
        if kind is None:
            report.add(path, f"kind is missing; write one of {', '.join(KINDS)}")
        elif not isinstance(kind, str) or kind not in KINDS:
            report.add((*path, "kind"), f"is not a kind of source{meant(str(kind), KINDS)}")
        elif spec := built(KINDS[kind], {key: table[key] for key in table if key != "kind"}, path, report):
            _check(spec, path, report)
            found[name] = _from(folder, spec)
    return found


def read_queries(document: Mapping[str, object], report: Report) -> dict[str, Query]:
    """The named queries under `[queries.<name>]`."""
    found = {
        name: built(Query, table, ("queries", name), report)
        for name, table in tables(document, "queries", report).items()
    }
    return {name: query for name, query in found.items() if query}


def read_reconcile(document: Mapping[str, object], report: Report) -> dict[str, ReconcileSpec]:
    """The comparisons under `[reconcile.<name>]`."""
    found = {
        name: built(ReconcileSpec, table, ("reconcile", name), report)
        for name, table in tables(document, "reconcile", report).items()
    }
    for name, spec in found.items():
        if spec and not 0 <= spec.decimals <= MOST_DECIMALS:
            report.add(("reconcile", name, "decimals"), f"is 0 to {MOST_DECIMALS}: 2 where 4120 means 41.20")
    return {name: spec for name, spec in found.items() if spec}


def read_thresholds(document: Mapping[str, object], report: Report) -> tuple[Threshold, ...]:
    """The rules under `[[thresholds]]`; `hold` is written `for`."""
    found: list[Threshold] = []
    for place, entry in enumerate(table_list(document, "thresholds", (), report)):
        path = ("thresholds", place)
        threshold = built(Threshold, entry, path, report, named={"hold": "for"})
        for key in ("expr", "clear"):
            _check_expr(entry, key, path, report)
        if threshold is None:
            continue
        if threshold.name in [other.name for other in found]:
            report.add((*path, "name"), f"{threshold.name} is given twice; each threshold has its own name")
        found.append(threshold)
    return tuple(found)


def _check(spec: SourceSpec, path: KeyPath, report: Report) -> None:
    if isinstance(spec, LogSpec) and spec.again_after and not spec.command:
        report.add((*path, "again_after"), "is for a log with a command; a file is followed by itself")
    if isinstance(spec, LogSpec) and sum(map(bool, (spec.paths, spec.command, spec.stdin, spec.target))) != 1:
        report.add(path, 'a log has one of paths = ["…"], command = ["…"], stdin = true or target = "…"')
    if isinstance(spec, LogSpec):
        _check_reading(spec, path, report)
    if isinstance(spec, QueueSpec | StatusSpec | FreshSpec) and spec.every < QUICKEST:
        report.add((*path, "every"), "must be 1s or more")
    if isinstance(spec, QueueSpec) and not spec.waiting:
        report.add((*path, "waiting"), 'must name at least one status, as in ["pending"]')
    if isinstance(spec, FreshSpec) and not spec.queries:
        report.add((*path, "queries"), 'must name at least one query, as in ["newest-order"]')


def _check_reading(spec: LogSpec, path: KeyPath, report: Report) -> None:
    if spec.format not in (AUTO, *NAMES):
        report.add((*path, "format"), f"no format is called {spec.format!r}{meant(spec.format, (AUTO, *NAMES))}")
    if zone_named(spec.zone) is None:
        near = meant(spec.zone, sorted(available_timezones())) or '; write one such as "Europe/Berlin" or "+02:00"'
        report.add((*path, "zone"), f"no time zone is called {spec.zone!r}{near}")
    try:
        if spec.deploys:
            read(spec.deploys)
    except BadTermError as error:
        report.add((*path, "deploys"), str(error))
    if not all(part.strip() for part in spec.own):
        report.add(
            (*path, "own"), 'an empty part fits all code; name folders or packages, as in ["src/", "com.bakery."]'
        )


def _from(folder: Path, spec: SourceSpec) -> SourceSpec:
    if isinstance(spec, LogSpec):
        return msgspec.structs.replace(spec, paths=tuple(anchored(path, folder) for path in spec.paths))
    return spec


def _check_expr(entry: object, key: str, path: KeyPath, report: Report) -> None:
    expr = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(expr, str) or not expr or hidden(expr):
        return
    try:
        checked(expr)
    except ExpressionError as error:
        report.add((*path, key), str(error))
