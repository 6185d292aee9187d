"""A real Worker, D1 and R2 for the tests; what its tail worker hands on is kept."""

import hashlib
import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cockpit.drill.vendors.cloudflare.database import LabSqlError
from cockpit.drill.vendors.loopback import Loopback, Reply, loopback

HERE = Path(__file__).parent
Json = dict[str, object]


class NoWorkerdError(Exception):
    """Why it cannot run here."""


class Workerd:
    """A running Worker: requests go to it, trace events come from it."""

    def __init__(self, url: str, hub: Loopback) -> None:
        self.url, self._hub = url.rstrip("/"), hub

    @property
    def events(self) -> list[bytes]:
        """The genuine trace events so far, but for those of the tests' own way in."""
        return [asked.body for asked in self._hub.asked if b"/lab" not in asked.body]

    def get(self, path: str, **headers: str) -> int:
        request = urllib.request.Request(
            self.url + path, headers={name.replace("_", "-"): headers[name] for name in headers}
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def batch(self, statements: Sequence[tuple[str, list[object]]]) -> list[Json]:
        """Through the Worker's own binding. Raises LabSqlError."""
        body = json.dumps([{"sql": sql, "params": params} for sql, params in statements]).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + "/lab", body)) as answer:
                found: list[Json] = json.loads(answer.read())
                return found
        except urllib.error.HTTPError as error:
            raise LabSqlError(error.read().decode()) from error

    def dump(self) -> str:
        """What the runtime itself exports. Raises LabSqlError."""
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + "/lab-dump")) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            raise LabSqlError(error.read().decode()) from error


@contextmanager
def workerd() -> Iterator[Workerd]:
    """Raises NoWorkerdError where node or npm is missing, or npm cannot be reached the first time."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise NoWorkerdError("node and npm are not installed: no real Worker here")
    modules = _installed()
    with loopback(Reply(200, b"")) as hub:
        process = subprocess.Popen(
            [node, str(HERE / "serve.mjs"), hub.url, str(modules)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert process.stdin is not None and process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            if not url:
                raise NoWorkerdError("workerd does not start on this machine")
            yield Workerd(url, hub)
        finally:
            process.stdin.close()
            process.wait(20)
            process.stdout.close()


def _installed() -> Path:
    """The folder with the locked packages; a half-made one is never used."""
    locked = (HERE / "package-lock.json").read_bytes()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "incident-cockpit-tests" / f"workerd-{hashlib.sha256(locked).hexdigest()[:12]}"
    if folder.is_dir():
        return folder
    making = folder.with_name(f"{folder.name}-{os.getpid()}")
    making.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, making)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=making, capture_output=True, timeout=300
    )
    if done.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise NoWorkerdError(f"npm cannot install the vendor's runtime ({done.stderr.decode()[-200:].strip()})")
    try:
        making.rename(folder)
    except OSError:
        shutil.rmtree(making, ignore_errors=True)  # another test run was quicker
    return folder
