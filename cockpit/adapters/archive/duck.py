"""Archive files as a table called `logs`, asked through DuckDB in a process that can change nothing (`duck_child`)."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from threading import Event

import msgspec

from cockpit.adapters.archive.duck_request import Ended, Request
from cockpit.adapters.archive.kinds import PARQUET, NotReadableError, magic, opened
from cockpit.core.text import printable

LONGEST_LINE = 16 << 20
LOOK = 0.2  # seconds between looks at whether somebody wants it to stop
_PACKED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd"}


class ArchiveError(Exception):
    """The statement could not be answered. `str()` is one sentence with what to do."""


class Answer:
    """Rows of text as they come; `columns` are known from the first row on, `ended` when the rows are through."""

    def __init__(self, request: Request, stop: Event | None = None, *, raw: bool = False) -> None:
        """`raw`: cells as they stand there, to be compared and never shown."""
        self.columns: tuple[str, ...] = ()
        self.ended = Ended()
        self._request = request
        self._stop = stop
        self._raw = raw

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """The rows, every cell printable unless raw. Raises ArchiveError; leaving the iteration ends the process."""
        before = _stamps(self._request.files)
        child = subprocess.Popen(
            [sys.executable, "-I", "-m", "cockpit.adapters.archive.duck_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        )
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(msgspec.json.encode(self._request))
            child.stdin.close()
            yield from self._answers(child.stdout.fileno())
        finally:
            child.kill()
            child.wait()
            if child.stdout is not None:
                child.stdout.close()
        if _stamps(self._request.files) != before:
            raise ArchiveError("a file changed while it was read; ask again, or ask a copy of it")

    def _answers(self, fd: int) -> Iterator[tuple[str | None, ...]]:
        last = b""
        for line in self._lines(fd):
            if line.startswith(b"["):
                cells = msgspec.json.decode(line, type=tuple[str | None, ...])
                shown = tuple(None if cell is None else printable(cell, LONGEST_LINE) for cell in cells)
                if self.columns:
                    yield cells if self._raw else shown
                else:
                    self.columns = tuple(cell or "" for cell in shown)
            last = line
        if not last.startswith(b"{"):
            raise ArchiveError("the statement ended without an answer, likely for want of memory; narrow it")
        self.ended = msgspec.json.decode(last, type=Ended)
        if self.ended.error:
            raise ArchiveError(printable(self.ended.error))

    def _lines(self, fd: int) -> Iterator[bytes]:
        rest = bytearray()
        while True:
            if self._stop is not None and self._stop.is_set():
                raise ArchiveError("stopped")
            if not select.select([fd], [], [], LOOK)[0]:
                continue
            piece = os.read(fd, 1 << 16)
            if not piece:
                return
            *lines, rest_of = (rest + piece).split(b"\n")
            rest = bytearray(rest_of)
            yield from map(bytes, lines)


def request_for(paths: Sequence[str], sql: str, values: Sequence[str] = (), **limits: float) -> Request:
    """`sql` over `paths` (NDJSON plain, gz or zst, and Parquet) as the table `logs`. Raises NotReadableError."""
    packings: dict[str, list[str]] = {}
    for path in paths:
        fd = opened(path)
        head = magic(fd)
        os.close(fd)
        real = os.path.realpath(path)
        kind = (
            "parquet"
            if head.startswith(PARQUET)
            else next((packing for mark, packing in _PACKED.items() if head.startswith(mark)), "none")
        )
        packings.setdefault(kind, []).append(real)
    if not packings:
        raise NotReadableError("there is no file to ask")
    parts = [_reading(kind, files) for kind, files in packings.items()]
    view = f"create view logs as {' union all by name '.join(parts)}"
    files = tuple(path for group in packings.values() for path in group)
    return msgspec.convert(
        {"files": files, "views": (view,), "sql": sql, "values": tuple(values), **limits}, type=Request
    )


def _reading(kind: str, files: Sequence[str]) -> str:
    listed = ", ".join(_quoted(path) for path in files)
    if kind == "parquet":
        return f"select * from read_parquet([{listed}], union_by_name = true, filename = true)"  # noqa: S608 - quoted
    return (
        f"select * from read_json([{listed}], format = 'newline_delimited', union_by_name = true, filename = true, "  # noqa: S608
        f"ignore_errors = true, maximum_object_size = {LONGEST_LINE}, compression = '{kind}')"
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _stamps(files: Sequence[str]) -> list[tuple[int, int, int]]:
    """What shows that a file was written to."""
    found = []
    for path in files:
        try:
            status = os.stat(path)
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
        except OSError:
            found.append((0, 0, 0))
    return found
