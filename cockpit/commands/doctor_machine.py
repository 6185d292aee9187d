"""What `cockpit doctor` checks without a profile: the program itself, the terminal, the folders."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

from cockpit import __version__
from cockpit.commands.finding import Finding, fail, ok, warn
from cockpit.paths import FolderError, ensure, state_dir

DISTRIBUTION = "incident-cockpit"
PACKAGES = ("cockpit", "screens", "widgets")
SMALLEST = os.terminal_size((80, 24))
ENOUGH = 200_000_000  # bytes; a long incident with kept outputs takes some tens of megabytes
TOO_LITTLE = 10_000_000


def program() -> Iterator[Finding]:
    """This installation: its packages are its own, Python and Textual are the ones it was tried with."""
    home = Path(__file__).resolve().parents[2]
    strangers = [name for name in PACKAGES if _places(name) != [home / name]]
    if strangers:
        found = ", ".join(f"{name} is {' and '.join(map(str, _places(name))) or 'missing'}" for name in strangers)
        yield fail(
            "program", f"another package's files come first: {found}", "install with: uv tool install " + DISTRIBUTION
        )
    else:
        python = ".".join(map(str, sys.version_info[:3]))
        yield ok("program", f"version {__version__} in {home}, Python {python}")
    yield _textual()


def terminal() -> Iterator[Finding]:
    """Whether a full screen can be drawn here, and well."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        yield warn("terminal", "this is not one, so nothing about it could be checked", "run cockpit doctor by itself")
        return
    term = os.environ.get("TERM", "")
    if term in ("", "dumb"):
        yield fail(
            "terminal",
            f"TERM is {term or 'not set'}: a full screen cannot be drawn",
            "try: TERM=xterm-256color cockpit",
        )
    size = os.get_terminal_size(sys.stderr.fileno())
    if size.columns < SMALLEST.columns or size.lines < SMALLEST.lines:
        says = f"{size.columns}x{size.lines} is smaller than {SMALLEST.columns}x{SMALLEST.lines}"
        yield warn("terminal", says, "make the window larger; panes are cut")
    else:
        yield ok("terminal", f"{term}, {size.columns}x{size.lines}, {_colours(term)}")
    if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
        yield warn(
            "terminal", f"text is {sys.stdout.encoding}, not UTF-8: lines show as ?", "try: LC_ALL=C.UTF-8 cockpit"
        )
    if "TMUX" in os.environ and not term.startswith(("tmux", "screen")):
        yield warn(
            "terminal", f"TERM is {term} inside tmux", 'put in ~/.tmux.conf: set -g default-terminal "tmux-256color"'
        )
    if "SSH_CONNECTION" in os.environ and "TMUX" not in os.environ and "STY" not in os.environ:
        yield warn(
            "terminal", "over SSH without tmux: a dropped line ends the screen", "start tmux first, then cockpit"
        )


def folders() -> Iterator[Finding]:
    """Whether a journal can be written, and for how long."""
    try:
        folder = ensure(state_dir())
        with tempfile.NamedTemporaryFile(dir=folder) as probe:
            probe.write(b"x")
            probe.flush()
            os.fsync(probe.fileno())
        free = shutil.disk_usage(folder).free
    except FolderError as error:
        yield fail("state folder", str(error))
        return
    except OSError as error:
        says = f"{state_dir()} cannot be written ({error.strerror})"
        yield fail("state folder", says, "free some space or set XDG_STATE_HOME")
        return
    says = f"{folder}, {free // 1_000_000} MB free"
    if free < TOO_LITTLE:
        yield fail("state folder", says, "free some space; no action runs when its journal cannot be written")
    elif free < ENOUGH:
        yield warn("state folder", says, "free some space before it is needed")
    else:
        yield ok("state folder", says)


def _places(package: str) -> list[Path]:
    found = util.find_spec(package)
    return [Path(place).resolve() for place in found.submodule_search_locations or ()] if found else []


def _textual() -> Finding:
    try:
        pinned = next(wanted for wanted in metadata.requires(DISTRIBUTION) or () if wanted.startswith("textual="))
        installed = metadata.version("textual")
    except (metadata.PackageNotFoundError, StopIteration):
        return fail("textual", "is not installed", f"install with: uv tool install {DISTRIBUTION}")
    version = pinned.partition("==")[2].split(";")[0].strip()
    if installed != version:
        return fail("textual", f"{installed} is installed, tried with {version}", f"install: textual=={version}")
    return ok("textual", installed)


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "no colour (NO_COLOR)"
    if os.environ.get("COLORTERM") in ("truecolor", "24bit"):
        return "all colours"
    return "256 colours" if "256" in term else "16 colours"
