"""What the logs said in an incident is read again after the cockpit was killed, and after the incident is over."""

import os
import signal
import subprocess
from pathlib import Path

from tests.journeys.homes import COCKPIT, home
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "lonely"
title = "One log"

[[severity.levels]]
id = "SEV1"
label = "SEV1"

[logs]
budget = "20 MB"

[sources.api]
kind = "log"
paths = ["api.log"]
"""


def run(env: dict[str, str], work: Path, *arguments: str) -> str:
    done = subprocess.run(
        [COCKPIT, *arguments], env=env, cwd=work, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_recording_outlives_a_killed_cockpit_goes_on_and_is_shown_after_the_close(tmp_path: Path) -> None:
    work, env = tmp_path / "work", home(tmp_path / "home")
    work.mkdir()
    (work / "cockpit.toml").write_text(PROFILE)
    log = work / "api.log"
    log.write_bytes(b"before the incident\n")
    incident = run(env, work, "declare", "it hangs")
    with Terminal([COCKPIT], env, work, lines=40) as terminal:
        terminal.wait("before the incident")
        with log.open("ab") as file:
            file.write(b"in the incident\n")
        terminal.wait("in the incident")
        terminal.kill(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    assert run(env, work, "tail", incident).splitlines() == ["before the incident", "in the incident"]
    with log.open("ab") as file:
        file.write(b"while nobody looked\n")
    with Terminal([COCKPIT, "resume"], env, work) as terminal:
        terminal.wait("while nobody looked")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    run(env, work, "close", "--reason", "over")
    log.unlink()
    said = run(env, work, "tail", incident).splitlines()
    assert said == ["before the incident", "in the incident", "while nobody looked"]
    with Terminal([COCKPIT, "resume", incident], env, work) as terminal:
        terminal.wait("while nobody looked")
        terminal.wait("api: recorded")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert os.stat(tmp_path / "home/.local/state/incident-cockpit/incidents" / incident / "logs").st_mode & 0o077 == 0
