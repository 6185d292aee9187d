"""What one target of Cloudflare names: a tenant's Worker, database and bucket, written out or by a naming rule."""

import re
from collections.abc import Mapping

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError

PLACE_SETTINGS: Mapping[str, str] = {
    "account": "the account's id",
    "slug": "the tenant's short name; fills {slug} in worker, database and bucket",
    "worker": "the Worker's script name, or the rule for it, as in shop-{slug}",
    "database": "the D1 database's name, or the rule for it, as in shop-{slug}-db",
    "database_id": "the D1 database's id",
    "bucket": "the R2 bucket's name, or the rule for it",
    "backups": "where backups lie in the bucket: a prefix, or a key with {day} in it, as in backups/db/{day}.sql",
    "file": "the wrangler.jsonc that deploys the Worker; compared with what is live",
    "url": "another address than https://api.cloudflare.com/client/v4",
}
_TENANT = re.compile(r"\bfor:?\s+\S+")


def named(target: Target, key: str) -> str:
    """The `worker`, `database` or `bucket` of `target`; empty: none. Raises SourceError: a rule without slug."""
    written, slug = target.settings.get(key, ""), target.settings.get("slug", "")
    if "{slug}" in written and not slug:
        raise SourceError(f'{key} of {target.name} is a rule with {{slug}}, and no slug is given; add slug = "…"')
    return written.replace("{slug}", slug)


def same_tenant(target: Target, parameters: Mapping[str, str]) -> None:
    """Raises SourceError when the block was written for another tenant than the target stands for.

    The tenant is the value called `slug`, or in a block without one every value whose name ends so, as `restore_slug`.
    """
    slug = target.settings.get("slug", "")
    named = [parameters["slug"]] if parameters.get("slug") else []
    for meant in named or [value for name, value in parameters.items() if name.endswith("_slug")]:
        if slug and meant and meant != slug:
            raise SourceError(
                f"this is for {meant}, and target {target.name} is {slug}: wrong tenant; nothing was sent"
            )


def without_tenant(text: str) -> str:
    """`text` without `for {slug}`, which only names the tenant, so that another one is refused."""
    return _TENANT.sub("", text).strip()


def required(target: Target, key: str) -> str:
    """As `named`; raises SourceError also when there is none."""
    found = named(target, key)
    if not found:
        raise SourceError(f'target {target.name} names no {key}; add {key} = "…" to it')
    return found
