"""The demo as a newcomer meets it: the backlog grows, is understood, unlocked, told and reported."""

import os
import sys
from pathlib import Path

from tests.lab.terminal import Terminal

COCKPIT = str(Path(sys.executable).with_name("cockpit"))


def home(folder: Path) -> dict[str, str]:
    """A fresh HOME, so that nothing of the user's can be read or touched."""
    return {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(folder / "tmp")}


def test_the_demo_from_alarm_to_report(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with Terminal([COCKPIT, "demo"], home(tmp_path)) as terminal:
        terminal.wait("stuck 38")
        terminal.wait("[!] oldest job", patience=90)
        terminal.press_until("d", "Declare an incident")
        terminal.wait("oldest job: oldest_min 15")
        terminal.pump(0.5)
        terminal.press("enter", "down", "down", "enter", "enter")
        terminal.wait("Worker backlog")
        terminal.wait("update in")

        terminal.press("r")
        terminal.wait("Look                                       1/3")
        terminal.wait(">[ ] Find out who holds the locks")
        terminal.press("r")
        terminal.wait("Look                                       2/3")
        terminal.wait(">[ ] Is that worker dead?")
        terminal.press_until("r", "type to narrow")
        terminal.press_until("enter", ">[ ] Clear the locks")

        terminal.press("r")
        terminal.wait("38 rows will be touched")
        terminal.press_until("enter", "nothing was done")  # Cancel has the focus: enter does not run it
        terminal.press("r")
        terminal.wait("38 rows will be touched")
        terminal.pump(0.5)
        terminal.press("tab", "enter")
        terminal.wait("[x] Clear the locks")
        terminal.wait(">[ ] Start the worker again")
        terminal.press_until("r", "What came of it?")
        terminal.pump(0.5)
        terminal.press("tab")
        terminal.press_until("started", "started")
        terminal.press("ctrl+s")
        terminal.wait("[x] Start the worker again")
        terminal.wait("[x] Watch the queue fall", patience=120)
        terminal.wait(">[ ] Tell the channel")

        terminal.press("r")
        terminal.wait("Resolved at")
        terminal.pump(0.5)
        terminal.press("tab", "enter")
        terminal.wait("7 done")

        terminal.press("R")
        terminal.wait("What was the cause?")
        terminal.pump(0.5)
        terminal.press("a worker died holding its locks", "enter")
        terminal.wait("resolved; press P")
        terminal.press("P")
        terminal.wait("Severity history")
        terminal.press("escape")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert list((tmp_path / "tmp").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tmp"]
