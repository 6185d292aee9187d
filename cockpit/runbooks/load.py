"""Reads a runbook file, once: what was read is what is shown, trusted and run."""

import hashlib
import os
import stat
from pathlib import Path

import msgspec

from cockpit.core.runbook import Runbook
from cockpit.core.text import decoded, printable
from cockpit.runbooks.parse import parse

LARGEST = 4 * 1024 * 1024  # bytes; the longest runbook seen in the wild has 300 KB


class RunbookError(Exception):
    """A runbook cannot be read. `str()` is one printable line: the file, what is wrong, what to do."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A runbook and the bytes it was read from, whose SHA-256 (hex) is its digest."""

    runbook: Runbook
    content: bytes
    path: str
    """Absolute; as given, links not followed."""
    bundled: bool = False
    """It came with the program."""


def load(path: Path, root: Path | None = None) -> Loaded:
    """The runbook in the file `path`. Raises RunbookError.

    Only a regular file of at most 4 MiB is read; a link must not lead out of `root` (default: the file's own folder).
    """
    content = read_content(path, root)
    return Loaded(runbook=runbook_of(content, path.stem), content=content, path=str(path.absolute()))


def runbook_of(content: bytes, source_id: str) -> Runbook:
    """The runbook in `content`; bytes that are not UTF-8 show as U+FFFD."""
    return parse(decoded(content), source_id=source_id, digest=digest_of(content))


def digest_of(content: bytes) -> str:
    """SHA-256 (hex)."""
    return hashlib.sha256(content).hexdigest()


def read_content(path: Path, root: Path | None = None) -> bytes:
    """The bytes of `path`, under the same conditions as `load`. Raises RunbookError."""
    try:
        real, home = path.resolve(strict=True), (root or path.absolute().parent).resolve(strict=True)
        if not real.is_relative_to(home):
            raise _error(path, f"is a link out of {home}", "copy the file there")
        return _bytes(path, real)
    except FileNotFoundError as error:
        raise _error(path, "is not there", "check the name, or see: cockpit runbook list") from error
    except PermissionError as error:
        raise _error(path, "may not be read", f"run: chmod u+r {path}") from error
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name no file can have
        why = error.strerror if isinstance(error, OSError) else error
        raise _error(path, f"cannot be read ({why})", "check the file") from error


def _bytes(path: Path, real: Path) -> bytes:
    if not stat.S_ISREG(real.stat().st_mode):
        raise _error(path, "is no file", "give the name of a Markdown file")
    # Looked at again once open, for it may have been exchanged meanwhile. Not blocking: opening a pipe nobody writes to
    # would hang the cockpit. Not following: the link was judged above.
    handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise _error(path, "is no file", "give the name of a Markdown file")
        content = file.read(LARGEST + 1) if status.st_size <= LARGEST else b""
        if status.st_size > LARGEST or len(content) > LARGEST:
            raise _error(path, "is larger than 4 MiB", "split it into several runbooks")
        return content


def _error(path: Path, says: str, cure: str) -> RunbookError:
    return RunbookError(printable(f"{path} {says}; {cure}"))
