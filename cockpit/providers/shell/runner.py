"""Runs one command beside the cockpit and writes down how it ended, whatever becomes of the cockpit.

Started as `python -I -S runner.py FOLDER`; only the standard library, because it must start fast and from anywhere.
The folder holds `job.json` and `cancel` (read), `runner.lock` (held while this lives), `started.json`, `output.log` and
`exit.json` (written, 0600).
"""

import fcntl
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import time

CHUNK = 65536
TAIL = 4096  # bytes of the very end that are kept even when the middle is not
TICK = 0.1  # seconds between looks at the cancel file and the time limit
DRAIN = 1.0  # seconds that what left our process group may hold the output before we stop reading
ROOM = 16384  # bytes reserved for exit.json at the start, so that a disk that fills up does not cost the outcome


def main(folder: str) -> None:
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        # A handler, not SIG_IGN: what is ignored would stay ignored in the command.
        signal.signal(number, lambda *_: None)
    os.close(os.open("once", os.O_CREAT | os.O_EXCL, 0o600))  # raises when this job was begun before
    fcntl.flock(os.open("runner.lock", os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_EX)
    if os.fork():
        os._exit(0)  # tells the cockpit that we have begun; the lock lives on in the child, which nobody waits for
    os.dup2(os.open(os.devnull, os.O_RDWR), 2)  # the cockpit reads our complaints until then
    adopt()
    write("exit.new", {}, ROOM)
    with open("job.json", "rb") as file:
        job = json.load(file)
    write("exit.new", run(job), ROOM)
    os.rename("exit.new", "exit.json")


def run(job: dict) -> dict:  # type: ignore[type-arg]  # JSON as it comes; this file imports nothing to say it better
    """What became of the job, as the fields of exit.json. Times are seconds since 1970."""
    started = time.time()
    reader, writer = os.pipe()
    output = Output(reader, job["cap"])
    try:
        command = subprocess.Popen(
            job["argv"],
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=writer,
            env=job["env"],
            cwd=job["cwd"] or None,
            process_group=0,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return {"started": started, "finished": time.time(), "not_started": str(error)}
    os.close(writer)
    write("started.json", {"group": command.pid, "at": started})
    how = watched(command, output, Stop(command.pid, job["grace_s"]), job["timeout_s"])
    output.end()
    return {
        "started": started,
        "finished": time.time(),
        "code": command.returncode,
        **how,
        "bytes": output.size,
        "kept": output.kept,
        "lines": output.lines,
        "lost": output.lost,
        "tail": output.tail.decode("utf-8", "replace")[-2000:],
    }


def watched(command: "subprocess.Popen[bytes]", output: "Output", stop: "Stop", limit: float) -> dict[str, str | bool]:
    """Stays until the command ended, stopping it when its time is up or a person asks; then clears what it left."""
    stopped, deadline = "", time.monotonic() + limit
    while command.poll() is None:
        output.pump(TICK)
        if not stopped and (time.monotonic() > deadline or os.path.exists("cancel")):
            stopped = "time" if time.monotonic() > deadline else "cancel"
            stop.begin()
        stop.press()
    orphans()
    left = stop.begin()
    while left and stop.press():
        output.pump(TICK)
        orphans()
    patience = time.monotonic() + DRAIN
    while output.open and time.monotonic() < patience:
        output.pump(TICK)
    return {"stopped": stopped, "left": left, "runs_on": orphans() or output.open}


def adopt() -> None:
    """On Linux, what the command leaves behind becomes our child instead of init's: so we can see and reap it."""
    if sys.platform == "linux":
        import ctypes  # some 5 ms, and of no use elsewhere

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER, linux/prctl.h


def orphans() -> bool:
    """Reaps what has ended; whether any adopted process still runs. Call only when the command itself was reaped."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


class Stop:
    """Ends a process group: first asks, and after `grace` seconds does not ask any more."""

    def __init__(self, group: int, grace: float) -> None:
        self.group, self.grace = group, grace
        self.kill_at = self.give_up_at = float("inf")

    def begin(self) -> bool:
        """Whether there was anyone left to ask."""
        if self.kill_at == float("inf"):
            self.kill_at = time.monotonic() + self.grace
            return self._signal(signal.SIGTERM)
        return self._signal(0)

    def press(self) -> bool:
        """Whether it is worth waiting on. Where zombies stay, they answer signals for ever."""
        now = time.monotonic()
        if now > self.kill_at and self.give_up_at == float("inf"):
            self.give_up_at = now + DRAIN
            self._signal(signal.SIGKILL)
        return now < self.give_up_at and self._signal(0)

    def _signal(self, number: int) -> bool:
        try:
            os.killpg(self.group, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True


class Output:
    """What the command prints: kept up to `cap` bytes, counted to the end."""

    def __init__(self, reader: int, cap: int) -> None:
        self.cap, self.size, self.lines, self.kept, self.tail, self.lost = cap, 0, 0, 0, b"", ""
        self.open, self.reader = True, reader
        self.file = os.open("output.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self.selector = selectors.DefaultSelector()
        self.selector.register(reader, selectors.EVENT_READ)
        # Readable the moment a child ends, so that nobody waits a tick for a quick command.
        self.woken, kernels = os.pipe()
        os.set_blocking(kernels, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(kernels, warn_on_full_buffer=False)
        self.selector.register(self.woken, selectors.EVENT_READ)

    def pump(self, patience: float) -> None:
        """Takes what there is; returns after `patience` seconds when there is nothing."""
        for key, _ in self.selector.select(patience):
            chunk = os.read(key.fd, CHUNK)
            if key.fd == self.reader and chunk:
                self.size += len(chunk)
                self.lines += chunk.count(b"\n")
                self.tail = (self.tail + chunk)[-TAIL:]
                self._keep(chunk[: max(self.cap - self.kept, 0)])
            elif key.fd == self.reader:
                self.selector.unregister(self.reader)
                self.open = False

    def end(self) -> None:
        left_out = self.size - self.kept
        if left_out > 0 and not self.lost:
            kept = self.kept
            self._keep(b"\n[%d bytes left out; the end follows]\n" % max(left_out - TAIL, 0) + self.tail)
            self.kept = kept
        if self.tail and not self.tail.endswith(b"\n"):
            self.lines += 1
        os.close(self.file)

    def _keep(self, chunk: bytes) -> None:
        while chunk and not self.lost:
            try:
                written = os.write(self.file, chunk)
            except OSError as error:  # a full disk must not stop the command halfway
                self.lost = error.strerror or "cannot be written"
                return
            self.kept += written
            chunk = chunk[written:]


def write(path: str, value: object, room: int = 0) -> None:
    """`value` as JSON on disk when this returns, padded to `room` bytes."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").ljust(room)
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(file, text)
        os.fsync(file)
    finally:
        os.close(file)


if __name__ == "__main__":
    main(sys.argv[1])
