"""What a recording is made of on disk.

    logs/index           one fixed record per chunk, in the order of arrival of all sources together
    logs/notes.jsonl     files begun, the cockpit's own words about a source, files given back: one JSON line each
    logs/<source>/N.log  the bytes as they came, readable with less and grep

Bytes are written before the record that names them, so whatever a record names is there.
"""

import math
import struct
import zlib
from datetime import UTC, datetime, tzinfo

import msgspec

INDEX, NOTES, LOCK = "index", "notes.jsonl", ".writer"
NOTE = 0  # the part number of the notes
_BODY = struct.Struct("<QQdII")
_SUM = struct.Struct("<I")
RECORD = _BODY.size + _SUM.size


class Chunk(msgspec.Struct, frozen=True):
    """`length` bytes at `offset` of the file of `part`, which came `at` (microseconds since 1970)."""

    at: int
    offset: int
    own: float
    """Seconds since 1970 at which its first whole line says it was written; NaN: it does not say."""
    part: int
    length: int

    @property
    def when(self) -> datetime:
        return datetime.fromtimestamp(self.at / 1e6, UTC)

    def grown(self, length: int) -> "Chunk":
        """The same chunk with `length` bytes more."""
        return Chunk(self.at, self.offset, self.own, self.part, self.length + length)


def packed(chunk: Chunk) -> bytes:
    body = _BODY.pack(chunk.at, chunk.offset, chunk.own, chunk.part, chunk.length)
    return body + _SUM.pack(zlib.crc32(body))


def unpacked(records: bytes) -> list[Chunk]:
    """The whole and sound records at the head of `records`."""
    found: list[Chunk] = []
    for at in range(0, len(records) - RECORD + 1, RECORD):
        body = records[at : at + _BODY.size]
        if zlib.crc32(body) != _SUM.unpack_from(records, at + _BODY.size)[0]:
            break
        when, offset, own, part, length = _BODY.unpack(body)
        found.append(Chunk(when, offset, own, part, length))
    return found


UNKNOWN = math.nan


class Begun(msgspec.Struct, frozen=True, kw_only=True, tag="begun"):
    """From here on, records of `part` name bytes of `file`."""

    part: int
    source: str
    file: str
    """Below the recording's folder."""
    format: str = "auto"
    zone: str = "UTC"
    own: tuple[str, ...] = ()
    inode: tuple[int, int] | None = None
    """Device and number of the followed file the bytes stand in; None: a stream."""
    base: int = 0
    """Where in that file the recording of it begins."""


class Told(msgspec.Struct, frozen=True, kw_only=True, tag="said"):
    """A row of the cockpit's own words about `source`."""

    source: str
    text: str


class Gone(msgspec.Struct, frozen=True, kw_only=True, tag="gone"):
    """`file` was given back because the recording had reached its budget."""

    source: str
    file: str
    bytes: int


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """The incident was closed."""


Note = Begun | Told | Gone | Ended
_notes: msgspec.json.Decoder[Note] = msgspec.json.Decoder(Note)


def note_line(note: Note) -> bytes:
    return msgspec.json.encode(note) + b"\n"


def notes_in(lines: bytes) -> list[Note]:
    """The notes in whole lines; a line nobody wrote like that is passed over."""
    found: list[Note] = []
    for line in lines.splitlines():
        try:
            found.append(_notes.decode(line))
        except msgspec.DecodeError:
            continue
    return found


def zone_word(zone: tzinfo) -> str:
    """The zone as `core.logreading.zone_named` reads it again."""
    word = str(zone)
    return word.removeprefix("UTC") or "UTC"
