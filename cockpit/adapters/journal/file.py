"""A journal in one file: appended under a lock and synced before anything else happens."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from cockpit.adapters.journal.chain import GENESIS, BrokenChainError, sealed, walk
from cockpit.core.events import ActionFinished, ActionResolved, Actor, AnyEvent, JournalMended, Record, SessionEnded
from cockpit.core.secret import Redactor
from cockpit.ports import JournalConflictError, JournalError

NAME = "journal.jsonl"
SESSION_NAME = ".session"
BALLAST_NAME = ".reserve"
BALLAST_BYTES = 1024 * 1024
OUTCOMES = (ActionFinished, ActionResolved, SessionEnded)
"""Written even on a full disk, from the space held back for them: an effect must never lack its outcome."""


class FileJournal:
    """The journal of one incident. Several processes may append; each sees the others' records before its own.

    Opening for writing mends a torn end (a crash in the middle of a write): the half line was never acknowledged; it is
    set aside in the folder and noted. Any other break refuses to open. Raises JournalError in words fit to show.
    """

    def __init__(self, folder: Path, redactor: Redactor | None = None) -> None:
        self._folder = folder
        self._redactor = redactor or Redactor()
        self._path = folder / NAME
        self._seq, self._head, self._size = 0, GENESIS, 0
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            self._fd = os.open(self._path, flags, 0o600)
        except OSError as error:
            raise JournalError(
                f"cannot open the journal {self._path}: {error.strerror}; nothing was changed"
            ) from error
        self._torn, self._torn_name = b"", ""
        self._session: int | None = None
        try:
            with self._locked():
                self._set_torn_end_aside()
            for _ in self.read():
                pass
        except JournalError:
            self.close()
            raise
        self._reserve()

    @property
    def head(self) -> str:
        return self._head

    @property
    def seq(self) -> int:
        return self._seq

    @property
    def folder(self) -> Path:
        return self._folder

    def close(self) -> None:
        """Release the file. Everything appended is already on disk."""
        os.close(self._fd)
        if self._session is not None:
            os.close(self._session)

    def mended(self) -> JournalMended | None:
        torn, self._torn = self._torn, b""
        return JournalMended(kept_as=self._torn_name, bytes=len(torn)) if torn else None

    def lead(self) -> bool:
        """Take the incident's session lock; it is released with the process, however that ends."""
        if self._session is None:
            self._session = os.open(self._folder / SESSION_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._session, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def append(self, event: AnyEvent, by: Actor, at: datetime) -> Record:
        with self._locked():
            if os.fstat(self._fd).st_size != self._size:
                raise JournalConflictError("another cockpit wrote to this incident first")
            record = Record(seq=self._seq + 1, at=at, by=by, event=event, prev=self._head)
            body = self._redactor.clean(msgspec.json.encode(record).decode()).encode()
            line, digest = sealed(body)
            self._write(line, isinstance(event, OUTCOMES))
            self._seq, self._head, self._size = record.seq, digest, self._size + len(line)
        return record

    def read(self, after: int = 0) -> Iterator[Record]:
        """Records above `after`; those not seen before move the head on as they are read."""
        begin = (self._size, self._seq, self._head) if after >= self._seq else (0, 0, GENESIS)
        with open(self._path, "rb") as lines:
            lines.seek(begin[0])
            try:
                for record, digest in walk(lines, begin[1:]):
                    if record.seq > self._seq:
                        self._seq, self._head, self._size = record.seq, digest, lines.tell()
                    if record.seq > after:
                        yield record
            except BrokenChainError as error:
                if error.broken.why == "the last line is cut short" and error.broken.seq > self._seq:
                    return  # another process is writing it right now; the next read finds it whole
                raise JournalError(
                    f"{self._path} line {error.broken.line}: {error.broken.why}; "
                    f"it is kept as it is, look at it with: cockpit journal verify {self._path}"
                ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.flock(self._fd, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def _write(self, line: bytes, outcome: bool) -> None:
        """All of `line` on disk, or the file as it was and JournalError."""
        try:
            self._put(line)
        except OSError as error:
            os.ftruncate(self._fd, self._size)
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            if full and outcome and self._free_reserve():
                self._write(line, False)
                return
            why = "the disk is full" if full else (error.strerror or str(error))
            raise JournalError(
                f"cannot write {self._path}: {why}; nothing was done, free some space and try again"
            ) from error

    def _put(self, line: bytes) -> None:
        rest = memoryview(line)
        while rest:
            rest = rest[os.write(self._fd, rest) :]
        os.fdatasync(self._fd)

    def _set_torn_end_aside(self) -> None:
        size = os.fstat(self._fd).st_size
        if size == 0 or os.pread(self._fd, 1, size - 1) == b"\n":
            return
        whole = self._path.read_bytes().rfind(b"\n") + 1
        self._torn = os.pread(self._fd, size - whole, whole)
        self._torn_name = f"torn-{whole}.bin"
        (self._folder / self._torn_name).write_bytes(self._torn)
        os.ftruncate(self._fd, whole)
        os.fdatasync(self._fd)

    def _reserve(self) -> None:
        path = self._folder / BALLAST_NAME
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.posix_fallocate(descriptor, 0, BALLAST_BYTES)
            finally:
                os.close(descriptor)
        except OSError:
            path.unlink(missing_ok=True)  # no room to hold back: changes will be refused by the first append

    def _free_reserve(self) -> bool:
        try:
            (self._folder / BALLAST_NAME).unlink()
        except FileNotFoundError:
            return False
        return True
