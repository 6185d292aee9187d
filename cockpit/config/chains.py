"""Hash chains: which table is one, and how its hashes are made."""

from collections.abc import Mapping

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.config.table import built, tables
from cockpit.core.chainhash import ENCODINGS, FORMS
from cockpit.core.profile import ChainSpec
from cockpit.providers.sql.identifiers import plain

MOST_ROWS = 100_000  # of a page: more is held in memory at once than a walk is worth


def read_chains(document: Mapping[str, object], report: Report) -> dict[str, ChainSpec]:
    """The chains under `[chains.<name>]`."""
    found: dict[str, ChainSpec] = {}
    for name, table in tables(document, "chains", report).items():
        path = ("chains", name)
        if (spec := built(ChainSpec, table, path, report)) is not None:
            _check(spec, path, report)
            _check_archive(document, spec, path, report)
            found[name] = spec
    return found


def _check(spec: ChainSpec, path: KeyPath, report: Report) -> None:
    if bool(spec.query) == bool(spec.target or spec.table) or bool(spec.target) != bool(spec.table):
        report.add(path, 'a chain has either query = "…" or both target = "…" and table = "…"')
    for key, word, known in (("form", spec.form, FORMS), ("encoding", spec.encoding, ENCODINGS)):
        if word not in known:
            report.add((*path, key), f"must be {' or '.join(known)}{meant(word, known)}")
    if not spec.fields and spec.previous_leads:
        report.add((*path, "previous_leads"), 'says how fields are hashed; name them, as in fields = ["id", "at"]')
    if spec.page > MOST_ROWS:
        report.add((*path, "page"), f"must be {MOST_ROWS} or less")
    if spec.page < 2:
        report.add((*path, "page"), "must be 2 or more: a page begins with the last row of the one before")
    if spec.table:
        named = [
            ("table", spec.table),
            ("id", spec.id),
            ("hash", spec.hash),
            ("previous", spec.previous),
            ("at", spec.at),
        ]
        for key, name in (*named, *(("fields", field) for field in spec.fields), ("sequence", spec.sequence or "id")):
            if not plain(name):
                report.add((*path, key), f"{name} is not a table or column name; write it like public.work_queue")


def _check_archive(document: Mapping[str, object], spec: ChainSpec, path: tuple[str, str], report: Report) -> None:
    """It names another chain, an archive of files or objects, or files."""
    chains, archives = (found if isinstance(found := document.get(key), dict) else {} for key in ("chains", "archives"))
    if not spec.archive or any(sign in spec.archive for sign in "./*"):
        return
    known, archive = (*chains, *archives), archives.get(spec.archive)
    if spec.archive not in known:
        says = f"no chain and no archive is called {spec.archive!r}{meant(spec.archive, known)}"
        report.add((*path, "archive"), f"{says}; name one, or files, as in audit/{{year}}-{{month}}.jsonl.gz")
    elif spec.archive == path[1]:
        report.add((*path, "archive"), "is the chain itself; name another copy")
    elif isinstance(archive, dict) and "clickhouse" in archive:
        report.add((*path, "archive"), "is a server of log lines; name files, a bucket or a chain")
