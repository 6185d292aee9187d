"""A simulated world in a temporary folder: real stores and files, real protocols on loopback, nothing of the user's."""

from importlib.resources import files
from pathlib import Path

from cockpit.drill.outside import Outside
from cockpit.drill.scenarios import write_profile
from cockpit.drill.worker_backlog.kitchen import Kitchen


class World:
    """The world of one scenario, in `folder`: `profile` is an ordinary cockpit.toml, `secrets` are its credentials."""

    def __init__(self, folder: Path, seed: int = 7) -> None:
        self._outside = Outside()
        self._kitchen = Kitchen(folder, seed)
        self.secrets = {"ops-webhook": f"{self._outside.url}/services/T000/B000/drill"}
        self.profile = write_profile(folder, self._outside.url)
        scenario = files("cockpit.drill.worker_backlog")
        self.runbook = folder / "worker-backlog.md"
        self.runbook.write_bytes(scenario.joinpath("worker-backlog.md").read_bytes())

    @property
    def messages(self) -> list[str]:
        """What the chat channel has received."""
        return self._outside.messages

    def start(self) -> None:
        """Let time pass in it."""
        self._outside.start()
        self._kitchen.start()

    def close(self) -> None:
        """End it."""
        self._kitchen.close()
        self._outside.close()
