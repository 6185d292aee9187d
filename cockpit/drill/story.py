"""What a scenario's story is to the world that lets time pass in it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from cockpit.drill.vendors.loopback import Loopback

BEAT = 0.5
"""Seconds between two beats of a story."""


class Story(Protocol):
    """Real stores and servers on loopback, and what happens in them.

    A scenario's `story.py` makes it with `tell(folder, seed, now)`. Beats and answers of its servers happen one at a
    time, which is the world's doing: a story needs no locks.
    """

    @property
    def secrets(self) -> Mapping[str, str]:
        """The credentials its profile names."""

    @property
    def filled(self) -> Mapping[str, str]:
        """What stands for each @NAME@ of its profile."""

    @property
    def servers(self) -> Sequence[Loopback]:
        """Every server of it."""

    @property
    def waiting(self) -> int:
        """How much of what went wrong waits to be put right; 0 once it is."""

    def beat(self) -> None:
        """Half a second passes."""

    def quiet(self) -> None:
        """From now on nothing is said in the log; everything else goes on."""

    def cut(self) -> bool:
        """Cut the live tail; whether somebody listened to it."""

    def close(self) -> None:
        """End it."""
