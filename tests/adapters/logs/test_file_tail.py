"""Following real files: growth, late creation, rotation, truncation, and bytes nobody would call a log."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from cockpit.adapters.logs.file_tail import BACK, KEPT_ROTATED
from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.store import LogStore
from cockpit.core.profile import LogSpec
from cockpit.ports import LogSource
from tests.adapters.logs.waiting import lines, notices, until


class Tailed:
    """A store and the sources opened on it, all closed in the end."""

    def __init__(self, folder: Path) -> None:
        self.store = LogStore()
        self.sources: list[LogSource] = []
        self.folder = folder

    def open(self, *paths: Path | str, from_start: bool = True) -> None:
        spec = LogSpec(paths=tuple(str(path) for path in paths))
        source = open_log("api", spec, self.store, self.folder, from_start)
        self.sources.append(source)
        source.start()

    def wait(self, *wanted: bytes) -> None:
        until(lambda: lines(self.store) == list(wanted), f"the lines {wanted}")


@pytest.fixture
def tailed(tmp_path: Path) -> Iterator[Tailed]:
    made = Tailed(tmp_path)
    yield made
    for source in made.sources:
        source.close()
    made.store.close()


def append(path: Path, content: bytes) -> None:
    with path.open("ab") as file:
        file.write(content)


def test_what_is_there_and_what_comes_are_read(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"one\n")
    tailed.open(path)
    tailed.wait(b"one")
    append(path, b"two\nthr")
    append(path, b"ee\n")
    tailed.wait(b"one", b"two", b"three")
    assert tailed.store.last_arrival("api") is not None


def test_a_last_line_without_its_newline_is_shown(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"one\nhalf")
    tailed.open(path)
    tailed.wait(b"one", b"half")
    append(path, b" and whole\n")
    tailed.wait(b"one", b"half and whole")


def test_a_file_that_is_not_there_yet_is_waited_for(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "late.log"
    tailed.open(path, from_start=False)
    until(lambda: tailed.store.state("api") == "waiting for the file", "the state says so")
    append(path, b"here\n")
    tailed.wait(b"here")
    until(lambda: tailed.store.state("api") == "following", "it is followed")
    assert any("not there yet" in text for text in notices(tailed.store))


def test_a_rotated_file_is_read_to_its_end_and_the_new_one_from_its_start(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"old\n")
    tailed.open(path)
    tailed.wait(b"old")
    late = path.open("ab", buffering=0)
    path.rename(tmp_path / "a.log.1")
    append(path, b"new\n")
    tailed.wait(b"old", b"new")
    late.write(b"late\n")
    late.close()
    tailed.wait(b"old", b"new", b"late")
    (tmp_path / "a.log.1").unlink()
    assert lines(tailed.store) == [b"old", b"new", b"late"]
    assert any("rotated" in text for text in notices(tailed.store))


def test_only_a_few_rotated_files_are_held_open(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"0\n")
    tailed.open(path)
    for number in range(1, KEPT_ROTATED + 4):
        newest = b"%d" % (number - 1)
        until(partial(lambda wanted: lines(tailed.store)[-1:] == [wanted], newest), "the file before was read")
        path.rename(tmp_path / f"a.log.{number}")
        append(path, b"%d\n" % number)
    until(lambda: lines(tailed.store)[-1:] == [b"%d" % (KEPT_ROTATED + 3)], "the newest is read")
    assert any("no longer kept" in text for text in notices(tailed.store))


def test_a_truncated_file_says_so_and_goes_on(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"one\ntwo\n")
    tailed.open(path)
    tailed.wait(b"one", b"two")
    os.truncate(path, 0)
    append(path, b"new\n")
    tailed.wait(b"new")
    said = notices(tailed.store)
    assert sum("can no longer be read" in text for text in said) == 2
    assert any("file was truncated" in text for text in said)


def test_a_file_cut_and_refilled_beyond_our_place_is_noticed(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    append(path, b"one\ntwo\n")
    tailed.open(path)
    tailed.wait(b"one", b"two")
    path.write_bytes(b"quite other lines\nthat are longer than the old ones were\n")
    tailed.wait(b"quite other lines", b"that are longer than the old ones were")


def test_a_pane_begins_near_the_end_and_says_what_it_left_out(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "big.log"
    content = b"".join(b"%09d %s\n" % (number, b"x" * 90) for number in range(30_000))
    path.write_bytes(content)
    tailed.open(path, from_start=False)
    until(lambda: lines(tailed.store)[-1:] == [content.splitlines()[-1]], "the newest line")
    shown = lines(tailed.store)
    assert BACK - 200 < sum(len(line) + 1 for line in shown) <= BACK
    assert shown == content.splitlines()[-len(shown) :]
    assert "earlier lines not read" in notices(tailed.store)[0]


def test_files_that_fit_a_pattern_are_sources_of_their_own_and_late_ones_join(tailed: Tailed, tmp_path: Path) -> None:
    append(tmp_path / "a.log", b"a\n")
    append(tmp_path / "b.log", b"b\n")
    tailed.open(tmp_path / "*.log")
    until(lambda: sorted(lines(tailed.store)) == [b"a", b"b"], "both files")
    assert tailed.store.sources == ("api/a.log", "api/b.log")
    append(tmp_path / "c.log", b"c\n")
    until(lambda: b"c" in lines(tailed.store), "the file that came later")


def test_a_folder_and_a_file_nobody_may_read_are_told_in_words(tailed: Tailed, tmp_path: Path) -> None:
    tailed.open(tmp_path)
    until(lambda: "not a file" in tailed.store.state("api"), "the state says so")


def test_bytes_that_are_no_text_come_through_unchanged(tailed: Tailed, tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    content = b"\x00\x00nul\n\xff\xfe bad\n" + b"y" * 1_000_000 + b"\nend\n"
    append(path, content)
    tailed.open(path)
    until(lambda: lines(tailed.store)[-1:] == [b"end"], "the last line")
    nul, bad, long, _ = lines(tailed.store)
    assert (nul, bad) == (b"\x00\x00nul", b"\xff\xfe bad")
    assert long.endswith(b"more bytes in this entry")
