"""The body of an answer as it arrives: unpacked by us, bounded, in memory or in a file.

Not unpacked by httpx, which unpacks a whole chunk at once, a thousandfold if need be.
"""

import asyncio
import zlib
from collections.abc import AsyncIterator

from cockpit.adapters.kept_file import KeptFile
from cockpit.adapters.unpacking import Unpacker
from cockpit.core.text import printable

MOST_BYTES = 8 * 1024 * 1024  # decoded: a small compressed answer may unpack to gigabytes
CHUNK = 65536


async def received(chunks: AsyncIterator[bytes], packing: str, into: KeptFile | None) -> tuple[bytes, bool]:
    """The unpacked body and whether there was more; of one that goes into a file nothing comes back.

    `packing`: the `content-encoding`; empty: taken as it is. Raises zlib.error, and what `into.take` raises.
    """
    packing = packing.strip().lower()
    if packing not in {"gzip", "x-gzip", "identity", ""}:
        raise zlib.error(f"unknown packing {printable(packing, 20)}")
    unpack = Unpacker() if "gzip" in packing else None
    kept, most, taken = bytearray(), into.most if into else MOST_BYTES, 0
    async for chunk in chunks:
        piece = unpack.take(chunk, most + 1 - taken) if unpack else chunk
        taken += len(piece)
        if into and taken <= most:
            await asyncio.to_thread(into.take, piece)
        elif not into:
            kept += piece
        if taken > most:
            return bytes(kept[:most]), True
    if unpack and not unpack.whole and taken:
        raise zlib.error("the packed body ends too soon")
    return bytes(kept), False
