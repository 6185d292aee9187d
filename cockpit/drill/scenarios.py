"""The scenarios there are, and their profiles; imports no server and no store."""

from importlib.resources import files
from pathlib import Path

SCENARIOS = {"worker-backlog": "a dead worker holds its locks; the oldest job is about to wait 15 minutes"}


def write_profile(folder: Path, url: str = "http://127.0.0.1:1") -> Path:
    """The scenario's cockpit.toml in `folder`, its outside world at `url` (a closed port until there is one)."""
    text = files("cockpit.drill.worker_backlog").joinpath("cockpit.toml").read_text(encoding="utf-8")
    path = folder / "cockpit.toml"
    path.write_text(text.replace("@STATUS_URL@", f"{url}/status"), encoding="utf-8")
    return path
