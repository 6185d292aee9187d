"""`cockpit runbook import`: the contract scripts rely on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.runbook import runbook

TEXT = """\
Skip to main content
Broken checkout
It is broken when carts stay open.
Step 1: Look (1 minute)
• the queue
kubectl get pods -n shop
"""


@pytest.fixture
def pasted(tmp_path: Path) -> Path:
    path = tmp_path / "checkout.txt"
    path.write_text(TEXT)
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(runbook, ["import", *map(str, words)])


def test_without_a_terminal_the_file_is_written_beside_the_other(pasted: Path) -> None:
    result = run(pasted)
    assert result.exit_code == 0
    out = pasted.with_name("checkout.runbook.md")
    assert "# Broken checkout" in out.read_text()
    assert pasted.read_text() == TEXT
    first, second, *rest = result.stdout.splitlines()
    assert first == "6 lines: 5 placed, 0 unassigned, 1 left out"
    assert second == f"2 steps, 1 block in {out}"
    assert any(line.split() == ["5", "the", "bullet", "is", "`-`", "now"] for line in rest)


def test_a_file_that_is_there_is_not_written_over(pasted: Path) -> None:
    out = pasted.with_name("checkout.runbook.md")
    out.write_text("mine")
    result = run(pasted, "--yes")
    assert result.exit_code == 2
    assert result.stderr.startswith("cockpit: ")
    assert out.read_text() == "mine"
    assert run(pasted, "--yes", "--force").exit_code == 0
    assert out.read_text() != "mine"


def test_the_file_itself_is_never_the_target(pasted: Path) -> None:
    result = run(pasted, "-o", pasted, "--force")
    assert result.exit_code == 2
    assert pasted.read_text() == TEXT


def test_json_prints_the_agreed_document(pasted: Path, tmp_path: Path) -> None:
    out = tmp_path / "new.md"
    result = run(pasted, "-o", out, "--json")
    document = json.loads(result.stdout)
    repairs = document.pop("repairs")
    assert document == {
        "path": str(pasted),
        "out": str(out),
        "lines": 6,
        "placed": 5,
        "unassigned": [],
        "left_out": [
            {"line": 1, "text": "Skip to main content", "why": "a part of the page it was copied from"},
        ],
        "steps": 2,
        "blocks": 1,
    }
    assert {"line": 5, "says": "the bullet is `-` now"} in repairs
    assert out.exists()


def test_a_missing_file_is_one_line_and_exit_2(tmp_path: Path) -> None:
    result = run(tmp_path / "none.txt")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_a_missing_folder_is_told_before_anything_is_done(pasted: Path) -> None:
    assert run(pasted, "-o", pasted.parent / "no" / "x.md").exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_other_systems_are_read(pasted: Path, encoding: str) -> None:
    pasted.write_bytes("# Störung\r\n\r\n1. Prüfen\r\n".encode(encoding))
    assert run(pasted, "--yes").exit_code == 0
    assert pasted.with_name("checkout.runbook.md").read_text() == "# Störung\n\n1. Prüfen\n"


def test_a_text_comes_from_standard_input(tmp_path: Path) -> None:
    out = tmp_path / "new.md"
    result = CliRunner().invoke(runbook, ["import", "-", "-o", str(out)], input=TEXT)
    assert result.exit_code == 0
    assert "# Broken checkout" in out.read_text()
    assert CliRunner().invoke(runbook, ["import", "-"], input=TEXT).exit_code == 2


def test_escapes_in_the_file_do_not_reach_the_terminal(pasted: Path) -> None:
    pasted.write_text("\x1b[2Jhello\n\n- a\x1b]0;x\x07\n")
    result = run(pasted)
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout


def test_nothing_of_the_screen_is_loaded_without_a_terminal(pasted: Path) -> None:
    code = (
        "import sys\nfrom cockpit.cli import main\nsys.argv=['cockpit','runbook','import',sys.argv[1]]\n"
        "try:\n    main()\nfinally:\n    print('textual' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(pasted)], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "False"
