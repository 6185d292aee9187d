"""Bringing one object, or a day's backup, to a file in the incident's folder: bounded, whole or not at all, hashed."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from cockpit.adapters.cloudflare.backups import backups
from cockpit.adapters.cloudflare.bucket import (
    MOST_BYTES,
    Brought,
    Object,
    brought,
    disagreement,
    listed,
    object_path,
    tagged_by_md5,
)
from cockpit.adapters.cloudflare.place import required, without_tenant
from cockpit.adapters.http import Http
from cockpit.adapters.kept_file import FILES, StoppedError, safe_name
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.backups import of_day
from cockpit.core.duration import short
from cockpit.core.readings import SourceError
from cockpit.core.size import size
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At, words_of

PATIENCE_S = 1800.0
TOLD_EVERY = 4 << 20


async def plan_get(at: At, action: Action) -> Plan:
    """`action.text`: the whole key."""
    key = words_of(action)
    if not key:
        raise SourceError("write the whole key of the object, as the list shows it")
    bucket = required(at.target, "bucket")
    under, _ = await listed(at.cloud, bucket, key, pages=1)  # in the order of their keys: the shortest comes first
    found = next((one for one in under if one.key == key), None)
    if found is None:
        raise SourceError(f"{bucket} holds no object {printable(key, 200)}; the list shows which there are")
    return _plan(at, action, found)


async def plan_backup(at: At, action: Action) -> Plan:
    """`action.text`: a day; nothing: the newest."""
    words = without_tenant(words_of(action))
    found = await backups(at.cloud, at.target)
    chosen = of_day(found, _day(words))
    if chosen is None:
        raise SourceError(
            f"there is no backup{f' of {printable(words, 40)}' if words else ''}; the list shows which there are"
        )
    return _plan(at, action, Object(chosen.key, chosen.size, chosen.etag, chosen.at))


async def fetch(at: At, plan: Plan, run: Run) -> Receipt:
    """One GET into a file that nobody else reads; its hashes are the receipt."""
    wanted = msgspec.json.decode(plan.private["object"], type=Object)
    address = at.cloud.vendor.address(at.cloud.path(object_path(plan.private["bucket"], wanted.key)))
    http = Http(at.context.clock, total_s=PATIENCE_S, paces=at.context.paces)
    to = run.folder / FILES / safe_name(wanted.key)
    try:
        came = await brought(http, address, await at.cloud.vendor.token(), to, wanted.size, _told(run, wanted.size))
    finally:
        await http.close()
    if wrong := disagreement(wanted, came):
        await asyncio.to_thread(to.unlink)
        raise SourceError(
            f"what came is not {printable(wanted.key, 200)} as listed: {wrong}; nothing was kept, list again"
        )
    return _receipt(at, wanted, came)


def _plan(at: At, action: Action, found: Object) -> Plan:
    bucket = required(at.target, "bucket")
    if found.size > MOST_BYTES:
        raise SourceError(
            f"{printable(found.key, 200)} has {size(found.size)}, and at most {size(MOST_BYTES)} are fetched here; "
            f"fetch it on a machine with room for it"
        )
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {at.cloud.vendor.address(at.cloud.path(object_path(bucket, found.key)))}",),
        says=f"fetches {printable(found.key, 200)} ({size(found.size)}) into the incident's folder and changes nothing",
        confirm=Confirm.NOTHING,
        private={"bucket": bucket, "object": msgspec.json.encode(found).decode()},
    )


def _receipt(at: At, wanted: Object, came: Brought) -> Receipt:
    compared = (
        "its MD5 is the object's tag" if tagged_by_md5(wanted.etag) else "its size is the listed one; its tag is no MD5"
    )
    age = f", {short(at.context.clock.now() - wanted.last_modified)} old" if wanted.last_modified else ""
    key = printable(wanted.key, 300)
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{key} fetched: {size(came.size)}{age}; {compared}; SHA-256 {came.sha256}; in {came.path}",
        rows=1,
        columns=("key", "bytes", "at", "sha256", "md5", "path"),
        sample=((key, str(came.size), _time(wanted.last_modified), came.sha256, came.md5, str(came.path)),),
        values={"bytes": came.size, "sha256": came.sha256, "md5": came.md5, "path": str(came.path)},
    )


def _told(run: Run, whole: int) -> Callable[[int], None]:
    """Says how far it is, not at each piece; stops when a person wants it. Called in a thread."""
    loop, next_at = asyncio.get_running_loop(), [0]

    def told(so_far: int) -> None:
        if run.cancelled.is_set():
            raise StoppedError
        if so_far >= next_at[0]:
            next_at[0] = so_far + TOLD_EVERY
            loop.call_soon_threadsafe(run.progress, f"{size(so_far)} of {size(whole)}")

    return told


def _time(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if words and words != "newest" else None
    except ValueError:
        raise SourceError(
            f"{printable(words, 40)!r} is no day; write it like 2026-05-08, or nothing for the newest"
        ) from None
