"""Whole databases over the API: an export that is asked for until it is there, an import from upload to end.

Source: developers.cloudflare.com/api, "Export D1 Database as SQL" and "Import SQL into your D1 Database";
cloudflare/workers-sdk, packages/wrangler/src/d1 (the order of requests; the tag of what was uploaded is its MD5).
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from cockpit.adapters.answers import Answer, Result
from cockpit.adapters.http import Http
from cockpit.core.actions import Outcome, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.d1.engine import D1

POLL_S = 1.0
SLOW_POLL_S = 3.0  # after the first minute; an export that is asked for too seldom ends by itself
BRISK_S = 60.0
WHOLE_S = 1800.0  # how long one transfer is followed
UPLOAD_S = 600.0
LOST_POLLS = 5  # in a row, before nobody knows
IDLE = ("not currently importing", "not currently exporting")
_STORE = ".cloudflarestorage.com"


class Made(msgspec.Struct, frozen=True):
    """What there is at the end."""

    signed_url: str | None = None
    num_queries: float | None = None
    final_bookmark: str | None = None


class Step(msgspec.Struct, frozen=True):
    """One answer on the way."""

    status: str | None = None
    error: str | None = None
    at_bookmark: str | None = None
    filename: str | None = None
    upload_url: str | None = None
    messages: list[str] | None = None
    result: Made | None = None

    @property
    def idle(self) -> bool:
        """The vendor knows of nothing under way; how it ended it does not say."""
        return any(words in (self.error or "").lower() for words in IDLE)

    @property
    def ended(self) -> bool:
        return self.status in ("complete", "error")


class Uploaded(NamedTuple):
    """A file at the vendor's."""

    filename: str
    etag: str


class GivenUpError(SourceError):
    """It was begun and nobody saw its end."""


class IdleError(GivenUpError):
    """It is over, and the vendor does not say how it ended."""


async def exported(engine: D1, run: Run) -> Secret:
    """Where the file can be had for an hour. Raises SourceError: there is none; GivenUpError: nobody knows."""
    path = f"/d1/database/{await engine.database(fresh=True)}/export"
    body: dict[str, object] = {"output_format": "polling"}
    step = _begun(engine, await engine.cloud.send("POST", path, body), "the export")
    try:
        step = await followed(engine, path, step, lambda mark: {**body, "current_bookmark": mark}, run, stops=True)
    except IdleError as error:  # the address is told once; an answer that is lost takes it along
        raise SourceError(f"{engine.where} lost track of the export; begin it anew") from error
    url = step.result.signed_url if step.result else None
    if not url:
        raise SourceError(f"{engine.where} says the export is complete and names no file; begin it anew")
    return store_address(engine, "export", url)


async def uploaded(engine: D1, database: str, content: bytes) -> Uploaded | Step:
    """The file is where an import can take it from; nothing is imported yet. Raises SourceError: it is not.

    A step, when the vendor had this very file already: it begins at once to import what it knows.
    """
    etag = md5_of(content)
    path = f"/d1/database/{database}/import"
    begun = _begun(engine, await engine.cloud.send("POST", path, {"action": "init", "etag": etag}), "the upload")
    if not begun.upload_url or not begun.filename:
        return begun
    http = Http(engine.context.clock, total_s=UPLOAD_S, paces=engine.context.paces)
    try:
        result = await http.send("PUT", store_address(engine, "upload", begun.upload_url), content)
    finally:
        await http.close()
    if not isinstance(result, Answer) or result.status >= 300:
        says = result.says if not isinstance(result, Answer) else f"the store answered {result.status}"
        raise SourceError(f"the file was not taken: {says}")
    if (tag := result.headers.get("etag", "").strip('"').lower()) != etag:
        raise SourceError(f"the store holds another file than was sent (tag {printable(tag, 64) or 'missing'})")
    return Uploaded(begun.filename, etag)


