"""An incident on a shop in a real terminal: declared, its runbook opened, plans confirmed."""

import subprocess
from pathlib import Path

from tests.journeys.homes import COCKPIT
from tests.lab.terminal import Terminal

LEVEL = """
[profile]
name = "shop"
[[severity.levels]]
id = "P1"
label = "P1"
definition = "Orders or money are missing."
runbook = "walk"
[runbooks]
paths = ["walk.md"]
"""


def workplace(folder: Path, profile: str, runbook: str, env: dict[str, str]) -> Path:
    """A folder with a profile and the runbook `walk`, which is trusted."""
    place = folder / "work"
    place.mkdir()
    (place / "cockpit.toml").write_text(LEVEL + profile)
    (place / "walk.md").write_text(f"---\nid: walk\n---\n{runbook}")
    subprocess.run([COCKPIT, "runbook", "trust", "--yes", "walk.md"], env=env, cwd=place, check=True, timeout=60)
    return place


def declared(terminal: Terminal, first: str) -> None:
    """Declare a P1 and wait for the first step of its runbook."""
    terminal.wait("Press d to declare")
    terminal.press_until("d", "Declare an incident")
    terminal.pump(0.5)
    terminal.press("orders are missing", "enter", "down", "enter", "enter")
    terminal.wait(f">[ ] {first}")


def confirmed(terminal: Terminal, seen: str, then: str) -> None:
    """Run the step, see its plan, confirm it, and wait for what follows."""
    terminal.press("r")
    terminal.wait(seen)
    terminal.pump(0.5)
    terminal.press("tab", "enter")
    terminal.wait(then)
