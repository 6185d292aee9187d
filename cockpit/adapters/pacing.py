"""Holds requests back while a vendor wants none, and counts those that were made."""

from collections.abc import MutableMapping
from datetime import timedelta

from cockpit.adapters.answers import Answer, Limited, Result
from cockpit.core.pace import Pace
from cockpit.ports import Clock


class Pacing:
    """The paces of every vendor asked by one session; `paces` may be shared, so that all who ask know of a 429."""

    def __init__(self, clock: Clock, paces: MutableMapping[str, Pace]) -> None:
        self._clock, self._paces = clock, paces

    def held(self, host: str, credential: str) -> Limited | None:
        """What to say instead of asking; None: ask."""
        left = self._of(host, credential).left(self._clock.monotonic())
        if not left:
            return None
        again = self._clock.now() + timedelta(seconds=left)
        says = (
            f"{host} wants fewer requests; not asked again before {again:%H:%M:%S} UTC ({left:.0f} s); nothing was sent"
        )
        return Limited(says=says, wait=timedelta(seconds=left))

    def asking(self, host: str, credential: str) -> None:
        """A request is about to be made."""
        self._keep(host, credential, self._of(host, credential).after_asking(self._clock.monotonic()))

    def answered(self, host: str, credential: str, result: Result) -> None:
        """What came of it."""
        pace = self._of(host, credential)
        if isinstance(result, Limited):
            self._keep(host, credential, pace.after_refusal(self._clock.monotonic(), result.wait))
        elif isinstance(result, Answer):
            self._keep(host, credential, pace.after_answer())

    def in_the_last_minute(self, host: str, credential: str) -> int:
        """How many requests were made in the last minute."""
        return self._of(host, credential).in_the_last_minute(self._clock.monotonic())

    def _of(self, host: str, credential: str) -> Pace:
        return self._paces.get(f"{host} {credential}") or Pace()

    def _keep(self, host: str, credential: str, pace: Pace) -> None:
        self._paces[f"{host} {credential}"] = pace