async def ingested(engine: D1, database: str, file: Uploaded | Step, run: Run, began: Callable[[str], None]) -> Step:
    """Import what was uploaded, asked for once, to its end. `began` is told by which mark its end can be asked for.

    Raises SourceError: it was not begun, or the vendor says that it failed and the database is as it was;
    GivenUpError: it may have been done.
    """
    path = f"/d1/database/{database}/import"
    if isinstance(file, Step):
        step = file
    else:
        body = {"action": "ingest", "etag": file.etag, "filename": file.filename}
        step = _begun(engine, await engine.cloud.send("POST", path, body), "the import")
    began(step.at_bookmark or "")
    return await followed(engine, path, step, polling, run, stops=False)


async def asked_again(engine: D1, database: str, mark: str) -> Step:
    """How the import that is known by `mark` goes. Raises SourceError."""
    return await engine.cloud.ask(f"/d1/database/{database}/import", polling(mark), Step)


def md5_of(*pieces: bytes) -> str:
    """The tag under which the vendor knows a file of these pieces."""
    hash = hashlib.md5(usedforsecurity=False)
    for piece in pieces:
        hash.update(piece)
    return hash.hexdigest()


def polling(mark: str) -> dict[str, object]:
    return {"action": "poll", "current_bookmark": mark}


async def followed(
    engine: D1, path: str, step: Step, body: Callable[[str], dict[str, object]], run: Run, *, stops: bool
) -> Step:
    """Ask until it has ended. A question that gets no answer is asked again: it changes nothing.

    `stops`: it ends by itself when it is no longer asked for. Raises as `ingested`.
    """
    clock, lost, mark = engine.context.clock, 0, step.at_bookmark or ""
    begun = clock.monotonic()
    while True:
        for line in step.messages or ():
            run.progress(printable(line, 200))
        if step.idle:
            raise IdleError(f"{engine.where} says that nothing is under way any more, and not how it ended")
        if step.status == "error" or (step.error and not step.ended):
            raise SourceError(f"{engine.where}: {printable(step.error or 'it failed and gives no reason', 300)}")
        if step.ended:
            return step
        if run.cancelled.is_set():
            raise (SourceError if stops else GivenUpError)("no longer waited for, because you stopped it")
        took = clock.monotonic() - begun
        if took > WHOLE_S:
            raise GivenUpError(f"{engine.where} has not come to an end in {WHOLE_S / 60:.0f} minutes")
        await clock.sleep(POLL_S if took < BRISK_S else SLOW_POLL_S)
        try:
            step = await engine.cloud.ask(path, body(mark), Step)
            lost, mark = 0, step.at_bookmark or mark
        except SourceError as error:
            lost += 1
            if lost >= LOST_POLLS:
                raise GivenUpError(f"{engine.where} does not say how it goes ({error})") from error
            step = Step(status="active")


def store_address(engine: D1, name: str, url: str) -> Secret:
    """An address of the vendor's store, which is a secret. Raises SourceError: data would go to somebody else."""
    host, ours = urlsplit(url).hostname or "", urlsplit(engine.cloud.vendor.address("")).hostname
    if host != ours and not host.endswith(_STORE):
        raise SourceError(f"{engine.where} names {printable(host, 80)} for the file, which is not the vendor's store")
    return Secret(f"{engine.where} {name}", url)


def receipt_of(error: GivenUpError, back: str) -> Receipt:
    return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been done: {error}; check it. {back}")


def _begun(engine: D1, result: Result, what: str) -> Step:
    """The first answer. Raises SourceError: it was not begun; GivenUpError: it may have been."""
    receipt = engine.cloud.receipt(result, "begun")
    if receipt.outcome is Outcome.UNKNOWN:
        raise GivenUpError(f"{what} was asked for: {receipt.says.removeprefix('may have been done: ')}")
    if receipt.outcome is Outcome.FAILED:
        raise SourceError(f"{engine.where}: {what} was {receipt.says}")
    try:
        return engine.cloud.decoded(result, Step)
    except SourceError as error:
        raise GivenUpError(f"{what} was asked for: {error}") from error
