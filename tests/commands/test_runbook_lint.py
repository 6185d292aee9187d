"""`cockpit runbook lint`: its exit codes, its document, and what --fix does to a file."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from cockpit.commands.runbook import runbook
from cockpit.runbooks.lint.table import page

ROOT = Path(__file__).parents[2]
BAD = "# Down\r\n\r\n- On call: <add name>\r\n\r\n```sh\r\ngit revert abc\r\n```\r\n\r\nodd   \t\r\nlast"
MENDED = BAD.replace("revert abc", "revert --no-edit abc")
FINE = "---\nvalidated: 2026-11-01\n---\n\n# Fine\n\n- Look\n"

SCHEMA = {
    "type": "object",
    "required": ["files", "errors", "warnings"],
    "additionalProperties": False,
    "properties": {
        "errors": {"type": "integer"},
        "warnings": {"type": "integer"},
        "files": {
            "type": "array",
            "items": {
                "required": ["path", "findings"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string"},
                    "findings": {
                        "type": "array",
                        "items": {
                            "required": ["rule", "severity", "line", "says", "do", "why", "source", "patch"],
                            "additionalProperties": False,
                            "properties": {
                                "rule": {"type": "string"},
                                "severity": {"enum": ["error", "warning", "note"]},
                                "line": {"type": "integer", "minimum": 1},
                                "says": {"type": "string", "minLength": 1},
                                "do": {"type": "string"},
                                "why": {"type": "string", "minLength": 1},
                                "source": {"type": "string", "minLength": 1},
                                "patch": {
                                    "anyOf": [
                                        {"type": "null"},
                                        {
                                            "type": "object",
                                            "required": ["from_line", "to_line", "text"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "from_line": {"type": "integer", "minimum": 1},
                                                "to_line": {"type": "integer", "minimum": 1},
                                                "text": {"type": "string"},
                                            },
                                        },
                                    ]
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runbook with an error and a warning, in a folder without a profile."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "down.md"
    path.write_bytes(BAD.encode())
    return path


def lint(*words: str | Path) -> Result:
    return CliRunner().invoke(runbook, ["lint", *map(str, words)])


def test_an_error_is_exit_1_and_each_finding_says_where_what_and_what_to_do(book: Path) -> None:
    result = lint(book)
    assert result.exit_code == 1
    assert f"{book}:3: error placeholder: “<add name>” was never filled in" in result.stdout
    assert "    Write --no-edit\n    + git revert --no-edit abc\n" in result.stdout
    assert result.stdout.endswith("1 file: 1 error, 1 warning, 1 note; 1 can be mended with --fix\n")


def test_without_an_error_it_is_exit_0(book: Path) -> None:
    book.write_text(FINE)
    result = lint(book)
    assert result.exit_code == 0
    assert result.stdout == "1 file: 0 errors, 0 warnings, 0 notes\n"


@pytest.mark.parametrize("words", [(), ("gone.md",), ("no-such-id",), (".",)])
def test_what_cannot_be_read_is_exit_2_and_one_line(book: Path, words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cockpit.cli", "runbook", "lint", *words],
        capture_output=True,
        text=True,
        cwd=book.parent,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"cockpit: [^\n]+\n", done.stderr)


def test_a_bundled_runbook_is_found_by_its_id_and_never_changed(book: Path) -> None:
    assert lint("worker-backlog").exit_code == 0
    assert lint("worker-backlog", "--fix").exit_code == 2


def test_json_is_one_document_of_the_agreed_shape(book: Path) -> None:
    (book.parent / "fine.md").write_text(FINE)
    result = lint(book, book.parent / "fine.md", "--json")
    document = json.loads(result.stdout)
    jsonschema.validate(document, SCHEMA)
    assert result.exit_code == 1
    assert (document["errors"], document["warnings"]) == (1, 1)
    assert [one["path"] for one in document["files"]] == [str(book), str(book.parent / "fine.md")]
    assert document["files"][1]["findings"] == []
    patches = [finding["patch"] for finding in document["files"][0]["findings"] if finding["patch"]]
    assert patches == [{"from_line": 6, "to_line": 6, "text": "git revert --no-edit abc"}]


def test_fix_changes_its_lines_shows_them_and_keeps_every_other_byte_and_the_mode(book: Path) -> None:
    book.chmod(0o640)
    result = lint(book, "--fix")
    assert result.exit_code == 1  # the name is still to be filled in
    assert book.read_bytes() == MENDED.encode()
    assert stat.S_IMODE(book.stat().st_mode) == 0o640
    assert "-git revert abc" in result.stdout
    assert "+git revert --no-edit abc" in result.stdout
    assert list(book.parent.iterdir()) == [book]


def test_fixing_twice_is_fixing_once(book: Path) -> None:
    lint(book, "--fix")
    before = book.stat().st_mtime_ns
    result = lint(book, "--fix")
    assert book.stat().st_mtime_ns == before
    assert "--- " not in result.stdout


def test_fix_with_json_prints_the_document_alone(book: Path) -> None:
    document = json.loads(lint(book, "--fix", "--json").stdout)
    assert [finding["patch"] for finding in document["files"][0]["findings"]] == [None, None]


def test_a_link_out_of_the_folder_is_neither_read_nor_written(book: Path) -> None:
    home = book.parent / "books"
    home.mkdir()
    (home / "link.md").symlink_to(book)
    assert lint(home / "link.md", "--fix").exit_code == 2
    assert book.read_bytes() == BAD.encode()


def test_a_link_within_the_folder_stays_a_link(book: Path) -> None:
    link = book.parent / "link.md"
    link.symlink_to(book.name)
    lint(link, "--fix")
    assert link.is_symlink()
    assert book.read_bytes() == MENDED.encode()


def test_bytes_that_are_no_utf_8_are_linted_but_not_rewritten(book: Path) -> None:
    book.write_bytes(BAD.encode() + b"\xff\xfe")
    assert lint(book).exit_code == 1
    assert lint(book, "--fix").exit_code == 2
    assert book.read_bytes() == BAD.encode() + b"\xff\xfe"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_one_line(book: Path) -> None:
    book.parent.chmod(0o500)
    try:
        assert lint(book, "--fix").exit_code == 2
    finally:
        book.parent.chmod(0o700)
    assert book.read_bytes() == BAD.encode()


def test_the_page_of_rules_is_the_one_in_the_docs() -> None:
    assert lint("--rules").stdout == page()
    assert (ROOT / "docs" / "lint.md").read_text("utf-8") == page(), "run: cockpit runbook lint --rules > docs/lint.md"


def test_it_draws_nothing_and_asks_no_database() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cockpit.cli", "runbook", "lint", "docs/lint.md"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "cockpit.runbooks.lint.lint" in loaded
    assert not loaded & {"textual", "rich", "httpx", "psycopg", "duckdb", "cockpit.commands.runbook_schema"}


def test_the_pre_commit_hook_calls_a_command_there_is() -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert "id: cockpit-runbook-lint" in hook
    assert "entry: cockpit runbook lint\n" in hook
    pattern = re.search(r"files: (\S+)", hook)
    assert pattern
    assert re.search(pattern[1], "runbooks/a.md")
