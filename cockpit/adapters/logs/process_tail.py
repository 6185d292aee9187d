"""Follow the output of a command, and leave nothing of it running."""

import os
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from cockpit.adapters.logs.feed import Feed
from cockpit.adapters.logs.pump import Pump
from cockpit.adapters.logs.spool import Spool
from cockpit.adapters.logs.stream_tail import carry
from cockpit.core.text import printable

STEADY = 10.0  # seconds a command must have run for its next pause to be the short one
LONGEST_PAUSE = 60.0
PATIENCE = 1.0  # seconds between asking a command to end and ending it


class ProcessTail:
    """Runs `argv` in a session of its own, without input, and brings its output and errors to `feed`."""

    def __init__(self, argv: tuple[str, ...], feed: Feed, folder: Path, again_after: timedelta = timedelta()) -> None:
        """`again_after`: how long after its end it is started again; zero: it is not."""
        self._argv = argv
        self._feed = feed
        self._folder = folder
        self._again_after = again_after.total_seconds()
        self._spool: Spool | None = None
        self._pump = Pump(f"log {feed.name}", self._run)

    def start(self) -> None:
        self._pump.start()

    def close(self) -> None:
        """End the command with everything it started."""
        self._pump.close()

    def _run(self) -> None:
        pause = self._again_after
        while True:
            began = time.monotonic()
            if not self._once() or not self._again_after:
                return
            ended = time.monotonic()
            pause = self._again_after if ended - began > STEADY else min(pause, LONGEST_PAUSE)
            self._pump.wait(pause)
            if self._pump.stopping.is_set():
                return
            pause *= 2
            self._feed.gap(timedelta(seconds=time.monotonic() - ended), "started again")

    def _once(self) -> bool:
        """Run it to its end; False: it could not be started."""
        said = printable(" ".join(self._argv), 80)
        try:
            process = subprocess.Popen(
                self._argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            self._feed.state = f"could not start: {(error.strerror or 'error').lower()}"
            self._feed.notice(f"{said} could not be started ({error.strerror}): check the command of this source")
            return False
        output = process.stdout
        assert output is not None
        with output:
            self._spool = carry(output.fileno(), self._feed, self._folder, self._pump, self._spool)
        while not self._pump.stopping.is_set() and _alive(process):
            self._pump.wait(0.1)
        status = self._end(process)
        ended = f"ended by signal {-status}" if status < 0 else f"exit status {status}"
        self._feed.state = f"ended: {ended}"
        self._feed.notice(f"{said}: {ended}")
        return True

    def _end(self, process: "subprocess.Popen[bytes]") -> int:
        """End the whole session; its leader is reaped last, so that its number stays ours until then."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, sign)
            except ProcessLookupError:
                break
            for _ in range(int(PATIENCE / 0.02)):
                if not _alive(process):
                    break
                time.sleep(0.02)
        return process.wait()


def _alive(process: "subprocess.Popen[bytes]") -> bool:
    """Whether the leader still runs; does not reap it."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
