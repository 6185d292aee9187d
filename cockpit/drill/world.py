"""A simulated world in a temporary folder: real stores and files, real protocols on loopback, nothing of the user's."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import cast

from cockpit.core.secret import Secret
from cockpit.drill.scenarios import package, write_profile, write_runbooks
from cockpit.drill.story import BEAT, Story
from cockpit.drill.trouble import Trouble
from cockpit.drill.vendors.loopback import Asked, Behaviour, Loopback, Reply

KEPT = 100
"""How many of the newest requests each server remembers."""

Tell = Callable[[Path, int, Callable[[], datetime]], Story]


class World:
    """The world of `scenario`, in `folder`: `profile` is an ordinary cockpit.toml, credentials are its own."""

    def __init__(
        self,
        folder: Path,
        scenario: str,
        trouble: Trouble | None = None,
        seed: int = 7,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`now` is the clock of everything in it; time passes after `start`, or by `pass_time`."""
        self.trouble = trouble or Trouble()
        tell = cast(Tell, import_module(f"{package(scenario)}.story").tell)
        self.story = tell(folder, seed, now)
        self._lock = threading.Lock()
        for server in self.story.servers:
            server.behaviour = self.trouble.around(self._one_at_a_time(server))
        self._secrets = dict(self.story.secrets)
        self.profile = write_profile(folder, scenario, self.story.filled)
        self.runbooks = write_runbooks(folder, scenario)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._live, name="world", daemon=True)

    async def secret_of(self, name: str) -> Secret | None:
        """The credential of that name; None: there is none."""
        return Secret(name, self._secrets[name]) if name in self._secrets else None

    async def keep(self, secret: Secret) -> str:
        """Take a credential a vendor made; where it is kept."""
        self._secrets[secret.name] = secret.reveal()
        return "simulated keyring"

    def start(self) -> None:
        """Let time pass in it."""
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._stop.set()
        self.trouble.end()
        if self._thread.is_alive():
            self._thread.join()
        self.story.close()

    def pass_time(self) -> None:
        """Half a second of the story, and of what goes wrong outside."""
        with self._lock:
            self.story.beat()
        self.trouble.beat(self.story)

    def _live(self) -> None:
        while not self._stop.wait(BEAT):
            self.pass_time()

    def _one_at_a_time(self, server: Loopback) -> Behaviour:
        behaviour = server.behaviour

        def answer(asked: Asked) -> Reply:
            with self._lock:
                del server.asked[:-KEPT]  # a demo may be left open for days
                return behaviour(asked)

        return answer
