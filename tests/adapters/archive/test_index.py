"""An index gives just what a scan gives, or stands aside; it is never believed for another file."""

import gzip
import os
import random
import zlib
from datetime import timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.adapters.archive import words
from cockpit.adapters.archive.gz import GzipReader
from cockpit.adapters.archive.index import Index, identity, load, path_in
from cockpit.adapters.archive.indexed import UseScanError, found_in
from cockpit.adapters.archive.indexing import make, tidy
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.scan import Found, holding
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.archive.window import Window
from cockpit.core.hits import Span
from cockpit.core.logreading import Reading

ALPHABET = "abcXYZ019-_ /é"


@given(st.text(ALPHABET, max_size=200), st.data())
def test_a_table_never_denies_what_is_there(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    start = data.draw(st.integers(0, len(raw)))
    needle = raw[start : data.draw(st.integers(start, len(raw)))]
    want = words.wanted(needle)
    assert want is None or words.holds(words.table(raw), 0, want)


def test_a_table_denies_nearly_all_that_is_not_there() -> None:
    rnd = random.Random(1)
    text = b" ".join(b"%032x" % rnd.getrandbits(128) for _ in range(3000))
    table = words.table(text)
    asked = [words.wanted(b"%032x" % rnd.getrandbits(128)) or [] for _ in range(300)]
    assert sum(words.holds(table, 0, want) for want in asked) < 30


@pytest.mark.parametrize("needle", [b"short", b"a-b-c-d", b"tenletters"[:10], b"\xff\xfe"])
def test_a_needle_without_a_word_to_go_by_is_left_to_the_scan(needle: bytes) -> None:
    assert words.wanted(needle) is None


def log(seed: int, count: int) -> bytes:
    rnd = random.Random(seed)
    lines = []
    for number in range(count):
        lines.append(
            b'{"id":"%08x-%04x","n":%d,"trace":"%032x"}'
            % (*(rnd.getrandbits(32) for _ in range(2)), number, rnd.getrandbits(128))
        )
        if rnd.random() < 0.02:
            lines.append(
                b"Traceback (most recent call last):\n  File 'x.py', line 3, in pay%d\nValueError: order" % number
            )
        if rnd.random() < 0.003:
            lines.append(b'{"long":"' + b"%x" % rnd.getrandbits(400_000) + b'"}')
    return b"\n".join(lines) + b"\n"


def packed(text: bytes, members: int, level: int) -> bytes:
    step = len(text) // members + 1
    return b"".join(gzip.compress(text[at : at + step], level) for at in range(0, len(text), step))


def indexed(folder: Path, content: bytes, span: int = 50_000) -> tuple[int, Index]:
    path = folder / "worker.log.gz"
    path.write_bytes(content)
    assert make(str(path), folder, span)
    fd = os.open(path, os.O_RDONLY)
    index = load(folder, fd)
    assert index is not None
    return fd, index


def scanned(fd: int, word: str) -> list[Found]:
    return list(holding(Window(GzipReader(fd).fill, counted=True), Needle(word), None))


@settings(max_examples=8)
@given(st.integers(0, 1000), st.integers(1, 40), st.sampled_from([0, 1, 6, 9]), st.data())
def test_an_index_gives_what_a_scan_gives(
    tmp_path_factory: pytest.TempPathFactory, seed: int, members: int, level: int, data: st.DataObject
) -> None:
    text = log(seed, 2000)
    fd, index = indexed(tmp_path_factory.mktemp("index"), packed(text, members, level))
    assert b"".join(index.text(fd, block) for block in range(len(index.head.blocks))) == text
    answered = 0
    for _ in range(12):
        start = data.draw(st.integers(0, len(text) - 60))
        word = text[start : start + data.draw(st.integers(6, 60))].partition(b"\n")[0].decode()
        if not word:
            continue
        try:
            got = found_in(index, fd, Needle(word))
        except UseScanError:
            continue
        answered += 1
        assert [(one.line, one.raw) for one in got] == [(one.line, one.raw) for one in scanned(fd, word)]
    assert found_in(index, fd, Needle("zzzzzzzz-not-there-zzzzzzz")) == []
    os.close(fd)


def test_a_line_over_many_blocks_is_whole(tmp_path: Path) -> None:
    long = b'{"begin":"' + b"%x" % random.Random(3).getrandbits(4_000_000) + b" the-needle-itself" + b'"}\n'
    fd, index = indexed(tmp_path, gzip.compress(b"first\n" * 10 + long + log(1, 3000)))
    got, want = found_in(index, fd, Needle("the-needle-itself")), scanned(fd, "the-needle-itself")
    assert [(one.line, one.raw) for one in got] == [(one.line, one.raw) for one in want]
    assert want[0].line == 11
    os.close(fd)


def test_a_file_that_changed_is_no_longer_believed(tmp_path: Path) -> None:
    fd, _ = indexed(tmp_path, gzip.compress(log(1, 2000)))
    os.close(fd)
    path = tmp_path / "worker.log.gz"
    status = path.stat()
    path.write_bytes(gzip.compress(log(2, 2000))[: status.st_size].ljust(status.st_size, b"\0"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    fd = os.open(path, os.O_RDONLY)
    assert load(tmp_path, fd) is None, "even with its size and time put back"
    os.close(fd)


@pytest.mark.parametrize("damage", [b"", b"\xff" * 200, b"\x10\0\0\0\0\0\0\0nonsense that is no index"])
def test_a_broken_index_is_none(tmp_path: Path, damage: bytes) -> None:
    fd, _ = indexed(tmp_path, gzip.compress(log(1, 2000)))
    file = path_in(tmp_path, identity(fd))
    whole = file.read_bytes()
    for content in (damage, whole[: len(whole) // 2], whole[:-1]):
        file.write_bytes(content)
        assert load(tmp_path, fd) is None
    os.close(fd)


def test_half_a_file_and_a_file_with_rubbish_behind_are_not_indexed(tmp_path: Path) -> None:
    whole = gzip.compress(log(1, 2000))
    for content in (whole[:-9], whole + b"rubbish", whole[:500] + b"\0\0\0" + whole[503:], zlib.compress(b"x")):
        (tmp_path / "x.gz").write_bytes(content)
        assert not make(str(tmp_path / "x.gz"), tmp_path)
    assert not list(tmp_path.glob("*.index*"))


def test_indexes_used_longest_ago_make_room(tmp_path: Path) -> None:
    for number in range(4):
        file = tmp_path / f"{number}.index"
        file.write_bytes(bytes(100))
        os.utime(file, (number, number))
    tidy(tmp_path, most=250)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["2.index", "3.index"]


def test_a_search_uses_the_index_and_asks_for_one_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.adapters.archive.file.SMALLEST", 1000)
    path = tmp_path / "worker.log.gz"
    text = log(5, 2000)
    path.write_bytes(gzip.compress(text))
    word = text.splitlines()[1500][7:20].decode()
    first, second, other = (
        Search(indexes=lambda: tmp_path),
        Search(indexes=lambda: tmp_path),
        Search(indexes=lambda: tmp_path),
    )
    hits = list(search([Place("w", str(path))], Needle(word), Span(), first))
    assert first.unindexed == [str(path)]
    assert make(str(path), tmp_path, span=50_000)
    assert list(search([Place("w", str(path))], Needle(word), Span(), second)) == hits != []
    assert (second.looked.indexed, second.unindexed) == (1, [])
    assert list(search([Place("w", str(path))], Needle("e"), Span(), other)) != []
    assert (other.looked.indexed, other.unindexed) == (0, [])


def test_the_edge_of_an_indexed_archive_is_that_of_a_scanned_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cockpit.adapters.archive.file.SMALLEST", 1000)
    path = tmp_path / "worker.log.gz"
    lines = b"".join(b"2026-11-24 10:%02d:00 request-%08d done\n" % (n // 60, n) for n in range(3600))
    path.write_bytes(gzip.compress(lines))
    place = Place("w", str(path), reading=Reading(zone=timezone(timedelta(hours=1))))
    first, second = Search(indexes=lambda: tmp_path), Search(indexes=lambda: tmp_path)
    hits = list(search([place], Needle("request-00000077"), Span(), first))
    assert make(str(path), tmp_path, span=20_000)
    assert list(search([place], Needle("request-00000077"), Span(), second)) == hits != []
    assert second.looked.indexed == 1
    assert (second.looked.oldest, second.looked.newest) == (first.looked.oldest, first.looked.newest)
    assert str(second.looked.newest) == "2026-11-24 09:59:00+00:00"
