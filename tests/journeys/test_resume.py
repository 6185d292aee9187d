"""The cockpit is killed, hung up on or left without a terminal, and nothing is lost or done twice."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.homes import COCKPIT, home, journal_of
from tests.lab.terminal import Terminal

PROFILE = """
[profile]
name = "lonely"
title = "One shell"

[[severity.levels]]
id = "SEV1"
label = "SEV1"
definition = "It is down."

[targets.box]
provider = "shell"
environment = "local"
cwd = "."

[defaults]
shell = "box"

[runbooks]
paths = ["*.md"]
"""

RUNBOOK = """# Restart

## Do it

1. Wait for the other side

   ```sh
   sh wait.sh
   ```

2. Look
"""

WAIT = "echo started >> ran.txt\ncat gate > /dev/null\necho opened\n"


def prepared(folder: Path) -> tuple[Path, dict[str, str]]:
    """A profile whose only step runs until somebody writes to the gate; trusted."""
    work = folder / "work"
    work.mkdir()
    (work / "cockpit.toml").write_text(PROFILE)
    (work / "restart.md").write_text(RUNBOOK)
    (work / "wait.sh").write_text(WAIT)
    os.mkfifo(work / "gate")
    env = home(folder / "home")
    run(env, work, "runbook", "trust", "--yes", "restart.md")
    return work, env


def run(env: dict[str, str], work: Path, *arguments: str) -> str:
    done = subprocess.run(
        [COCKPIT, *arguments], env=env, cwd=work, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def started(terminal: Terminal, work: Path) -> None:
    """An incident is declared and its first step is running."""
    terminal.wait("Watching. Press d")
    terminal.press_until("d", "Declare an incident")
    terminal.pump(0.5)
    terminal.press("it hangs", "enter", "down", "enter", "enter")
    terminal.wait("No runbook yet")
    terminal.press("o")
    terminal.wait("Open a runbook")
    terminal.pump(0.5)
    terminal.press("restart", "enter")
    terminal.wait(">[ ] Wait for the other side")
    terminal.press("r")
    terminal.wait("Run it")
    terminal.pump(0.5)
    terminal.press("tab", "enter")
    terminal.wait("running")
    until(lambda: (work / "ran.txt").exists())


def until(condition: Callable[[], object], patience: float = 30) -> None:
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end
        os.sched_yield()


def open_gate(work: Path) -> None:
    with open(work / "gate", "w") as gate:
        gate.write("go\n")


def status(env: dict[str, str], work: Path) -> dict[str, object]:
    found = json.loads(run(env, work, "status", "--json"))
    assert isinstance(found, dict)
    return found


def test_after_kill_9_the_outcome_of_a_command_is_found_and_it_ran_once(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], env, work) as terminal:
        started(terminal, work)
        terminal.kill(signal.SIGKILL)
        assert terminal.ended() == -signal.SIGKILL
    open_gate(work)
    folder = journal_of(tmp_path / "home").parent
    until(lambda: list(folder.glob("actions/*/exit.json")))
    with Terminal([COCKPIT, "resume"], env, work) as terminal:
        terminal.wait("it hangs")
        terminal.wait("[x] Wait for the other side")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert (work / "ran.txt").read_text() == "started\n"
    assert status(env, work)["unknown"] == []


def test_after_kill_9_an_action_still_running_is_unknown_and_named(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], env, work) as terminal:
        started(terminal, work)
        terminal.kill(signal.SIGKILL)
        terminal.ended()
    with Terminal([COCKPIT, "resume"], env, work) as terminal:
        terminal.wait("[?] 1 unknown")
        terminal.wait("UNKNOWN")
        open_gate(work)
        until(lambda: list(journal_of(tmp_path / "home").parent.glob("actions/*/exit.json")))
        terminal.press("v")
        terminal.wait("Check: read the target")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait("[x] Wait for the other side")
        terminal.press("ctrl+q")
        terminal.ended()
    assert (work / "ran.txt").read_text() == "started\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_writes_down_what_runs_and_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], env, work) as terminal:
        started(terminal, work)
        terminal.raw.clear()
        terminal.kill(number)
        assert terminal.ended(10) == 128 + number
        assert b"\x1b[?1049l" in terminal.raw
        assert b"\x1b[?25h" in terminal.raw
    last = journal_of(tmp_path / "home").read_text().splitlines()[-1]
    assert json.loads(last)["event"]["type"] == "SessionEnded"
    assert json.loads(last)["event"]["running"]
    open_gate(work)


def test_without_a_terminal_it_ends_by_itself(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    terminal = Terminal([COCKPIT], env, work)
    started(terminal, work)
    terminal.hang_up()
    end = time.monotonic() + 15
    while os.waitpid(terminal.pid, os.WNOHANG)[0] == 0:
        assert time.monotonic() < end, "it lived on without a terminal"
        os.sched_yield()
    last = journal_of(tmp_path / "home").read_text().splitlines()[-1]
    assert json.loads(last)["event"]["type"] == "SessionEnded"
    open_gate(work)


def test_a_note_from_a_second_shell_shows_in_the_open_cockpit(tmp_path: Path) -> None:
    work, env = prepared(tmp_path)
    with Terminal([COCKPIT], env, work, columns=200, lines=60) as terminal:
        terminal.wait("Watching. Press d")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("it hangs", "enter", "down", "enter", "enter")
        terminal.wait("No runbook yet")
        run(env, work, "note", "called the owner")
        terminal.wait("note: called the owner")
        terminal.press("ctrl+q")
        terminal.ended()
