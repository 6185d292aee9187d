"""One transaction from the first statement to the receipt, and what is known when COMMIT is not answered.

What is about to be committed is on disk in the action's folder before COMMIT is sent. So no note means no commit, and
a note says which transaction and which rows to ask for.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.expr import Value
from cockpit.core.readings import SourceError
from cockpit.ports import Run
from cockpit.providers.sql.engine import Engine, LostError, Writing
from cockpit.providers.sql.rows import Rows, standing
from cockpit.providers.sql.undo import undo_token

NOTE = "before-commit.json"


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a transaction has done, not committed yet."""

    says: str
    touched: int
    rows: Rows | None = None
    """The change row by row, when it can be taken back."""
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    mark: str = ""
    values: dict[str, Value] = {}
    """What a probe on the action can test besides `rows`."""


class StoppedError(SourceError):
    """The transaction must not be committed; `str()` says why."""


async def carried_out(engine: Engine, plan: Plan, run: Run, work: Callable[[Writing], Awaitable[Done]]) -> Receipt:
    """The receipt of `work` done in one transaction. Nothing is tried twice."""
    try:
        async with engine.writing() as writing:
            done = await _until_stopped(work(writing), run)
            done = msgspec.structs.replace(done, mark=await writing.mark())
            keep(run.folder / NOTE, msgspec.json.encode(done))
            if run.cancelled.is_set():
                raise StoppedError("stopped by you before COMMIT")
            run.progress(f"{done.touched} rows; COMMIT")
            try:
                await writing.commit()
            except LostError as error:
                return _receipt(Outcome.UNKNOWN, f"{error}: it may have happened; check it", done, plan)
            except SourceError:
                (run.folder / NOTE).unlink()
                raise
    except SourceError as error:
        return Receipt(outcome=Outcome.FAILED, says=f"{error}. Nothing was changed.", rows=0)
    except OSError as error:
        return Receipt(
            outcome=Outcome.FAILED,
            says=f"the note before COMMIT cannot be written ({error.strerror}). Nothing was changed.",
            rows=0,
        )
    return _receipt(Outcome.DONE, done.says, done, plan)


async def found_out(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """What became of the transaction: by its id, else by its rows. Reads only."""
    note = kept_in(folder)
    if note is None:
        if await asyncio.to_thread(folder.is_dir):
            return Receipt(outcome=Outcome.FAILED, says="COMMIT was never sent. Nothing was changed.", rows=0)
        return Receipt(outcome=Outcome.UNKNOWN, says="the note of this action is gone; look at the rows by hand")
    try:
        done = msgspec.json.decode(note, type=Done)
        committed = await engine.committed(done.mark) if done.mark else None
        if committed is None and done.rows is not None:
            stand = await standing(done.rows, engine.read, engine.dialect)
            if stand.after == len(done.rows.rows):
                committed = True
            elif len(stand.before.rows) == len(done.rows.rows):
                committed = False
    except (SourceError, msgspec.DecodeError) as error:
        return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")
    if committed is None:
        return _receipt(
            Outcome.UNKNOWN, "neither the transaction nor its rows tell; look at the rows by hand", done, plan
        )
    if committed:
        return _receipt(Outcome.DONE, f"it was committed: {done.says}", done, plan)
    return Receipt(outcome=Outcome.FAILED, says="it was rolled back. Nothing was changed.", rows=0)


def _receipt(outcome: Outcome, says: str, done: Done, plan: Plan) -> Receipt:
    return Receipt(
        outcome=outcome,
        says=says,
        rows=done.touched,
        columns=done.columns,
        sample=done.sample,
        values={**done.values, "rows": done.touched},
        undo=undo_token(plan, done.rows) if done.rows is not None and done.rows.rows else None,
    )


async def _until_stopped(work: Awaitable[Done], run: Run) -> Done:
    task = asyncio.ensure_future(work)
    stop = asyncio.ensure_future(run.cancelled.wait())
    try:
        await asyncio.wait([task, stop], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise StoppedError("stopped by you before COMMIT")
    finally:
        for waiting in (task, stop):
            waiting.cancel()
        await asyncio.gather(task, stop, return_exceptions=True)


def keep(path: Path, content: bytes) -> None:
    """Write `content`; it is on disk when this returns. Raises OSError."""
    # Durable before COMMIT, in well under 10 ms: not worth a thread.
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def kept_in(folder: Path) -> bytes | None:
    """The note in an action's folder; None: there is none."""
    try:
        return (folder / NOTE).read_bytes()
    except OSError:
        return None
