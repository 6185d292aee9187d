"""What earlier runs of a comparison found missing, kept so that a later run ticks what is there by now."""

import os
from datetime import datetime
from pathlib import Path

import msgspec

from cockpit.core.listing import iso
from cockpit.core.reconciled import Reconciled

MOST = 10_000


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A key that once stood on one side only."""

    key: str
    amount: str
    only_in: str
    first: str
    """When it was first missed; ISO 8601, UTC."""
    there: str = ""
    """When it was first seen on both sides; empty: it still is not."""


def before(path: Path) -> tuple[Missed, ...]:
    """What is kept in `path`; nothing when there is no such file or it cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Missed, ...])
    except (OSError, msgspec.DecodeError):
        return ()


def now_known(earlier: tuple[Missed, ...], found: Reconciled, at: datetime) -> tuple[Missed, ...]:
    """The missing of earlier runs and of this one; what stands on both sides by now is ticked."""
    known = {missed.key: missed for missed in earlier}
    for side, entries in ((found.left, found.only_left), (found.right, found.only_right)):
        for entry in entries:
            again = Missed(key=entry.key, amount=entry.amount, only_in=side.name, first=iso(at))
            kept = known.get(entry.key)
            known[entry.key] = msgspec.structs.replace(kept, there="") if kept else again
    return tuple(
        msgspec.structs.replace(missed, there=iso(at)) if missed.key in found.matched and not missed.there else missed
        for missed in list(known.values())[-MOST:]
    )


def keep(path: Path, missed: tuple[Missed, ...]) -> None:
    """Write it whole or not at all, for this person only. Raises OSError."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(msgspec.json.encode(missed))
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path)
