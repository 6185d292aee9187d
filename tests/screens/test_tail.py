"""`cockpit tail`: full screen it shows and leaves; without a terminal it prints plain lines and ends."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.widgets import Static

from cockpit.adapters.logs.store import LogStore
from cockpit.core.logrow import ParsedRow
from screens.log_row import LogRowScreen, as_it_came, told
from screens.tail import TailApp
from tests.widgets.painted import until

WATCHED = """
import sys
from cockpit.cli import main
sys.argv = ["cockpit", "tail", sys.argv[1]]
try:
    main()
finally:
    print("textual" in sys.modules)
"""
NASTY = b"[/x]\x1b[2J[@click=app.quit]y[/]\x9b1m"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LogStore]:
    path = tmp_path / "a.log"
    path.write_bytes(b'{"level":"error","msg":"' + NASTY.replace(b"\x1b", b"\\u001b") + b'","id":7}\n at it\n')
    made = LogStore()
    segment = made.feed("api").begin(os.open(path, os.O_RDONLY))
    made._feeds["api"].add(segment, path.read_bytes())
    yield made
    made.close()


async def test_enter_shows_the_whole_row_and_escape_goes_back(store: LogStore) -> None:
    app = TailApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LogRowScreen))
        shown = str(app.screen.query_one(Static).content)
        assert "id" in shown
        assert " at it" in shown
        assert "\x1b" not in shown
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, LogRowScreen))


async def test_q_leaves(store: LogStore) -> None:
    app = TailApp(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)


def test_a_row_is_told_with_every_field_and_its_trace_as_plain_text() -> None:
    row = ParsedRow(source="api", level="error", text="[/x]", fields={"id": "[b]7"}, folded=("at a", "at b"))
    assert told(row).plain.split("\n") == [
        "api  no time  ERROR",
        "",
        "[/x]",
        "",
        "id  [b]7",
        "",
        "2 more lines",
        "at a",
        "at b",
    ]


def test_the_own_frame_nearest_to_the_cause_stands_at_the_top_and_own_frames_are_marked() -> None:
    frames = ("    at get (/srv/node_modules/[b]/i.js:1:2)", "    at bake (/srv/app/oven.js:42:17)")
    row = ParsedRow(source="api", level="error", text="TypeError: x", folded=frames, format="plain")
    assert told(row).plain.split("\n") == [
        "api  no time  ERROR  plain",
        "",
        "TypeError: x",
        "",
        "own code  bake  /srv/app/oven.js:42",
        "",
        "2 more lines, 1 of 2 frames in own code, marked >",
        "      at get (/srv/node_modules/[b]/i.js:1:2)",
        ">     at bake (/srv/app/oven.js:42:17)",
    ]


def test_a_message_that_says_nothing_is_called_out_with_what_to_do_next() -> None:
    row = ParsedRow(source="api", text="Internal Server Error", fields={"reqId": "r-9"})
    assert "This says nothing of the cause: look for r-9 in every source." in told(row).plain


def tail(*words: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "cockpit.cli", "tail", *words], input=given, capture_output=True, timeout=60
    )


def test_without_a_terminal_what_is_there_is_printed_printable_and_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\n" + NASTY + b"\n  folded\n\nhalf")
    done = tail(str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines() == ["one", "[/x][@click=app.quit]y[/]\ufffd1m", "  folded", "", "half"]


def test_standard_input_is_printed_to_its_end() -> None:
    done = tail("-", given=b"one\ntwo")
    assert (done.returncode, done.stdout) == (0, b"one\ntwo\n")


def test_a_file_that_is_not_there_is_one_line_and_exit_2(tmp_path: Path) -> None:
    done = tail(str(tmp_path / "no.log"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"cockpit: there is no file ")
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"line\n" * 200_000)
    script = f"{sys.executable} -m cockpit.cli tail {path} | head -1"
    done = subprocess.run(["sh", "-c", script], capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"line\n", b"")


def test_plain_lines_need_no_screen(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(b"one\n")
    done = subprocess.run([sys.executable, "-c", WATCHED, str(path)], capture_output=True, timeout=60)
    assert done.stdout.split() == [b"one", b"False"]


async def test_a_row_is_shown_as_it_came_and_copied_that_way(store: LogStore) -> None:
    copied: list[str] = []

    def take(text: str) -> tuple[str, str]:
        copied.append(text)
        return text, "/tmp/copied.txt"

    app = TailApp(store, "api", copied=take)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LogRowScreen))
        await pilot.press("tab", "y")
        await until(pilot, lambda: bool(copied))
        await until(pilot, lambda: any("/tmp/copied.txt" in one.message for one in app._notifications))
    assert copied[0].startswith('{"level":"error","msg":"')
    assert '\n  "id": 7\n' in copied[0]
    assert "\x1b" not in copied[0]


@pytest.mark.parametrize("raw", [b'{"a":' * 3000 + b"1" + b"}" * 3000, b"\xff\x00", b"", b'{"a":"\\ud800"}', b"x\ny"])
def test_any_row_is_shown_as_it_came_without_raising(raw: bytes) -> None:
    assert all(line.isprintable() or not line for line in as_it_came(raw))
