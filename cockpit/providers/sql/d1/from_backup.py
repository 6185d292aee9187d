"""The verb `restore-backup`: a backup file in place of what a database holds now.

One file does it: it drops what is there and then holds the backup as it is. An import is all or nothing, so a failure
leaves the database as it was; two files would leave it empty in between. A new database would need another binding and
a deployment of the Worker, which is nothing to do half asleep; Time Travel leads back from this one.
Source: cloudflare/workers-sdk, wrangler's `d1 execute`: "your DB will return to its original state" when it fails.
"""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec

from cockpit.adapters.cloudflare.place import same_tenant
from cockpit.core.actions import Action, Confirm, Plan, Receipt, Target
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.core.size import size
from cockpit.core.text import printable, revealed
from cockpit.ports import Run
from cockpit.providers.sql.d1.dump import MAKES_NUMBERS, Dump, content_of, to_send, tried
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.live import Live, counted, live, newer
from cockpit.providers.sql.d1.loss import COLUMNS, differing, in_words, loss, since
from cockpit.providers.sql.d1.restoring import act, found_out
from cockpit.providers.sql.d1.transfer import md5_of
from cockpit.providers.sql.d1.travel import bookmark, rewind_token
from cockpit.providers.sql.d1.verdict import Counts
from cockpit.providers.sql.d1.wipe import wiping
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.show import said

RESTORE_BACKUP = "restore-backup"
STAYS = (
    "objects of buckets, KV, secrets and code do not go back with it; rows may name files that are gone",
    "what others did since then stays done: charges, messages, refunds; reconcile them afterwards",
)
_KEYS = ("file", "sha256", "at", "because")
_FOR = re.compile(r"^for:?[ \t]+\S+[ \t]*$", re.MULTILINE)  # not in the middle of the reason
_HINT = "write four lines: file: its path, sha256: its hash, at: when it was made, because: why"


class Asked(msgspec.Struct, frozen=True):
    """What the block says."""

    file: Path
    sha256: str
    at: datetime | None
    because: str


async def plan_restore_backup(engine: Engine, action: Action, target: Target) -> Plan:
    """`action.text`: see `_HINT`. Reads only: tries the file here, counts there. Raises SourceError."""
    same_tenant(target, action.parameters)
    d1 = cast(D1, engine)
    asked = _asked(filled(action.text, action.parameters))
    content, backup, sha256 = await asyncio.to_thread(_looked_at, asked.file)
    if asked.sha256 and asked.sha256 != sha256:
        raise SourceError(f"{asked.file.name} is not what was fetched: its SHA-256 is {sha256}; fetch it again")
    await d1.database(fresh=True)
    there = await live(d1)
    if there.virtual:
        names = ", ".join(printable(name, 60) for name in there.virtual)
        raise SourceError(f"{target.name} has virtual tables ({names}), which no backup file holds; use rewind")
    now = await counted(d1, list(there.tables))
    lost = loss(now, await newer(d1, [name for name in there.tables if name in backup.tables], backup.tables), backup)
    mark, name = await bookmark(d1), d1.name
    head = _head(action.id, there, backup)
    requests = await asyncio.to_thread(_requests, head, content, backup)
    return Plan(
        action=action,
        target=target,
        request=(*requests, f"-- bookmark of now: {printable(mark, 200)}"),
        says=(
            f"{name} ({target.name}) is emptied and filled from {printable(asked.file.name, 80)}: "
            f"{said(len(backup.tables), 'table')}, {said(backup.rows)}, {size(backup.size)}, in one import, "
            f"for everybody, because: {printable(asked.because, 200)}"
        ),
        columns=COLUMNS,
        sample=lost.table[:200],
        irreversible=(
            f"{since(asked.at, d1.first_planned(action.id))}; {in_words(lost)}",
            "what was changed since then in older rows, also where it is right",
        ),
        way_back=f"rewind to the bookmark of now ({printable(mark, 100)}), within 30 days (7 on the free plan)",
        undo=rewind_token(action, mark),
        warnings=(*_warnings(asked, backup, sha256), *differing(there, backup), *STAYS),
        confirm=Confirm.TYPE,
        phrase=name,
        private={
            "head": head,
            "counts": _counts(now, backup),
            "file": str(asked.file),
            "reordered": "yes" * backup.reordered,
        },
    )


