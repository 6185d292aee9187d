"""`cockpit runbook`: the contract scripts rely on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.runbook import runbook

TEXT = """\
# Down {#down}

<p>Intro.</p>

## A
1. Look at {x} (2 minutes)

   ```sql {on=db}
   select 1
   ```

   ```check
   read: queue work
   expect: stuck == 0
   within: 90s
   ```
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runbook in a folder without a profile, and a place of its own for what is trusted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "down.md"
    path.write_text(TEXT)
    return path


def run(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(runbook, words, input=answer)


LATER = frozenset(
    {"intro", "when", "severity", "profile", "owner", "validated", "inputs", "condition", "by_person", "pitfalls"}
)
LATER |= {"fields", "decision", "opens", "closes", "target", "match", "quiet_s", "until_s"}
"""Keys that came after the agreement; others may come too, and are added here."""


def agreed(part: object) -> object:
    """`part` of a document without what came later: the id of a phase and the budget of the whole among it."""
    if isinstance(part, list):
        return [agreed(one) for one in part]
    if not isinstance(part, dict):
        return part
    later = LATER | ({"id"} if "steps" in part else set()) | ({"budget_s"} if "phases" in part else set())
    return {key: agreed(value) for key, value in part.items() if key not in later}


def test_show_prints_the_agreed_document(book: Path) -> None:
    result = run("show", str(book), "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert document.pop("digest")
    assert agreed(document) == {
        "id": "down",
        "title": "Down",
        "parameters": [{"name": "x", "kind": "brace"}],
        "phases": [
            {
                "title": "A",
                "steps": [
                    {
                        "id": "a.look-at-x",
                        "title": "Look at {x}",
                        "text": "",
                        "budget_s": 120,
                        "line": 6,
                        "actions": [
                            {
                                "lang": "sql",
                                "text": "select 1",
                                "risk": "reads",
                                "parameters": [],
                                "provider": "sql",
                                "verb": "read",
                                "line": 8,
                            }
                        ],
                        "probe": {
                            "read": "queue work",
                            "expect": "stuck == 0",
                            "every_s": 5,
                            "times": 2,
                            "within_s": 90,
                            "says": "",
                            "line": 12,
                        },
                    }
                ],
            }
        ],
        "unassigned": [{"line": 3, "text": "<p>Intro.</p>"}],
    }


def test_show_prints_the_checklist_for_people(book: Path) -> None:
    result = run("show", str(book))
    assert "[ ] Look at {x}  (2 min)" in result.stdout
    assert "reads    sql read on db" in result.stdout
    assert "Intro." in result.stdout


def test_show_names_what_cannot_be_used(book: Path) -> None:
    book.write_text(TEXT.replace("within", "whithin"))
    result = run("show", str(book), "--json")
    assert json.loads(result.stdout)["phases"][0]["steps"][0]["probe"]["within_s"] is None
    assert f"cockpit: {book}:15 check: `whithin: 90s` is not known" in result.stderr


def test_list_names_the_bundled_runbooks_without_a_profile(book: Path) -> None:
    assert "worker-backlog" in run("list").stdout
    entries = json.loads(run("list", "--json").stdout)["runbooks"]
    assert "worker-backlog" in [entry["id"] for entry in entries if entry["bundled"]]


@pytest.mark.parametrize("words", [("show", "nothing.md"), ("trust", "nothing.md"), ("show", "worker-backlock")])
def test_what_is_not_there_is_one_line_and_exit_2(book: Path, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("cockpit: ")
    assert result.stderr.count("\n") == 1


def test_trust_shows_each_block_and_keeps_a_no(book: Path) -> None:
    result = run("trust", str(book), answer="n\n")
    assert result.exit_code == 1
    assert "│ select 1" in result.stdout
    assert "reads    queue work" in result.stdout
    assert not (book.parent / "config").exists()


def test_trust_is_given_once_and_asked_again_for_a_changed_byte(book: Path) -> None:
    assert run("trust", str(book), answer="y\n").exit_code == 0
    assert "trusted already" in run("trust", str(book)).stdout
    book.write_text(TEXT.replace("select 1", "delete from t"))
    changed = run("trust", str(book), "--yes")
    assert changed.exit_code == 0
    assert "-   select 1" in changed.stdout
    assert "destroys sql write on db" in changed.stdout


def test_hidden_characters_are_named_before_trust(book: Path) -> None:
    book.write_text(TEXT.replace("select 1", "select '\u202e1'"))
    assert "⟨U+202E⟩" in run("trust", str(book), answer="n\n").stdout


def test_a_bundled_runbook_is_trusted_with_the_program(book: Path) -> None:
    assert "trusted already" in run("trust", "worker-backlog").stdout


def test_reading_a_runbook_loads_no_screen_and_no_database() -> None:
    heavy = "textual", "duckdb", "psycopg", "sqlglot"
    code = f"import sys, cockpit.commands.runbook; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
