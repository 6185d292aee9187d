"""Walk through a gzip file and note the places from which it can be read again without reading what is before.

That takes zlib's own inflate, which Python's does not let stop between two deflate blocks; it is the library that
Python's is linked with. Source: zlib.h and the examples/zran.c of zlib; RFC 1951 for the order of bits.
"""

import ctypes
import os
import zlib
from collections.abc import Iterator
from functools import cache

import msgspec

READ = 1 << 18
WINDOW = 1 << 15
_STOP_AT_BLOCK, _GZIP = 5, 31
_OK, _END, _NO_PROGRESS = 0, 1, -5


class CannotWalkError(Exception):
    """The file, or this machine's zlib, does not allow it; it can still be searched from end to end."""


class Stop(msgspec.Struct, frozen=True):
    """The end of a deflate block, or the beginning of a member, in the packed and in the unpacked text."""

    text: bytes
    """What was unpacked since the stop before."""
    place: int
    """Packed bytes used up."""
    bits: int
    """How many bits of the last of them are still to come; -1: a member begins at `place`."""


class _Stream(ctypes.Structure):
    _fields_ = [
        ("next_in", ctypes.c_void_p),
        ("avail_in", ctypes.c_uint),
        ("total_in", ctypes.c_ulong),
        ("next_out", ctypes.c_void_p),
        ("avail_out", ctypes.c_uint),
        ("total_out", ctypes.c_ulong),
        ("msg", ctypes.c_char_p),
        ("state", ctypes.c_void_p),
        ("zalloc", ctypes.c_void_p),
        ("zfree", ctypes.c_void_p),
        ("opaque", ctypes.c_void_p),
        ("data_type", ctypes.c_int),
        ("adler", ctypes.c_ulong),
        ("reserved", ctypes.c_ulong),
    ]


@cache
def _library() -> ctypes.CDLL:
    """zlib as this Python has it. Raises CannotWalkError."""
    for name in (getattr(zlib, "__file__", None), None, "libz.so.1"):
        try:
            library = ctypes.CDLL(name)
            library.inflateInit2_  # noqa: B018 - looked up here, so that a library without it is passed over
        except (OSError, AttributeError):
            continue
        library.zlibVersion.restype = ctypes.c_char_p
        return library
    raise CannotWalkError("there is no zlib to walk with")


def walk(fd: int) -> Iterator[Stop]:
    """Every stop of the gzip file `fd`, in order; what is unpacked behind the last comes with a stop at its end.

    Raises CannotWalkError where the file is not whole.
    """
    zlib_, stream = _library(), _Stream()
    if zlib_.inflateInit2_(ctypes.byref(stream), _GZIP, zlib_.zlibVersion(), ctypes.sizeof(_Stream)):
        raise CannotWalkError("zlib does not start")
    packed, unpacked = ctypes.create_string_buffer(READ), ctypes.create_string_buffer(READ)
    read, text, inside = 0, bytearray(), False
    try:
        while True:
            if not stream.avail_in:
                piece = os.pread(fd, READ, read)
                if not piece:
                    break
                ctypes.memmove(packed, piece, len(piece))
                read += len(piece)
                stream.next_in, stream.avail_in = ctypes.addressof(packed), len(piece)
            stream.next_out, stream.avail_out = ctypes.addressof(unpacked), READ
            result = zlib_.inflate(ctypes.byref(stream), _STOP_AT_BLOCK)
            inside = True
            text += memoryview(unpacked)[: READ - stream.avail_out]
            if result not in (_OK, _END, _NO_PROGRESS):
                raise CannotWalkError("it is damaged")
            if result == _END:
                zlib_.inflateReset(ctypes.byref(stream))
                inside = False
                yield Stop(bytes(text), read - stream.avail_in, -1)
                text.clear()
            elif stream.data_type & 128 and not stream.data_type & 64 and text:
                yield Stop(bytes(text), read - stream.avail_in, stream.data_type & 7)
                text.clear()
    finally:
        zlib_.inflateEnd(ctypes.byref(stream))
    if inside or text:
        raise CannotWalkError("it is cut off")
