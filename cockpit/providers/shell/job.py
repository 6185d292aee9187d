"""A job in its folder, seen from the cockpit: start it beside us, ask it to stop, read what became of it."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.text import printable, printable_lines

OUTPUT = "output.log"
KEPT = 16 * 1024 * 1024  # bytes of output kept on disk; the rest is counted
GRACE_S = 5.0  # seconds between asking a command to end and ending it
BEGIN_S = 30.0  # seconds a loaded machine may take to start an interpreter
_RUNNER = Path(__file__).with_name("runner.py")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What the runner reads. Nothing of it is in the runner's own arguments."""

    argv: tuple[str, ...]
    env: dict[str, str]
    cwd: str = ""
    timeout_s: float
    grace_s: float = GRACE_S
    cap: int = KEPT


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """What the runner wrote. `code` is negative for a signal."""

    started: float
    finished: float
    code: int = 0
    not_started: str = ""
    stopped: str = ""
    """`time` or `cancel` when the runner ended it; empty: it ended by itself."""
    left: bool = False
    runs_on: bool = False
    bytes: int = 0
    kept: int = 0
    lines: int = 0
    lost: str = ""
    tail: str = ""


class NotStartedError(Exception):
    """The runner could not be started; nothing ran. `str()` says why."""


def start(folder: Path, job: Job) -> None:
    """Start `job`, once; its runner is alive and on its own when this returns. Blocks for some 50 ms.

    Raises NotStartedError.
    """
    try:
        _write(folder / "job.json", msgspec.json.encode(job))
        begun = subprocess.run(
            [sys.executable, "-I", "-S", str(_RUNNER), str(folder.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=job.env,
            start_new_session=True,
            timeout=BEGIN_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        if (folder / "once").exists():
            return  # it did begin, however late
        raise NotStartedError(printable(str(error))) from error
    if begun.returncode:
        lines = printable_lines(begun.stderr.decode("utf-8", "replace").strip())
        raise NotStartedError(lines[-1] or f"the runner ended with {begun.returncode}")


def stop(folder: Path) -> None:
    """Ask the runner of this folder to end its command. Harmless when there is none."""
    (folder / "cancel").touch(mode=0o600)


def runs(folder: Path) -> bool:
    """Whether a runner lives in this folder. Asked by its lock, so a reused process id cannot mislead."""
    try:
        lock = os.open(folder / "runner.lock", os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def outcome_in(folder: Path) -> Receipt | None:
    """What became of the command that was started in `folder`; None: it still runs, or none was ever started here.

    Reads files only, so any later process can ask.
    """
    lives = runs(folder)  # before the result is looked for: a runner that ends in between has written it
    try:
        return _told(msgspec.json.decode((folder / "exit.json").read_bytes(), type=Ended))
    except FileNotFoundError:
        if lives or not (folder / "job.json").exists():
            return None
        return Receipt(outcome=Outcome.UNKNOWN, says=_vanished(folder), output=_output(folder))
    except (OSError, msgspec.DecodeError, ValueError):
        says = "how it ended cannot be read (exit.json is broken); it may have acted, look at its output"
        return Receipt(outcome=Outcome.UNKNOWN, says=says, output=_output(folder))


def _told(ended: Ended) -> Receipt:
    outcome, says = _verdict(ended)
    if ended.left:
        says += "; what it left running in the background was ended"
    if ended.runs_on:
        says += "; something it started still runs and is not watched any more"
    if ended.lost:
        says += f"; its output is not complete on disk ({printable(ended.lost)})"
    values: dict[str, int | str] = {
        "exit_code": ended.code if ended.code >= 0 else 128 - ended.code,
        "lines": ended.lines,
        "last_line": _last_line(ended),
    }
    if ended.not_started:
        return Receipt(outcome=outcome, says=says)
    return Receipt(outcome=outcome, says=says, values={**values}, output=OUTPUT)


def _verdict(ended: Ended) -> tuple[Outcome, str]:
    took = f"{ended.finished - ended.started:.1f} s"
    last = _last_line(ended)
    if ended.not_started:
        return Outcome.FAILED, f"it did not start: {printable(ended.not_started)}"
    if ended.stopped == "time":
        return Outcome.UNKNOWN, f"stopped at its time limit after {took}; it may have acted, check before running again"
    if ended.stopped == "cancel":
        return Outcome.UNKNOWN, f"stopped on request after {took}; it may have acted, check before running again"
    if ended.code < 0:
        return Outcome.UNKNOWN, f"ended by {_signal(-ended.code)} from elsewhere after {took}; it may have acted"
    if ended.code:
        return Outcome.FAILED, f"ended with exit code {ended.code} after {took}" + (f": {last}" if last else "")
    return Outcome.DONE, f"ended with exit code 0 after {took}, {ended.lines} lines of output"


def _last_line(ended: Ended) -> str:
    return next((line for line in reversed(printable_lines(ended.tail.strip(), 300)) if line.strip()), "")


def _vanished(folder: Path) -> str:
    try:
        group = json.loads((folder / "started.json").read_bytes())["group"]
    except (OSError, ValueError, KeyError, TypeError):
        return "its runner vanished around the start; it may have acted"
    return f"its runner vanished; the command may have acted and may still run as process group {group}"


def _output(folder: Path) -> str:
    return OUTPUT if (folder / OUTPUT).exists() else ""


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _write(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(file, "wb") as out:
        out.write(content)
        os.fsync(file)
