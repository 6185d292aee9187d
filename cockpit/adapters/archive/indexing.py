"""Make the indexes of gzip archives: a process of its own, of low priority, that outlives the search it was started by.

Run with `python -I -m`; the files to index come as JSON on standard input.
"""

import fcntl
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from cockpit.adapters.archive.index import OVERLAP, VERSION, Block, Head, identity, path_in, write
from cockpit.adapters.archive.kinds import NotReadableError, opened
from cockpit.adapters.archive.words import table
from cockpit.adapters.archive.zran import WINDOW, CannotWalkError, Stop, walk

SPAN = 1 << 20  # unpacked bytes of one block; it ends at the first stop behind that
LARGEST_BLOCK = 64 << 20
MOST_BYTES = 1 << 30  # of all indexes together; those used longest ago go first


class _Piece(msgspec.Struct):
    """A block while it is made."""

    block: Block
    window: bytes
    text: bytes = b""


def start(paths: Sequence[str], folder: Path) -> None:
    """Begin to index `paths` behind our back; nothing waits for it, and its failure costs nothing but time."""
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "cockpit.adapters.archive.indexing"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdin is not None
    child.stdin.write(msgspec.json.encode([str(folder), *map(os.path.realpath, paths)]))
    child.stdin.close()
    child.returncode = 0  # it is meant to go on when we have ended


def main() -> None:
    os.nice(15)
    folder, *paths = msgspec.json.decode(sys.stdin.buffer.read(), type=list[str])
    lock = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another one is at it; the next search asks again for what is still missing
    for path in paths:
        make(path, Path(folder))
        tidy(Path(folder))


def make(path: str, folder: Path, span: int = SPAN) -> bool:
    """Index the file `path` into `folder` (which exists). False: it cannot be, or it changed meanwhile."""
    try:
        fd = opened(path)
    except NotReadableError:
        return False
    try:
        file = identity(fd)
        head, windows, tables = _made(fd, file, span)
        if identity(fd) != file:
            return False
        write(head, windows, tables, path_in(folder, file))
    except (CannotWalkError, OSError):
        return False
    finally:
        os.close(fd)
    return True


def tidy(folder: Path, most: int = MOST_BYTES) -> None:
    """Remove the indexes used longest ago until all together have at most `most` bytes."""
    found = []
    for file in folder.glob("*.index"):
        try:
            status = file.stat()
        except OSError:
            continue
        found.append((status.st_mtime_ns, status.st_size, file))
    left = sum(size for _, size, _ in found)
    for _, size, file in sorted(found):
        if left <= most:
            return
        file.unlink(missing_ok=True)
        left -= size


def _made(fd: int, file: tuple[int, ...], span: int) -> tuple[Head, bytes, bytes]:
    blocks: list[Block] = []
    windows, tables = bytearray(), bytearray()
    size = 0
    waiting: list[_Piece] = []
    for piece in _pieces(walk(fd), span):
        size += len(piece.text)
        waiting.append(piece)
        while sum(len(later.text) for later in waiting[1:]) >= OVERLAP:
            _keep(waiting, blocks, windows, tables)
    while waiting:
        _keep(waiting, blocks, windows, tables)
    made = Head(version=VERSION, file=file, size=size, blocks=blocks, windows=len(windows))
    return made, bytes(windows), bytes(tables)


def _keep(waiting: list[_Piece], blocks: list[Block], windows: bytearray, tables: bytearray) -> None:
    """Take the first of `waiting` into the index; those behind it are what follows it."""
    piece = waiting.pop(0)
    following = b"".join(later.text[:OVERLAP] for later in waiting)[:OVERLAP]
    packed = zlib.compress(piece.window, 6) if piece.block.bits >= 0 else b""
    blocks.append(msgspec.structs.replace(piece.block, window=(len(windows), len(packed))))
    windows += packed
    tables += table(piece.text + following)


def _pieces(stops: Iterator[Stop], span: int) -> Iterator[_Piece]:
    """The text between stops, gathered into blocks.

    A block that begins inside a member ends with it: the next member's bits do not lie where its own do.
    """
    start, lines, text, recent = 0, 0, bytearray(), b""
    piece = _Piece(Block(0, 0, -1, 0, (0, 0)), b"")
    for stop in stops:
        text += stop.text
        recent = (recent + stop.text)[-WINDOW:]
        if len(text) > LARGEST_BLOCK:
            raise CannotWalkError("it has no place to enter")
        if text and (len(text) >= span or (stop.bits < 0 and piece.block.bits >= 0)):
            piece.text = bytes(text)
            yield piece
            start, lines = start + len(text), lines + text.count(b"\n")
            piece = _Piece(Block(start, stop.place, stop.bits, lines, (0, 0)), recent)
            text.clear()
    if text:
        piece.text = bytes(text)
        yield piece


if __name__ == "__main__":
    main()
