"""`cockpit tail` in a real terminal: a hostile file makes the terminal do nothing that a harmless one does not."""

import re
from pathlib import Path

from tests.journeys.homes import COCKPIT, home
from tests.lab.terminal import Terminal

# What an escape sequence is, by its kind: parameters, and the words of an OSC after its number, are left out.
ESCAPE = re.compile(
    rb"\x1b\](?P<osc>\d*)[^\x07\x1b]*(?:\x07|\x1b\\)?"
    rb"|\x1b(?P<string>[PX^_])"
    rb"|\x1b\[(?P<mark>[<=>?]?)[\d;:]*(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|\x1b(?P<plain>[ -Z\\`-~])"
    rb"|(?P<control>[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f])"
)
HOSTILE = [
    b"\x1b]52;c;ZXZpbA==\x07",
    b"\x1b]52;c;ZXZpbA==\x1b\\",
    b"\x1b]8;;vscode://evil\x1b\\click\x1b]8;;\x1b\\",
    b"\x1b]0;owned\x07",
    b'\x1bP$q"p\x1b\\',
    b"\x1b_Gi=1;AAAA\x1b\\",
    b"\x1b[6n\x1b[5n\x1b[c\x1b[>c\x1b[21t\x1b[18t",
    b"\x1b[2J\x1b[3J\x1bc\x1b[!p\x1b#8",
    b"\x1b[?1000h\x1b[?47h\x1b[?1004h",
    b"\x9b31m\x9d52;c;ZXZpbA==\x9c\xc2\x9b6n\xc2\x9d0;x\xc2\x9c",
    b"\xc0\x9b overlong \xff\xfe bad",
    b"nul \x00 bell \x07 back \x08 form \x0c shift \x0e delete \x7f",
    b'{"level":50,"msg":"json \\u001b]52;c;ZXZpbA==\\u0007 \\u009b6n \\udc9b","k\\u001b[6n":"v\\u001b[c"}',
    b"[/x][@click=app.quit]y[/] [link=vscode://evil]z",
    "e\u0301".encode() + "\u0301".encode() * 5000,
    b"y" * 1_000_000 + b"\x1b[6n",
    b"half an escape at the end \x1b",
    b"]52;c;ZXZpbA==\x07 and its other half",
]


def kinds(raw: bytes) -> set[str]:
    return {
        "".join(f"{name}:{value.decode()} " for name, value in found.groupdict().items() if value is not None)
        for found in ESCAPE.finditer(raw)
    }


def shown(folder: Path, lines: list[bytes], columns: int, height: int) -> bytes:
    """Everything written to the terminal while `lines` are followed, read from end to end, filtered and opened."""
    folder.mkdir()
    log = folder / "worker.log"
    log.write_bytes(b"".join(line + b"\n" for line in [b"first", *lines]))
    with Terminal([COCKPIT, "tail", str(log)], home(folder / "home"), columns=columns, lines=height) as terminal:
        terminal.wait("following")
        with log.open("ab") as more:
            more.write(b"last of all\n")
        terminal.wait("last of all")
        terminal.press("g")
        terminal.wait("PAUSED")
        for _ in range(len(lines) + 1):
            terminal.press("j")
        terminal.press("e", "enter")
        terminal.press("escape")
        terminal.press("/", "t", "enter")
        terminal.wait("fit")
        terminal.press("escape", "G")
        terminal.wait("following")
        terminal.press("q")
        assert terminal.ended() == 0
        return bytes(terminal.raw)


def test_a_hostile_file_brings_no_kind_of_escape_that_a_harmless_one_does_not(tmp_path: Path) -> None:
    harmless = [b'{"level":50,"msg":"json"}' if line.startswith(b"{") else b"a harmless line" for line in HOSTILE]
    for columns, height in ((80, 24), (120, 40)):
        benign = kinds(shown(tmp_path / f"benign{columns}", harmless, columns, height))
        hostile = kinds(shown(tmp_path / f"hostile{columns}", HOSTILE, columns, height))
        assert hostile - benign == set()


def test_the_comparison_sees_every_hostile_kind() -> None:
    assert kinds(b"\x1b]52;c;x\x07") == {"osc:52 "}
    assert len(kinds(b"\x1b]8;;x\x1b\\ \x1b]0;x\x07 \x1bP \x1b[6n \x1b[c \x1b[?1h \x1bc \x00")) == 8


def test_standard_input_and_the_keyboard_are_told_apart(tmp_path: Path) -> None:
    script = f"printf 'one\\ntwo\\n' | {COCKPIT} tail -"
    with Terminal(["sh", "-c", script], home(tmp_path), columns=80, lines=24) as terminal:
        terminal.wait("two")
        terminal.wait("stdin")
        terminal.press("p")
        terminal.wait("PAUSED")
        terminal.press("q")
        assert terminal.ended() == 0


def test_what_comes_while_paused_is_counted_and_a_truncated_file_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_text("one\n")
    with Terminal([COCKPIT, "tail", str(log)], home(tmp_path / "home"), columns=80, lines=24) as terminal:
        terminal.wait("one")
        terminal.press("p")
        with log.open("a") as more:
            more.write("two\nthree\n")
        terminal.wait("2 new")
        terminal.press("G")
        terminal.wait("three")
        log.write_text("afresh\n")
        terminal.wait("afresh")
        assert "truncated" in terminal.text
        terminal.press("q")
        assert terminal.ended() == 0
