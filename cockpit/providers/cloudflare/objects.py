"""The objects of a bucket: which there are, how large, how old."""

from cockpit.adapters.cloudflare.bucket import PAGE, listed
from cockpit.adapters.cloudflare.place import required
from cockpit.adapters.vendor import part
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.duration import short
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At, words_of

SHOWN = 200


async def plan_objects(at: At, action: Action) -> Plan:
    """`action.text`: the prefix; empty: all."""
    bucket, prefix = required(at.target, "bucket"), words_of(action)
    query = (("prefix", prefix), ("per_page", str(PAGE)))
    address = at.cloud.vendor.address(at.cloud.path(f"/r2/buckets/{part(bucket)}/objects"), query)
    return Plan(
        action=action,
        target=at.target,
        request=(f"GET {address}",),
        says=f"lists what is in {bucket} and changes nothing",
        confirm=Confirm.NOTHING,
        private={"bucket": bucket, "prefix": prefix},
    )


async def read_objects(at: At, plan: Plan, run: Run) -> Receipt:
    """Newest first, of the first ten thousand."""
    found, more = await listed(at.cloud, plan.private["bucket"], plan.private["prefix"])
    now = at.context.clock.now()
    found.sort(key=lambda one: (one.last_modified is not None, one.last_modified or now), reverse=True)
    newest = found[0].last_modified if found else None
    size = sum(one.size for one in found)
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{len(found)}{' and more' if more else ''} objects, {size} bytes"
        + (f", the newest {short(now - newest)} old" if newest else ""),
        rows=len(found),
        columns=("key", "size", "age", "etag"),
        sample=tuple(
            (
                printable(one.key, 300),
                str(one.size),
                short(now - one.last_modified) if one.last_modified else "",
                printable(one.etag, 64),
            )
            for one in found[:SHOWN]
        ),
        values={"rows": len(found), "bytes": size, "age_h": (now - newest).total_seconds() / 3600 if newest else None},
    )
