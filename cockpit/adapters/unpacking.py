"""Unpacks a gzip body bit by bit, never beyond a limit: a small one may hold gigabytes, and have several members.

Source: RFC 1952, 2.2: "A gzip file consists of a series of members".
"""

import zlib


class Unpacker:
    """Takes chunks as they come."""

    def __init__(self) -> None:
        self._member = _member()
        self._begun = False

    def take(self, chunk: bytes, room: int) -> bytes:
        """What `chunk` unpacks to, at most `room` bytes. Raises zlib.error for what is not gzip."""
        out = bytearray()
        while chunk and len(out) < room:
            if self._member.eof:
                self._member, self._begun = _member(), False
            out += self._member.decompress(chunk, room - len(out))
            self._begun = True
            chunk = self._member.unused_data
        return bytes(out)

    @property
    def whole(self) -> bool:
        """Whether what was taken ends where a member ends; also when nothing was taken."""
        return self._member.eof or not self._begun


def _member() -> "zlib._Decompress":
    return zlib.decompressobj(zlib.MAX_WBITS | 16)
