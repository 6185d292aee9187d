"""A desktop session for tests: a bus of its own, and on it a real GNOME keyring, a silent one, or none."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

needs_bus = pytest.mark.skipif(
    shutil.which("dbus-run-session") is None, reason="no session bus here: apt-get install dbus"
)
needs_keyring = pytest.mark.skipif(
    shutil.which("gnome-keyring-daemon") is None or shutil.which("dbus-run-session") is None,
    reason="no Secret Service here: apt-get install gnome-keyring dbus",
)

UNLOCKED = "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1"
SILENT = f"{sys.executable} -m tests.adapters.silent_keyring >&3 & read -r line <&3"
NOTHING = "true"
BARE = """<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
ROOT = Path(__file__).parents[2]
DEADLINE = 60  # seconds; a call that never returns fails the test here


def run(
    script: str, home: Path, keyring: str | None = NOTHING, extra: Mapping[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a Python `script` at home in `home`: on a bus where `keyring` was started, or (None) without any bus."""
    runtime = tempfile.mkdtemp(prefix="desk-")  # short: the path of a socket has to fit into 108 bytes
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment = {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": runtime, "PYTHONPATH": path, **(extra or {})}
    argv = [sys.executable, "-c", script]
    if keyring is not None:
        started = f'mkfifo $XDG_RUNTIME_DIR/ready; exec 3<>$XDG_RUNTIME_DIR/ready; {keyring}; exec "$0" "$@"'
        bus = ["dbus-run-session"]
        if keyring in (NOTHING, SILENT):  # a bus that starts no service by itself
            (home / "bus.conf").write_text(BARE, encoding="utf-8")
            bus.append(f"--config-file={home}/bus.conf")
        argv = [*bus, "--", "bash", "-c", started, *argv]
    try:
        return subprocess.run(
            argv, env=environment, cwd=home, input=stdin, capture_output=True, text=True, timeout=DEADLINE, check=False
        )
    finally:
        shutil.rmtree(runtime, ignore_errors=True)
