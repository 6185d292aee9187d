"""The buckets of an account: listed in pages and read, each object with its size, its tag and when it came."""

import hashlib
from datetime import datetime

from cockpit.drill.vendors.cloudflare.answers import done, failed, zulu
from cockpit.drill.vendors.loopback import Reply


class ObjectStore:
    """What is in `buckets` is there; `came` says when, for those that did not come at the usual time."""

    def __init__(self, usual: datetime) -> None:
        self.buckets: dict[str, dict[str, bytes]] = {}
        self.came: dict[str, datetime] = {}
        self._usual = usual

    def listed(self, bucket: str, query: dict[str, str]) -> Reply:
        if bucket not in self.buckets:
            return failed(404, 10006, "The specified bucket does not exist.")
        keys = sorted(key for key in self.buckets[bucket] if key.startswith(query.get("prefix", "")))
        start, size = int(query.get("cursor") or "0"), int(query.get("per_page", "1000"))
        page = [
            {
                "key": key,
                "size": len(self.buckets[bucket][key]),
                "etag": hashlib.md5(self.buckets[bucket][key], usedforsecurity=False).hexdigest(),
                "last_modified": zulu(self.came.get(key, self._usual)),
            }
            for key in keys[start : start + size]
        ]
        more = start + size < len(keys)
        return done(page, {"cursor": str(start + size) if more else "", "is_truncated": "true" if more else "false"})

    def got(self, bucket: str, key: str) -> Reply:
        held = self.buckets.get(bucket, {}).get(key)
        if held is None:
            return failed(404, 10007, "The specified key does not exist.")
        return Reply(200, held, {"content-type": "application/octet-stream"})
