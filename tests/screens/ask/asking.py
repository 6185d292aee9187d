"""Opening a dialog over an empty app and pressing keys in it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.app import App
from textual.pilot import Pilot

from screens.ask.dialog import DEAF, Dialog, T
from tests.widgets.painted import until


class Seconds:
    """Seconds that go on only when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def listen(self) -> None:
        """Let the deaf moment pass."""
        self.now += DEAF + 0.01


class Asked(App[None]):
    """Keeps the answers given, None included."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.quits = 0

    def ask(self, dialog: Dialog[T]) -> None:
        self.push_screen(dialog, self.answers.append)


@asynccontextmanager
async def opened(
    make: Callable[[Seconds], Dialog[T]], size: tuple[int, int] = (80, 24), listening: bool = True
) -> AsyncIterator[tuple[Asked, Pilot[None], Seconds]]:
    """The dialog that `make` builds, open; with `listening`, after its deaf moment."""
    app, seconds = Asked(), Seconds()
    async with app.run_test(size=size) as pilot:
        dialog = make(seconds)
        app.ask(dialog)
        await until(pilot, lambda: app.screen is dialog and dialog.is_mounted)
        if listening:
            seconds.listen()
            await until(pilot, lambda: not dialog.query_one("#dialog").disabled)
        yield app, pilot, seconds


async def settle(pilot: Pilot[None]) -> None:
    """Give keys that should do nothing the time to do something."""
    await pilot.pause()
    await asyncio.sleep(0.15)
    await pilot.pause()
