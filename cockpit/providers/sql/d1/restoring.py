"""Carrying out a restore from a backup: guard, note, upload, one import, and counts afterwards. Never twice."""

import asyncio
from contextlib import suppress
from pathlib import Path

import msgspec

from cockpit.core.actions import Outcome, Plan, Receipt, UndoToken
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.commit import keep
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.d1.live import counted, live
from cockpit.providers.sql.d1.transfer import GivenUpError, Step, Uploaded, asked_again, ingested, uploaded
from cockpit.providers.sql.d1.travel import bookmark, rewind_token

NOTE = "import.json"
NAMED = 6


class Counts(msgspec.Struct, frozen=True):
    """Rows by table."""

    now: dict[str, int]
    backup: dict[str, int]


class Note(msgspec.Struct, frozen=True):
    """What must be known when nobody saw the end."""

    before: str
    """The bookmark right before the import."""
    mark: str = ""
    """By what the import can be asked for; empty: it was not answered."""


async def act(engine: D1, plan: Plan, run: Run, content: bytes) -> Receipt:
    """The import of `content`, and what is there afterwards. Raises SourceError: nothing was changed."""
    counts = _counts(plan)
    await _as_shown(engine, counts)
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
        await ingested(engine, database, file, run, lambda mark: _marked(run.folder, Note(before, mark)))
    except GivenUpError as error:
        says = f"may have been done: {error}; check it. The way back: rewind to {printable(before, 100)}"
        return Receipt(outcome=Outcome.UNKNOWN, says=says, undo=rewind_token(plan.action, before))
    return await _seen(engine, plan, counts, rewind_token(plan.action, before))


async def _marked_before(engine: D1, run: Run) -> str:
    """The bookmark of now, on disk before anything is asked for: the way back loses the least. Raises SourceError."""
    before = await bookmark(engine)
    _noted(run.folder, Note(before))
    return before


async def found_out(engine: D1, plan: Plan, folder: Path) -> Receipt:
    """What became of it. Raises SourceError when the database cannot be asked."""
    note = await asyncio.to_thread(_kept, folder)
    if note is None:
        if await asyncio.to_thread(folder.is_dir):
            return Receipt(outcome=Outcome.FAILED, says="the import was never asked for. Nothing was changed.")
        return Receipt(outcome=Outcome.UNKNOWN, says="the note of this action is gone; compare the counts by hand")
    undo = rewind_token(plan.action, note.before)
    database = await engine.database(fresh=True)
    step = Step()
    with suppress(SourceError):  # what the vendor does not know any more, the database itself tells
        step = await asked_again(engine, database, note.mark or note.before)
    if step.status == "active":
        return Receipt(outcome=Outcome.UNKNOWN, says="the import is still under way; check again", undo=undo)
    if step.status == "error" and note.mark:
        says = f"it was not done, the database is as it was: {printable(step.error or 'no reason given', 300)}"
        return Receipt(outcome=Outcome.FAILED, says=says)
    if await bookmark(engine) == note.before:
        return Receipt(outcome=Outcome.FAILED, says="it did not happen: the database stands where it stood")
    return await _seen(engine, plan, _counts(plan), undo)


async def _as_shown(engine: D1, counts: Counts) -> None:
    """Raises SourceError when there is more to lose than was shown."""
    now = await counted(engine, list((await live(engine)).tables))
    if more := [f"{name} {now[name]}" for name in sorted(now) if now[name] > counts.now.get(name, -1)]:
        listed = ", ".join(printable(one, 80) for one in more[:NAMED])
        raise SourceError(f"somebody wrote after the plan was shown ({listed}); have them stop, then plan again")
    if set(counts.now) - set(now):
        raise SourceError("somebody dropped a table after the plan was shown; plan again")


async def _seen(engine: D1, plan: Plan, counts: Counts, undo: UndoToken | None) -> Receipt:
    """The counts afterwards against the backup's: only a look says that it is done."""
    try:
        now = await counted(engine, list((await live(engine)).tables))
    except SourceError as error:
        says = f"the import ended, and the rows cannot be counted ({error}); check it"
        return Receipt(outcome=Outcome.UNKNOWN, says=says, undo=undo)
    names = sorted({*now, *counts.backup})
    unequal = [name for name in names if now.get(name) != counts.backup.get(name)]
    named = ", ".join(
        f"{printable(name, 80)} {_cell(now.get(name))} instead of {_cell(counts.backup.get(name))}"
        for name in unequal[:NAMED]
    )
    total = sum(now.get(name, 0) for name in counts.backup)
    outcome = Outcome.DONE
    if any(name not in counts.backup or now.get(name, -1) < counts.backup[name] for name in unequal):
        says, outcome = f"the rows are not the backup's ({named}); look at them, or take the way back", Outcome.UNKNOWN
    elif unequal:
        says = f"restored; somebody writes already: {named}"
    else:
        says = f"restored: {len(names)} tables, {total} rows, as many as in the backup"
    rows = tuple((printable(name, 80), _cell(counts.backup.get(name)), _cell(now.get(name))) for name in names)
    return Receipt(
        outcome=outcome,
        says=f"{plan.target.name}: {says}",
        rows=total,
        columns=("table", "backup", "now"),
        sample=rows[:200],
        values={"rows": total, "tables": len(now), "equal": not unequal},
        undo=undo,
    )


def _counts(plan: Plan) -> Counts:
    return msgspec.json.decode(plan.private["counts"], type=Counts)


def _noted(folder: Path, note: Note) -> None:
    """Raises SourceError: without a note the end could not be asked for, so it is not begun."""
    try:
        keep(folder / NOTE, msgspec.json.encode(note))
    except OSError as error:
        raise SourceError(f"the note before the import cannot be written ({error.strerror})") from error


def _marked(folder: Path, note: Note) -> None:
    """It is under way already: a note that cannot be made better must not call it undone."""
    with suppress(OSError):
        keep(folder / NOTE, msgspec.json.encode(note))


def _kept(folder: Path) -> Note | None:
    try:
        return msgspec.json.decode((folder / NOTE).read_bytes(), type=Note)
    except (OSError, msgspec.DecodeError):
        return None


def _cell(count: int | None) -> str:
    return "none" if count is None else str(count)
