"""`cockpit runbook import` in a real terminal: what is seen is written, and a hostile file does nothing else."""

from pathlib import Path

from tests.journeys.homes import COCKPIT, home
from tests.journeys.test_tail import HOSTILE, kinds
from tests.lab.terminal import Terminal


def walked(folder: Path, lines: list[bytes], columns: int, height: int) -> bytes:
    """Everything written to the terminal while a file of `lines` is looked through, corrected and written."""
    folder.mkdir()
    source = folder / "pasted.txt"
    source.write_bytes(b"Broken checkout\n\n" + b"".join(b"- " + line + b"\n" for line in lines))
    argv = [COCKPIT, "runbook", "import", str(source)]
    with Terminal(argv, home(folder / "home"), columns=columns, lines=height) as terminal:
        terminal.wait("becomes")
        for _ in lines:
            terminal.press("j")
        terminal.press("s", "x", "u", "tab", "G", "w")
        assert terminal.ended() == 0
        assert (folder / "pasted.runbook.md").exists()
        return bytes(terminal.raw)


def test_a_hostile_file_brings_no_kind_of_escape_that_a_harmless_one_does_not(tmp_path: Path) -> None:
    harmless = [b"a harmless line"] * len(HOSTILE)
    benign = kinds(walked(tmp_path / "benign", harmless, 80, 24))
    hostile = kinds(walked(tmp_path / "hostile", HOSTILE, 80, 24))
    assert hostile - benign == set()


def test_leaving_writes_nothing_and_says_so(tmp_path: Path) -> None:
    source = tmp_path / "pasted.txt"
    source.write_text("Broken checkout\n\n- look\n")
    argv = [COCKPIT, "runbook", "import", str(source)]
    with Terminal(argv, home(tmp_path / "home"), columns=120, lines=40) as terminal:
        terminal.wait("becomes")
        terminal.press("p", "\x11")
        assert terminal.ended() == 0
        assert "nothing was written" in terminal.text
    assert not (tmp_path / "pasted.runbook.md").exists()
