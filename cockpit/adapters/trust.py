"""Which runbooks may run: those whose very bytes a person has read and allowed."""

import base64
import contextlib
import difflib
import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cockpit.core.text import decoded, printable


class TrustError(Exception):
    """What is trusted cannot be read or written. `str()` is one printable line with what to do."""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    digest: str
    at: datetime
    content: str
    """Base64 of the trusted bytes, to show what changed since."""


class _File(msgspec.Struct, frozen=True, kw_only=True):
    version: int = 1
    digests: list[str] = []
    paths: dict[str, _Kept] = {}


class TrustStore:
    """Trusted digests in one JSON file (0600, in a folder 0700), replaced whole at each change."""

    def __init__(self, path: Path, shipped: Collection[str] = ()) -> None:
        """`shipped` are digests that need no asking: the runbooks that came with the program."""
        self._path = path
        self._shipped = frozenset(shipped)

    def trusted(self, digest: str) -> bool:
        """Whether exactly these bytes may run. Raises TrustError."""
        return digest in self._shipped or digest in self._read().digests

    def trust(self, digest: str, path: Path, content: bytes) -> None:
        """Let `content`, found at `path`, run from now on; on disk when this returns. Raises TrustError."""
        if hashlib.sha256(content).hexdigest() != digest:
            raise TrustError(printable(f"{path} is not what was shown; look at it again before trusting it"))
        kept = _Kept(digest=digest, at=datetime.now(UTC), content=base64.b64encode(content).decode())
        with self._alone():
            now = self._read()
            digests = [*(known for known in now.digests if known != digest), digest]
            self._write(_File(digests=digests, paths={**now.paths, _key(path): kept}))

    def changed_since(self, path: Path, content: bytes) -> list[str]:
        """Printable lines of a unified diff from the bytes last trusted at `path` to `content`.

        Empty: nothing changed, or nothing was ever trusted there. Raises TrustError.
        """
        kept = self._read().paths.get(_key(path))
        if kept is None:
            return []
        before = decoded(base64.b64decode(kept.content)).split("\n")
        lines = difflib.unified_diff(
            before,
            decoded(content).split("\n"),
            fromfile=f"trusted {kept.at:%Y-%m-%d %H:%M} UTC",
            tofile="now",
            lineterm="",
        )
        return [printable(line, len(line)) for line in lines]

    def _read(self) -> _File:
        try:
            status = self._path.stat()
            if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & (stat.S_IWGRP | stat.S_IWOTH):
                raise self._error("can be changed by others", f"check what is in it, then run: chmod 600 {self._path}")
            return msgspec.json.decode(self._path.read_bytes(), type=_File)
        except FileNotFoundError:
            return _File()
        except (OSError, msgspec.DecodeError) as error:
            raise self._error(f"cannot be read ({error})", "move it away and trust your runbooks again") from error

    def _write(self, file: _File) -> None:
        try:
            handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=".trust-")  # made 0600
            with os.fdopen(handle, "wb") as out:
                out.write(msgspec.json.format(msgspec.json.encode(file), indent=1))
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(self._path)
        except OSError as error:
            raise self._error(f"cannot be written ({error})", "make room or check the folder") from error

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder while reading and writing, so that two cockpits do not lose each other's trust."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as error:
            raise self._error(f"cannot be written ({error})", "check the folder") from error
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _error(self, says: str, cure: str) -> TrustError:
        return TrustError(printable(f"{self._path} {says}; {cure}"))


def _key(path: Path) -> str:
    return str(path.absolute())
