"""The time, as the engine asks for it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time. Decisions about lengths use `monotonic`; what is written down uses `now`."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds that never go backwards."""

    async def sleep(self, seconds: float) -> None: ...
