"""The backups a target's bucket holds, by the `backups` setting of the target."""

from cockpit.adapters.cloudflare.bucket import listed
from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.cloudflare.place import required
from cockpit.core.actions import Target
from cockpit.core.backups import DAY, Backup, Pattern, pattern
from cockpit.core.readings import SourceError
from cockpit.core.text import printable


def where(target: Target) -> tuple[str, Pattern]:
    """The bucket and the pattern of its backups. Raises SourceError with what to add to the profile."""
    written = target.settings.get("backups", "")
    if not written:
        raise SourceError(f'target {target.name} does not say where backups lie; add backups = "backups/db/{DAY}.sql"')
    try:
        return required(target, "bucket"), pattern(written.replace("{slug}", target.settings.get("slug", "")))
    except ValueError as error:
        raise SourceError(f"backups of {target.name}: {printable(str(error))}") from error


async def backups(cloud: Cloudflare, target: Target) -> list[Backup]:
    """Every backup. Raises SourceError, also when the list may lack the newest."""
    bucket, lie = where(target)
    found, more = await listed(cloud, bucket, lie.prefix)
    if more:  # in the order of their keys: what is cut off is the newest
        raise SourceError(
            f"more than {len(found)} objects lie under {printable(lie.prefix, 100)} in {bucket}, so the newest may not "
            f"be among those listed; make backups of {target.name} longer, so that it names fewer"
        )
    return [
        Backup(key=one.key, size=one.size, at=one.last_modified, etag=one.etag, day=lie.day(one.key))
        for one in found
        if lie.holds(one.key)
    ]
