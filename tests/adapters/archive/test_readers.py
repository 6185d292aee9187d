"""Packed files are read as far as they can be, and what is wrong with them is said."""

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from cockpit.adapters.archive.kinds import NotReadableError, opened, reader_of

TEXT = b"".join(b"line %d of a log, not all the same: %x\n" % (n, n * 2654435761 % 4294967296) for n in range(20_000))


def read(path: Path) -> tuple[bytes, str]:
    fd = opened(str(path))
    try:
        reader = reader_of(fd)
        buffer, found = bytearray(100_000), bytearray()
        while count := reader.fill(memoryview(buffer)):
            found += buffer[:count]
        return bytes(found), reader.note
    finally:
        os.close(fd)


def checked_zstd(text: bytes) -> bytes:
    return zstd.compress(text, options={zstd.CompressionParameter.checksum_flag: 1})


def put(folder: Path, content: bytes) -> Path:
    path = folder / "worker.log"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd.compress, bz2.compress, lzma.compress])
def test_each_kind_is_known_by_its_first_bytes(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert read(put(tmp_path, pack(TEXT))) == (TEXT, "")


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress, bz2.compress, lzma.compress])
def test_half_a_file_gives_its_half_and_says_so(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(TEXT * 3)
    found, note = read(put(tmp_path, packed[: len(packed) * 3 // 4]))
    assert (TEXT * 3).startswith(found)
    if pack is not lzma.compress:  # xz packs all of this in one block it must see the end of
        assert len(found) > len(TEXT) // 2
    assert "ends in the middle" in note


@pytest.mark.parametrize("pack", [gzip.compress, checked_zstd, bz2.compress, lzma.compress])
def test_a_flipped_bit_is_noticed(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = bytearray(pack(TEXT))
    packed[len(packed) * 9 // 10] ^= 0x10
    _, note = read(put(tmp_path, bytes(packed)))
    assert "damaged" in note or "check sum" in note


def test_a_wrong_check_sum_withholds_nothing(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 1
    assert read(put(tmp_path, bytes(packed))) == (TEXT, "a check sum is wrong: its lines may not be what was written")


def test_twenty_thousand_members_are_one_text(tmp_path: Path) -> None:
    assert (
        read(put(tmp_path, b"".join(gzip.compress(b"line %d\n" % n) for n in range(20_000))))[0].count(b"\n") == 20_000
    )


def test_every_part_of_a_gzip_header_is_stepped_over(tmp_path: Path) -> None:
    raw = gzip.compress(b"hello\n")
    header = raw[:3] + bytes([4 | 8 | 16 | 2]) + raw[4:10] + b"\x05\x00extra" + b"name\0" + b"a comment\0" + b"\x12\x34"
    assert read(put(tmp_path, header + raw[10:])) == (b"hello\n", "")


@pytest.mark.parametrize(
    ("behind", "note"),
    [
        (b"\0" * 512, ""),
        (b"rubbish that is no gzip", "something that is no gzip follows"),
        (b"\x1f", "something that is"),
    ],
)
def test_what_follows_the_last_member(tmp_path: Path, behind: bytes, note: str) -> None:
    found, said = read(put(tmp_path, gzip.compress(TEXT) + behind))
    assert found == TEXT
    assert said.startswith(note) and bool(said) == bool(note)


def test_a_file_cut_in_its_header_or_trailer_is_said_to_be(tmp_path: Path) -> None:
    packed = gzip.compress(TEXT)
    assert read(put(tmp_path, packed[:5])) == (b"", "ends in its header")
    found, note = read(put(tmp_path, packed[:-3]))
    assert found == TEXT
    assert "ends in the middle" in note


def test_a_bomb_is_left_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cockpit.adapters.archive.gz.BOMB_BYTES", 1 << 22)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    found, note = read(put(tmp_path, packed))
    assert 1 << 22 < len(found) < 1 << 25, "what one block of packed bytes holds is unpacked before the ratio shows"
    assert "more than 300-fold" in note


@pytest.mark.parametrize(("head", "why"), [(b"PK\x03\x04", "a zip file"), (b"SQLite format 3\0", "a database")])
def test_what_is_no_log_is_refused(tmp_path: Path, head: bytes, why: str) -> None:
    with pytest.raises(NotReadableError, match=why):
        read(put(tmp_path, head + bytes(100)))


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("pipe", "not a plain file"), (".", "not a plain file"), ("gone", "no such file")):
        with pytest.raises(NotReadableError, match=why):
            opened(str(tmp_path / name))
