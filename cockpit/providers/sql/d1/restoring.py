"""Carrying out a restore from a backup: guard, note, upload, one import, and counts afterwards. Never twice."""

import asyncio
from contextlib import suppress
from pathlib import Path

import msgspec

from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.commit import keep
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.transfer import GivenUpError, IdleError, Step, Uploaded, asked_again, ingested, uploaded
from cockpit.providers.sql.d1.travel import bookmark, rewind_token
from cockpit.providers.sql.d1.verdict import NAMED, Counts, counts_of, ended, rows_now, told_by_rows

NOTE = "import.json"


class Note(msgspec.Struct, frozen=True):
    """What must be known when nobody saw the end."""

    before: str
    """The bookmark right before the import."""
    mark: str = ""
    """By what the import can be asked for; empty: it was not answered."""


async def act(engine: D1, plan: Plan, run: Run, content: bytes) -> Receipt:
    """The import of `content`, and what is there afterwards. Raises SourceError: nothing was changed."""
    await _as_shown(engine, counts_of(plan))
    if run.cancelled.is_set():
        raise SourceError("stopped by you before anything was sent")
    run.progress(f"sending {len(content)} bytes")
    database = await engine.database(fresh=True)
    before = await _marked_before(engine, run)
    try:
        file = await uploaded(engine, database, content)
        if isinstance(file, Uploaded):
            if run.cancelled.is_set():
                raise SourceError("stopped by you before it was imported")
            database = await engine.database(fresh=True)  # sending may have taken minutes
            before = await _marked_before(engine, run)
        run.progress(f"the way back: rewind to {printable(before, 100)}; importing")
        await ingested(engine, database, file, run, lambda mark: _answered(run.folder, Note(before, mark)))
    except GivenUpError as error:
        with suppress(SourceError):
            if isinstance(error, IdleError):
                return await told_by_rows(engine, plan, before, over=True)
        says = f"may have been done: {error}; check it. The way back: rewind to {printable(before, 100)}"
        return Receipt(outcome=Outcome.UNKNOWN, says=says, undo=rewind_token(plan.action, before))
    return await ended(engine, plan, before)


async def found_out(engine: D1, plan: Plan, folder: Path) -> Receipt:
    """What became of it. Raises SourceError when the database cannot be asked."""
    note = await asyncio.to_thread(_kept, folder)
    if note is None:
        if await asyncio.to_thread(folder.is_dir):
            return Receipt(outcome=Outcome.FAILED, says="the import was never asked for. Nothing was changed.")
        return Receipt(outcome=Outcome.UNKNOWN, says="the note of this action is gone; compare the counts by hand")
    step = Step()
    database = await engine.database(fresh=True)
    with suppress(SourceError):  # what the vendor does not know any more, the rows tell
        step = await asked_again(engine, database, note.mark or note.before)
    if step.status == "active":
        undo = rewind_token(plan.action, note.before)
        return Receipt(outcome=Outcome.UNKNOWN, says="the import is still under way; check again", undo=undo)
    # Without its own mark the answer may be about another import.
    if step.status == "error" and note.mark:
        says = f"it was not done, the database is as it was: {printable(step.error or 'no reason given', 300)}"
        return Receipt(outcome=Outcome.FAILED, says=says)
    if step.status == "complete" and note.mark:
        return await ended(engine, plan, note.before)
    return await told_by_rows(engine, plan, note.before, over=step.idle)


async def _as_shown(engine: D1, counts: Counts) -> None:
    """Raises SourceError when there is more to lose than was shown."""
    now = await rows_now(engine)
    if more := [f"{name} {now[name]}" for name in sorted(now) if now[name] > counts.now.get(name, -1)]:
        listed = ", ".join(printable(one, 80) for one in more[:NAMED])
        raise SourceError(f"somebody wrote after the plan was shown ({listed}); have them stop, then plan again")
    if set(counts.now) - set(now):
        raise SourceError("somebody dropped a table after the plan was shown; plan again")


async def _marked_before(engine: D1, run: Run) -> str:
    """The bookmark of now, on disk before anything is asked for: the way back loses the least. Raises SourceError."""
    before = await bookmark(engine)
    try:
        keep(run.folder / NOTE, msgspec.json.encode(Note(before)))
    except OSError as error:
        raise SourceError(f"the note before the import cannot be written ({error.strerror})") from error
    return before


def _answered(folder: Path, note: Note) -> None:
    """It is under way already: a note that cannot be made better must not call it undone."""
    with suppress(OSError):
        keep(folder / NOTE, msgspec.json.encode(note))


def _kept(folder: Path) -> Note | None:
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None
