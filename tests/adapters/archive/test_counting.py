"""Lines are counted right, whoever counted which part of the file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.archive.counting import Counting


@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.booleans(), st.integers(1, 64))
def test_newlines_before_any_place_in_any_order(
    tmp_path_factory: pytest.TempPathFactory, places: list[int], helped: bool, block: int
) -> None:
    text = (b"ab\ncdefg\n\n\nhi" * 40)[:400]
    path = tmp_path_factory.getbasetemp() / "counted.log"
    path.write_bytes(text)
    fd = os.open(path, os.O_RDONLY)
    counted = Counting(fd, len(text), helped=helped, block=block)
    assert [counted.before(place) for place in places] == [text.count(b"\n", 0, place) for place in places]
    counted.close()
    os.close(fd)


SEARCH = """
import os, sys
from cockpit.adapters.archive import counting
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.search import search
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Span
counting.WORTH = 1
assert counting.can_help(1 << 20)
print(*(hit.line for hit in search([Place("a", sys.argv[1])], Needle("needle"), Span(), Search())))
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no process left")
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="a helper needs a second core")
def test_a_search_with_a_helper_gives_the_same_lines_and_leaves_no_process(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"".join(b"%d %s\n" % (n, b"needle" if n % 9000 == 0 else b"x" * 60) for n in range(60_000)))
    # In a process of its own: only one without threads may be forked, and this one's children are its own.
    done = subprocess.run([sys.executable, "-c", SEARCH, str(path)], capture_output=True, text=True, check=True)
    found, left = done.stdout.splitlines()
    assert [int(line) for line in found.split()] == [n + 1 for n in range(0, 60_000, 9000)]
    assert left == "no process left"


def test_many_hits_do_not_count_the_same_bytes_again(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"0123456789abcde\n" * 65536)
    fd = os.open(path, os.O_RDONLY)
    counted = Counting(fd, 1 << 20, helped=False)
    before = _bytes_read()
    assert [counted.before(place) for place in range(0, 1 << 20, 1024)] == list(range(0, 65536, 64))
    assert _bytes_read() - before < 2 << 20
    os.close(fd)


def _bytes_read() -> int:
    return int(Path("/proc/self/io").read_text().split("rchar: ")[1].split()[0])
