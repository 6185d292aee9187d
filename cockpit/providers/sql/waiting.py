"""Deadlines that hold: a database that does not answer is given up on time, whatever its driver does."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")

GRACE = 1.5
"""Seconds a cancelled statement gets to end in order before it is abandoned."""


async def within(seconds: float, work: Coroutine[object, object, T], abandon: Callable[[], None]) -> T:
    """The result of `work`, or TimeoutError after `seconds` and at most GRACE.

    At the deadline `work` is cancelled once, which asks the server to stop, and once more when that brings nothing:
    psycopg waits for the answer to its own cancel request, and a network that swallows packets never gives one.
    `abandon` then closes what is left.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait([task], timeout=seconds)
    except asyncio.CancelledError:
        await _end(task, abandon)
        raise
    if done:
        return task.result()
    await _end(task, abandon)
    raise TimeoutError


async def _end(task: "asyncio.Task[T]", abandon: Callable[[], None]) -> None:
    for _ in range(2):
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=GRACE)
        if done:
            break
        abandon()
    if task.done() and not task.cancelled():
        task.exception()  # seen: whatever it was, the deadline is what is reported


async def in_thread(seconds: float, work: Callable[[], T], interrupt: Callable[[], None]) -> T:
    """The result of the blocking `work`, or TimeoutError after `seconds` and at most GRACE.

    `interrupt` makes `work` return; it is called at the deadline and on cancellation. The thread is a daemon: one that
    will not stop must not keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # T may itself be None

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as raised:  # noqa: BLE001 - carried over to the loop, where it is raised again
            error = raised
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more

    threading.Thread(target=run, daemon=True, name="cockpit-sql").start()
    try:
        done, _ = await asyncio.wait([future], timeout=seconds)
    except asyncio.CancelledError:
        interrupt()
        await asyncio.wait([future], timeout=GRACE)
        _seen(future)
        raise
    if done:
        return future.result()
    interrupt()
    await asyncio.wait([future], timeout=GRACE)
    _seen(future)
    raise TimeoutError


def _seen(future: "asyncio.Future[T]") -> None:
    if future.done():
        future.exception()
    else:
        future.cancel()
