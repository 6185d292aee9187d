"""The format of a journal line and the walk that proves a file whole.

A line is a record as JSON whose last key is `hash`: the SHA-256 of the line's own bytes without that key. The record
holds the hash of the line before as `prev`, so an edit, a deletion or a new order anywhere breaks the chain from there.
The last hash (the head) is printed in every message and report, so that a cut tail shows as well.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from cockpit.core.events import Record

GENESIS = "0" * 64
_HASH_KEY = b',"hash":"'
_TAIL = len(_HASH_KEY) + 64 + len(b'"}\n')
LONGEST_LINE = 16 * 1024 * 1024

_decoder = msgspec.json.Decoder(Record)


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """The first place where a chain does not hold."""

    seq: int
    line: int
    why: str


class BrokenChainError(Exception):
    """Raised by `walk` at the first bad line."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.why)
        self.broken = broken


def sealed(body: bytes) -> tuple[bytes, str]:
    """The line for a record's JSON, and its hash."""
    digest = hashlib.sha256(body).hexdigest()
    return body[:-1] + _HASH_KEY + digest.encode() + b'"}\n', digest


def walk(lines: BinaryIO, after: tuple[int, str] = (0, GENESIS)) -> Iterator[tuple[Record, str]]:
    """Each record and its hash, in order, checked against its own bytes and the line before.

    `after` is the sequence number and hash to go on from. Raises BrokenChainError at the first line that does not hold.
    """
    seq, head = after
    for number, line in enumerate(iter(lambda: lines.readline(LONGEST_LINE), b""), start=1):
        why, record, digest = _checked(line, seq + 1, head)
        if record is None:
            raise BrokenChainError(Broken(seq=seq + 1, line=number + after[0], why=why))
        yield record, digest
        seq, head = record.seq, digest


def _checked(line: bytes, seq: int, head: str) -> tuple[str, Record | None, str]:
    if not line.endswith(b"\n"):
        return "the last line is cut short", None, ""
    if len(line) <= _TAIL or line[-_TAIL : -_TAIL + len(_HASH_KEY)] != _HASH_KEY:
        return "the line carries no hash", None, ""
    body, digest = line[:-_TAIL] + b"}", line[-_TAIL + len(_HASH_KEY) : -3].decode("ascii", "replace")
    if hashlib.sha256(body).hexdigest() != digest:
        return "the line was changed: its hash does not match its bytes", None, ""
    try:
        record = _decoder.decode(body)
    except msgspec.DecodeError as error:
        return f"the line is not a record this version knows: {error}", None, ""
    if record.seq != seq:
        return f"expected record {seq}, found {record.seq}: a line was removed, added or moved", None, ""
    if record.prev != head:
        return "the line does not follow the one before: the chain is cut here", None, ""
    return "", record, digest
