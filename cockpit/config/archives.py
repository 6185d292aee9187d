"""Archives: where older log lines are kept, for `cockpit find`."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report
from cockpit.config.table import built, is_name, tables
from cockpit.config.targets import anchored
from cockpit.core.profile import ArchiveSpec

# Each kind of archive: the key that makes it one, the keys it must have, the keys it may have.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "paths": ((), ()),
    "bucket": (("endpoint", "key_id", "secret"), ("prefix", "region")),
    "clickhouse": (("table",), ("time", "search", "user", "secret")),
}


def read_archives(document: Mapping[str, object], folder: Path, report: Report) -> dict[str, ArchiveSpec]:
    """The archives under `[archives.<name>]`; paths are taken from `folder`."""
    found: dict[str, ArchiveSpec] = {}
    sources = document.get("sources", {})
    for name, table in tables(document, "archives", report).items():
        path = ("archives", name)
        if isinstance(sources, dict) and name in sources:
            report.add(path, "a source has this name too; give the archive another: find takes both by --source")
        if (spec := built(ArchiveSpec, table, path, report, named={"server": "clickhouse"})) is not None:
            _check(spec, table, path, report)
            found[name] = msgspec.structs.replace(spec, paths=tuple(anchored(path, folder) for path in spec.paths))
    return found


def _check(spec: ArchiveSpec, table: Mapping[str, object], path: KeyPath, report: Report) -> None:
    kinds = [kind for kind in KINDS if kind in table]
    if len(kinds) != 1:
        report.add(path, 'an archive has one of paths = ["…"], bucket = "…" or clickhouse = "https://…"')
        return
    needed, allowed = KINDS[kinds[0]]
    for key in needed:
        if key not in table:
            report.add(path, f"{key} is missing; an archive with {kinds[0]} needs it")
    for key in table:
        if key not in (kinds[0], *needed, *allowed):
            report.add((*path, key), f"says nothing of an archive with {kinds[0]}; take it out")
    for key, address in (("endpoint", spec.endpoint), ("clickhouse", spec.server)):
        if address and not address.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
            report.add((*path, key), "must begin with https://; only this machine is asked without")
        elif "@" in address or "?" in address:
            report.add((*path, key), "holds more than an address; a credential goes into the keyring: key secret")
    if spec.secret:
        is_name(spec.secret, (*path, "secret"), report)
