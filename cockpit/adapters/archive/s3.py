"""Objects of an S3 store (R2 and others that speak it): list a prefix, bring an object here piece by piece."""

import os
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec

from cockpit.adapters.answers import Answer, Result
from cockpit.adapters.archive.sigv4 import path_of, query_of, signed
from cockpit.adapters.http import Http
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.core.text import printable
from cockpit.ports import Clock

PIECE = 4 << 20  # bytes of an object asked for at a time; an answer may have 8 MiB
MOST_PAGES = 500  # of 1 000 objects


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Where objects lie and who asks for them. Addresses are path style, which every store takes."""

    name: str
    endpoint: str
    region: str
    key: str
    """The id of the access key; no secret."""
    secret: Secret


class Object(msgspec.Struct, frozen=True):
    """One object of a listing."""

    key: str
    size: int
    etag: str


class S3:
    """Reads one bucket through `http`, which must leave bodies packed."""

    def __init__(self, bucket: Bucket, http: Http, clock: Clock) -> None:
        self.bucket = bucket
        self._http = http
        self._now: Callable[[], datetime] = clock.now

    async def listed(self, prefix: str) -> AsyncIterator[Object]:
        """Every object whose key begins with `prefix`. Raises SourceError."""
        query = {"list-type": "2", "prefix": prefix, "max-keys": "1000"}
        for _ in range(MOST_PAGES):
            page = _xml(self._good(await self._get(path_of(self.bucket.name), query, {})).body, self.bucket.name)
            for entry in page.iter("Contents"):
                key, size, etag = (entry.findtext(name, "") for name in ("Key", "Size", "ETag"))
                yield Object(key, int(size) if size.isdecimal() else 0, etag.strip('"'))
            if page.findtext("IsTruncated") != "true":
                return
            query["continuation-token"] = page.findtext("NextContinuationToken", "")
        raise SourceError(f"{self.bucket.name} has more than {MOST_PAGES * 1000} objects there; give a longer prefix")

    async def bring(self, object_: Object, to: Path, told: Callable[[int], None]) -> None:
        """Put the object into the file `to`, whole or not at all. Raises SourceError, and OSError of the file."""
        unfinished = to.with_name(f"{to.name}.{os.getpid()}")
        try:
            with unfinished.open("wb") as file:
                while file.tell() < object_.size:
                    last = min(file.tell() + PIECE, object_.size) - 1
                    headers = {"range": f"bytes={file.tell()}-{last}", "if-match": f'"{object_.etag}"'}
                    answer = self._good(await self._get(path_of(self.bucket.name, object_.key), {}, headers))
                    whole = answer.status == 200 and len(answer.body) == object_.size
                    if not whole and (answer.status != 206 or len(answer.body) != last - file.tell() + 1):
                        says = f"{printable(object_.key)} came in other pieces than asked for; try again"
                        raise SourceError(says)
                    file.write(answer.body)
                    told(len(answer.body))
            unfinished.replace(to)
        finally:
            unfinished.unlink(missing_ok=True)

    async def _get(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Result:
        bucket, host = self.bucket, urlsplit(self.bucket.endpoint).netloc
        proof = signed(host, path, query, headers, bucket.region, bucket.key, bucket.secret, self._now())
        ending = f"?{query_of(query)}" if query else ""
        return await self._http.get(f"{bucket.endpoint.rstrip('/')}{path}{ending}", proof)

    def _good(self, result: Result) -> Answer:
        if not isinstance(result, Answer):
            raise SourceError(result.says)
        if result.status >= 400:
            raise SourceError(self._refusal(result))
        return result

    def _refusal(self, answer: Answer) -> str:
        try:
            code = _xml(answer.body, self.bucket.name).findtext("Code", "")
        except SourceError:
            code = ""
        where = f"bucket {self.bucket.name}"
        return _REFUSALS.get(code or str(answer.status), "{where} answered {code}; check its settings").format(
            where=where, code=printable(code or str(answer.status), 60)
        )


_REFUSALS = {
    "NoSuchBucket": "there is no {where} at that endpoint; check its name and the endpoint",
    "NoSuchKey": "an object of {where} is gone since it was listed; search again",
    "PreconditionFailed": "an object of {where} was replaced since it was listed; search again",
    "AccessDenied": "{where} may not be read with this key; give it the right to list and read",
    "InvalidAccessKeyId": "{where} does not know this key id; check key_id of the archive",
    "SignatureDoesNotMatch": "{where} refuses the signature; set the archive's secret again, check its region",
    "RequestTimeTooSkewed": "{where} says that this machine's clock is wrong; set it",
}


def _xml(body: bytes, where: str) -> ElementTree.Element:
    """A store's answer; names without their namespace. Raises SourceError."""
    if b"<!DOCTYPE" in body[:4096] or b"<!ENTITY" in body:
        raise SourceError(f"bucket {where} answered what no store answers; check the endpoint")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - no entities can be declared in it
    except ElementTree.ParseError as error:
        raise SourceError(f"bucket {where} answered no XML; check the endpoint") from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root
