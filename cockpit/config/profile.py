"""The whole document into a `Profile`: each section by its reader, then the names they use of one another."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.config import references
from cockpit.config.archives import read_archives
from cockpit.config.bugclasses import read_bug_classes, read_causes
from cockpit.config.chains import read_chains
from cockpit.config.logs import read_log_budget
from cockpit.config.problems import Report
from cockpit.config.severity import read_scale
from cockpit.config.sources import read_queries, read_reconcile, read_sources, read_thresholds
from cockpit.config.table import (
    built,
    is_name,
    is_table,
    refuse_unknown,
    tables,
    value,
)
from cockpit.config.targets import anchored, read_targets
from cockpit.core.profile import Message, Person, Profile

SECTIONS = (
    "profile",
    "people",
    "severity",
    "targets",
    "defaults",
    "sources",
    "archives",
    "queries",
    "thresholds",
    "reconcile",
    "chains",
    "messages",
    "runbooks",
    "bug_classes",
    "causes",
    "logs",
)


def read_profile(document: Mapping[str, object], path: Path, report: Report) -> Profile | None:
    """The profile in a parsed file; `path` is the file's absolute path. None: `report` has what is wrong."""
    refuse_unknown(document, SECTIONS, (), report)
    name, title, read_only = _identity(document, report)
    scale = read_scale(document, report)
    people = built(Person, document.get("people", {}), ("people",), report)
    targets = read_targets(document, path.parent, report)
    sources = read_sources(document, path.parent, report)
    archives = read_archives(document, path.parent, report)
    queries = read_queries(document, report)
    thresholds = read_thresholds(document, report)
    reconcile = read_reconcile(document, report)
    chains = read_chains(document, report)
    messages = {
        key: message
        for key, table in tables(document, "messages", report).items()
        if (message := built(Message, table, ("messages", key), report))
    }
    defaults = _defaults(document, report)
    runbooks = _runbooks(document, path.parent, report)
    bug_classes = read_bug_classes(document, report)
    causes = read_causes(document, bug_classes, report)
    references.check(document, report)
    if scale is None or people is None:
        return None
    return Profile(
        name=name,
        title=title or name,
        scale=scale,
        path=str(path),
        people=people,
        targets=targets,
        sources=sources,
        archives=archives,
        queries=queries,
        thresholds=thresholds,
        reconcile=reconcile,
        chains=chains,
        messages=messages,
        runbooks=runbooks,
        bug_classes=bug_classes,
        causes=causes,
        log_budget=read_log_budget(document, report),
        read_only=read_only,
        default_target=defaults,
    )


def _identity(document: Mapping[str, object], report: Report) -> tuple[str, str, bool]:
    table = document.get("profile", {})
    if not is_table(table, ("profile",), report):
        return "", "", False
    refuse_unknown(table, ("name", "title", "read_only"), ("profile",), report)
    if "name" not in table:
        report.add(("profile",), 'name is missing; write name = "shop"')
    name = value(table.get("name", "unnamed"), str, ("profile", "name"), report)
    if isinstance(name, str):
        is_name(name, ("profile", "name"), report)
    title = value(table.get("title", ""), str, ("profile", "title"), report)
    read_only = value(table.get("read_only", False), bool, ("profile", "read_only"), report)
    return str(name), str(title), read_only is True


def _defaults(document: Mapping[str, object], report: Report) -> dict[str, str]:
    table = document.get("defaults", {})
    if not is_table(table, ("defaults",), report):
        return {}
    found = {family: value(target, str, ("defaults", family), report) for family, target in table.items()}
    return {family: target for family, target in found.items() if isinstance(target, str)}


def _runbooks(document: Mapping[str, object], folder: Path, report: Report) -> tuple[str, ...]:
    table = document.get("runbooks", {})
    if not is_table(table, ("runbooks",), report):
        return ()
    refuse_unknown(table, ("paths",), ("runbooks",), report)
    paths = value(table.get("paths", []), tuple[str, ...], ("runbooks", "paths"), report)
    return tuple(anchored(str(path), folder) for path in paths) if isinstance(paths, tuple) else ()
