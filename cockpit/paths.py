"""Where the cockpit keeps its own files: the XDG places on Linux, the platform's usual ones elsewhere."""

import os
import stat
import sys
from pathlib import Path

from platformdirs import PlatformDirs

APP = "incident-cockpit"
PRIVATE = 0o700

_DIRS = PlatformDirs(APP, appauthor=False)


class FolderError(OSError):
    """A folder of ours cannot be used. `str()` is one sentence with what to do."""


def config_dir() -> Path:
    """Profiles of this person and the trust they gave to runbooks. Not made here."""
    return Path(_DIRS.user_config_dir)


def state_dir() -> Path:
    """What must survive a restart: incidents, spooled logs, crash reports. Not made here."""
    return Path(_DIRS.user_state_dir)


def cache_dir() -> Path:
    """What can be thrown away. Not made here."""
    return Path(_DIRS.user_cache_dir)


def runtime_dir() -> Path:
    """Sockets and locks of running cockpits, gone at log-out. Not made here."""
    return Path(_DIRS.user_runtime_dir)


def incidents_dir() -> Path:
    """One folder per incident. Not made here."""
    return state_dir() / "incidents"


def ensure(path: Path) -> Path:
    """Make `path` (0700, parents too) if it is missing, and give it back.

    From the folder named after the cockpit downwards, each must be a real folder of this user: a symbolic link or
    someone else's folder there could send a journal to another place. A folder of ours that others can read is closed.
    Raises FolderError.
    """
    try:
        for folder in (*reversed(path.parents), path):
            if not os.path.lexists(folder):
                folder.mkdir(mode=PRIVATE, exist_ok=True)
            if folder == path or APP in folder.parts:
                _check(folder)
    except FolderError:
        raise
    except OSError as error:
        says = f"{path} cannot be made or read ({error.strerror or error}); check who owns the folders above it"
        raise FolderError(says) from error
    return path


def _check(folder: Path) -> None:
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise FolderError(f"{folder} is a symbolic link; replace it by a folder of your own")
    if not stat.S_ISDIR(found.st_mode):
        raise FolderError(f"{folder} is not a folder; move it away")
    if sys.platform == "win32":
        return  # owner and mode mean nothing there; the profile folder is the user's own
    if found.st_uid != os.getuid():
        raise FolderError(f"{folder} belongs to user {found.st_uid}, not to you; move it away or fix its owner")
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(PRIVATE)
