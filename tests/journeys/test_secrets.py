"""A webhook's address is a credential: while a message is sent it is seen by the receiver and by nobody else."""

import subprocess
from pathlib import Path

from cockpit.drill.outside import Outside
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal

CANARY = "canaryB7xQ9mZ2"
PROFILE = """
[profile]
name = "shop"
title = "Shop"

[[severity.levels]]
id = "SEV1"
label = "SEV1"
definition = "It is down."

[targets.ops]
provider = "slack"
environment = "staging"
channel = "#ops"
secret = "ops-webhook"

[defaults]
message = "ops"

[messages.start]
title = "We are on it"
channel = "ops"
text = "Looking into it: {symptom}"

[runbooks]
paths = ["tell.md"]
"""
RUNBOOK = """# Tell

1. Say that somebody looks

   ```message {message=start}
   ```
"""


def test_a_webhook_address_is_on_no_screen_in_no_file_and_in_no_argument(tmp_path: Path) -> None:
    work, folder = tmp_path / "work", tmp_path / "home"
    work.mkdir()
    (work / "cockpit.toml").write_text(PROFILE)
    (work / "tell.md").write_text(RUNBOOK)
    outside = Outside()
    env = home(folder, COCKPIT_SECRET_OPS_WEBHOOK=f"{outside.url}/services/T0/B0/{CANARY}")
    subprocess.run([COCKPIT, "runbook", "trust", "--yes", "tell.md"], env=env, cwd=work, check=True, timeout=60)
    try:
        with Terminal([COCKPIT], env, work) as terminal:
            terminal.wait("Press d to declare")
            terminal.press_until("d", "Declare an incident")
            terminal.pump(0.5)
            terminal.press("shop is slow", "enter", "down", "enter", "enter")
            terminal.wait("No runbook yet")
            terminal.press("o")
            terminal.wait("Open a runbook")
            terminal.pump(0.5)
            terminal.press("tell", "enter")
            terminal.wait(">[ ] Say that somebody")
            terminal.press("r")
            terminal.wait("POST ")
            terminal.pump(0.5)
            terminal.press("tab", "enter")
            terminal.wait("[x] Say that somebody")
            assert sightings_in_arguments() == []
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
            assert CANARY.encode() not in terminal.raw
    finally:
        outside.close()
    assert outside.messages[0].startswith("Looking into it: shop is slow")
    assert journal_of(folder).stat().st_size > 0
    assert [path for path in tmp_path.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []


def sightings_in_arguments() -> list[str]:
    """The programs whose arguments, which everybody on the machine can read, hold the canary."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = place.read_bytes()
        except OSError:
            continue  # it has just ended
        if CANARY.encode() in arguments:
            found.append(str(place))
    return found
