"""The objects of a bucket as read: listed, and brought to a file.

Source: cloudflare-python 5.9, `r2.buckets.objects` (`is_truncated` is a text in the local emulator; the tag of an
object that was uploaded in one piece is the MD5 of its bytes, of one in parts it ends in `-` and their number).
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from cockpit.adapters.answers import Answer, Result, Unknown
from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.http import Http
from cockpit.adapters.kept_file import KeptFile, StoppedError
from cockpit.adapters.vendor import part
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.core.size import size
from cockpit.core.text import printable

PAGE = 1000
PAGES = 10
MOST_BYTES = 512 << 20
"""What one object may have: more is a job for a machine with room, not for a jump box in an incident."""


class Object(msgspec.Struct, frozen=True):
    key: str
    size: int = 0
    etag: str = ""
    last_modified: datetime | None = None


class Brought(NamedTuple):
    """A file that came whole."""

    path: Path
    size: int
    sha256: str
    md5: str


async def listed(cloud: Cloudflare, bucket: str, prefix: str, pages: int = PAGES) -> tuple[list[Object], bool]:
    """The first objects under `prefix`, a thousand on each page, and whether there are more. Raises SourceError."""
    found: list[Object] = []
    cursor, more = "", True
    for _ in range(pages):
        query = [("prefix", prefix), ("per_page", str(PAGE))] + ([("cursor", cursor)] if cursor else [])
        page, info = await cloud.page(f"/r2/buckets/{part(bucket)}/objects", list[Object], query)
        found += page
        more, cursor = info.is_truncated in (True, "true"), info.cursor or ""
        if not more or not cursor:
            break
    return found, more


def object_path(bucket: str, key: str) -> str:
    """Where one object is, under the account. Raises SourceError for a key that would lead elsewhere."""
    return f"/r2/buckets/{part(bucket)}/objects/{'/'.join(part(piece) for piece in key.split('/'))}"


async def brought(
    http: Http, url: str | Secret, bearer: Secret | None, to: Path, most: int, told: Callable[[int], None]
) -> Brought:
    """What is at `url` in the file `to`, whole or not at all. Raises SourceError: why there is no file."""
    try:
        with await asyncio.to_thread(KeptFile, to, most, told) as file:
            _good(await http.download(url, file, bearer), most)
            await asyncio.to_thread(file.whole)
            return Brought(to, file.size, file.sha256, file.md5)
    except StoppedError as error:
        raise SourceError("stopped by you; nothing of it was kept") from error
    except OSError as error:
        raise SourceError(f"{to.name} cannot be kept: {error.strerror or error}") from error


def disagreement(wanted: Object, came: Brought) -> str:
    """Why what came is not the object that was listed; empty: it is."""
    if wanted.size != came.size:
        return f"it has {came.size} bytes, the list says {wanted.size}"
    if tagged_by_md5(wanted.etag) and wanted.etag.strip('"').lower() != came.md5:
        return f"its MD5 {came.md5} is not the object's tag {printable(wanted.etag, 64)}"
    return ""


def tagged_by_md5(etag: str) -> bool:
    """Whether a tag is the MD5 of the bytes."""
    plain = etag.strip('"').lower()
    return len(plain) == 32 and all(letter in "0123456789abcdef" for letter in plain)


def _good(result: Result, most: int) -> None:
    if not isinstance(result, Answer):
        more = f" ({result.answer.text(100)})" if isinstance(result, Unknown) and result.answer else ""
        raise SourceError(f"{result.says}{more}; nothing was kept, try again")
    if result.status != 200:
        raise SourceError(
            f"the store answers {result.status}: {result.text(200) or 'no reason given'}; nothing was kept"
        )
    if result.cut:
        raise SourceError(f"more came than {size(most)}, which is all that is taken here; nothing was kept")