async def restore_backup(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """One import of what the plan showed."""
    whole, etag = await asyncio.to_thread(_whole, plan)
    if f'"etag":"{etag}"' not in "\n".join(plan.request):
        raise SourceError("the file is no longer the one the plan showed; plan again")
    return await act(cast(D1, engine), plan, run, whole)


def _whole(plan: Plan) -> tuple[bytes, str]:
    """What is sent, and its tag. Blocks. Raises SourceError."""
    content = content_of(Path(plan.private["file"]))
    whole = plan.private["head"].encode() + to_send(content, bool(plan.private["reordered"]))
    return whole, md5_of(whole)


async def check_restore_backup(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """What became of it, by asking the vendor, and by the counts."""
    return await found_out(cast(D1, engine), plan, folder)


def _looked_at(file: Path) -> tuple[bytes, Dump, str]:
    """The file, what it makes, and its SHA-256. Blocks. Raises SourceError."""
    content = content_of(file)
    return content, tried(content, printable(file.name, 80)), hashlib.sha256(content).hexdigest()


def _requests(head: str, content: bytes, backup: Dump) -> tuple[str, ...]:
    etag = md5_of(head.encode(), to_send(content, backup.reordered))
    order = "with its tables made before its rows" if backup.reordered else "as it is"
    return (
        f'POST …/import {{"action":"init","etag":"{etag}"}}, PUT the file, POST …/import {{"action":"ingest"}}, poll',
        "-- the file:",
        *revealed(head).rstrip("\n").split("\n"),
        f"-- and then the backup {order}, {len(content)} bytes",
    )


def _head(id: str, there: Live, backup: Dump) -> str:
    """What stands before the backup. The action's id makes each file a new one: the vendor imports at once, and
    without being asked, a file that it knows already."""
    lines = wiping(there.others, there.tables, there.pointing)
    numbers = MAKES_NUMBERS if backup.numbers else ()
    return "\n".join([f"-- incident cockpit {id}", *lines, *numbers, ""])


def _counts(now: Mapping[str, int], backup: Dump) -> str:
    tables = {name: table.rows for name, table in backup.tables.items()}
    return msgspec.json.encode(Counts(now=dict(now), backup=tables)).decode()


def _warnings(asked: Asked, backup: Dump, sha256: str) -> tuple[str, ...]:
    found = ["the database answers nobody while it is imported; have the shop stop writing first"]
    if not backup.deferred:
        found.append("the file does not begin as D1's own exports do; it was tried here and runs")
    if backup.reordered:
        found.append("as it is it would fail: rows come before the tables they point to; its tables are made first")
    if not asked.sha256:
        found.append(f"no hash was given to compare with; the file's SHA-256 is {sha256}")
    return tuple(found)


def _asked(text: str) -> Asked:
    found: dict[str, str] = {}
    for line in filter(str.strip, _FOR.sub("", text).split("\n")):
        key, mark, value = line.partition(":")
        if not mark or key.strip() not in _KEYS or key.strip() in found:
            raise SourceError(f"{printable(line, 60)!r} is not understood; {_HINT}")
        found[key.strip()] = value.strip()
    if not found.get("file"):
        raise SourceError(f"it does not say which file; {_HINT}")
    if not found.get("because"):
        raise SourceError(f"it does not say why; {_HINT}")
    file = Path(found["file"])
    if not file.is_absolute():
        raise SourceError("write the file's whole path, as the step that fetched it shows it")
    return Asked(file, found.get("sha256", "").lower(), _moment(found.get("at", "")), found["because"])


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise SourceError(f"{printable(text, 40)!r} is no time; write it like 2026-03-14T01:00:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
