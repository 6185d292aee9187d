"""The backups in the bucket as a list to choose from: newest first, with the days that have none."""

from collections.abc import Sequence
from datetime import date, datetime

from cockpit.adapters.cloudflare.backups import backups, where
from cockpit.adapters.vendor import part
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.backups import Backup, missing, ordered, smaller
from cockpit.core.duration import short
from cockpit.core.readings import SourceError
from cockpit.core.size import size
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At

SHOWN = 200
SMALL_NAMED = 3
NAMED = 10  # missing days in the sentence; all of them are rows


async def plan_backups(at: At, action: Action) -> Plan:
    """Takes no words: where backups lie is said in the profile."""
    bucket, lie = where(at.target)
    path = at.cloud.path(f"/r2/buckets/{part(bucket)}/objects")
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {at.cloud.vendor.address(path, (('prefix', lie.prefix),))}",),
        says=f"lists the backups in {bucket} and changes nothing",
        confirm=Confirm.NOTHING,
    )


async def read_backups(at: At, plan: Plan, run: Run) -> Receipt:
    """One row for each backup and each day without one."""
    found = await backups(at.cloud, at.target)
    bucket, lie = where(at.target)
    now = at.context.clock.now()
    if not found:
        says = f"no backup lies under {printable(lie.prefix, 100)} in {bucket}; check backups of {at.target.name}"
        return Receipt(outcome=Outcome.DONE, says=says, rows=0, values={"rows": 0, "missing": 0, "today": False})
    newest = ordered(found)
    gone, none_today = missing(found, now.date())
    small = smaller(newest)
    first = newest[0]
    return Receipt(
        outcome=Outcome.DONE,
        says=_said(newest, gone, none_today, small, now),
        rows=len(found),
        columns=("day", "size", "note", "age", "etag", "key"),
        sample=tuple(_rows(newest, gone, small, now)[:SHOWN]),
        values={
            "rows": len(found),
            "missing": len(gone),
            "today": not none_today,
            "small": len(small),
            "newest": printable(first.key, 300),
            "age_h": (now - first.at).total_seconds() / 3600 if first.at else None,
        },
    )


async def in_a_word(at: At) -> str:
    """For `doctor`: how many there are and how old the newest is; empty: the target names none. Raises SourceError."""
    if not at.target.settings.get("backups"):
        return ""
    found = ordered(await backups(at.cloud, at.target))
    if not found:
        raise SourceError(f"no backup lies where backups of {at.target.name} says; check the bucket and the pattern")
    newest = found[0].at
    age = f", the newest {short(at.context.clock.now() - newest)} old" if newest else ""
    return f"; {len(found)} backup{'' if len(found) == 1 else 's'}{age}"


def _said(
    newest: Sequence[Backup], gone: Sequence[date], none_today: bool, small: dict[str, float], now: datetime
) -> str:
    """What is wrong with them first."""
    days = [one.day for one in newest if one.day]
    span = f", {min(days)} to {max(days)}" if days else ", no day in their names"
    age = f", the newest {short(now - newest[0].at)} old" if newest[0].at else ""
    absent = ", ".join(str(day) for day in gone[-NAMED:])
    before = f" and {len(gone) - NAMED} before" if len(gone) > NAMED else ""
    return "; ".join(
        [
            f"missing: {absent}{before}" if gone else "no day missing",
            "none of today yet" if none_today else "today's is there",
            *[_small(one, small[one.key]) for one in newest if one.key in small][:SMALL_NAMED],
            f"{len(newest)} backup{'' if len(newest) == 1 else 's'}{span}{age}.",
        ]
    )


def _small(one: Backup, share: float) -> str:
    return f"that of {one.day or printable(one.key, 60)} has only {share:.0%} of its neighbours' size"


def _rows(
    newest: Sequence[Backup], gone: Sequence[date], small: dict[str, float], now: datetime
) -> list[tuple[str, ...]]:
    rows: list[tuple[date, tuple[str, ...]]] = [(day, (str(day), "", "missing", "", "", "")) for day in gone]
    for one in newest:
        note = f"small: {small[one.key]:.0%} of the usual" if one.key in small else ""
        when = one.day or (one.at.date() if one.at else date.min)
        age = short(now - one.at) if one.at else ""
        etag, key = printable(one.etag, 64), printable(one.key, 300)
        rows.append((when, (str(one.day or ""), size(one.size), note, age, etag, key)))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0], reverse=True)]
