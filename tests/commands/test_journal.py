"""`cockpit journal` and `cockpit report` on a journal file, and the commands of a second shell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cockpit.adapters.journal.file import FileJournal
from cockpit.core.events import SignalRaised
from tests.adapters.journal.test_file import filled
from tests.fakes import ACTOR, START

COCKPIT = [sys.executable, "-m", "cockpit.cli"]


def cockpit(home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(
        [*COCKPIT, *arguments], env=env, cwd=home, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_whole_journal_verifies(tmp_path: Path) -> None:
    filled(tmp_path / "inc").close()
    done = cockpit(tmp_path, "journal", "verify", "inc/journal.jsonl", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["events"], found["ok"], found["first_bad"]) == (0, 5, True, None)


def test_a_changed_journal_fails_and_names_the_line(tmp_path: Path) -> None:
    filled(tmp_path / "inc").close()
    path = tmp_path / "inc" / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"note 1", b"note 7"))
    done = cockpit(tmp_path, "journal", "verify", str(path), "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["ok"], found["first_bad"]["seq"], found["first_bad"]["line"]) == (1, False, 3, 3)


def test_a_cut_tail_fails_against_a_head_kept_elsewhere(tmp_path: Path) -> None:
    journal = filled(tmp_path / "inc")
    path = tmp_path / "inc" / "journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert cockpit(tmp_path, "journal", "verify", str(path)).returncode == 0
    done = cockpit(tmp_path, "journal", "verify", str(path), "--head", journal.head[:12])
    assert done.returncode == 1
    assert "its tail was cut" in done.stderr


def test_an_exported_copy_verifies_like_the_original(tmp_path: Path) -> None:
    filled(tmp_path / "inc").close()
    assert cockpit(tmp_path, "journal", "export", "inc", "-o", "copy.jsonl").returncode == 0
    assert cockpit(tmp_path, "journal", "verify", "copy.jsonl").returncode == 0
    assert "exists" in cockpit(tmp_path, "journal", "export", "inc", "-o", "copy.jsonl").stderr


def test_show_and_report_hold_no_escape_sequence(tmp_path: Path) -> None:
    filled(tmp_path / "inc").close()
    for arguments in (("journal", "show", "inc"), ("report", "inc")):
        done = cockpit(tmp_path, *arguments)
        assert done.returncode == 0, done.stderr
        assert "note 1" in done.stdout
        assert "\x1b" not in done.stdout


PROFILE = '[profile]\nname = "p"\ntitle = "P"\n[[severity.levels]]\nid = "SEV1"\nlabel = "SEV1"\n'


def test_status_names_the_alarms_that_are_raised(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    name = cockpit(tmp_path, "declare", "a sale in the wrong shop").stdout.strip()
    journal = FileJournal(tmp_path / ".local/state/incident-cockpit/incidents" / name)
    raised = SignalRaised(name="wrong target shop-db", says="another shop's", severity="SEV1")
    journal.append(raised, ACTOR, START)
    journal.close()
    assert "alarm: wrong target shop-db" in cockpit(tmp_path, "status").stdout


def test_an_incident_from_declaration_to_close_without_a_screen(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    name = cockpit(tmp_path, "declare", "it is down", "--severity", "SEV1").stdout.strip()
    assert cockpit(tmp_path, "note", "called the owner", "--at", "09:26").returncode == 0
    status = json.loads(cockpit(tmp_path, "status", "--json").stdout)
    assert (status["incident"], status["severity"], status["phase"]) == (name, "SEV1", "open")
    assert "it is down" in cockpit(tmp_path, "brief").stdout
    assert "still open" in cockpit(tmp_path, "declare", "another").stderr
    assert cockpit(tmp_path, "close").returncode == 0
    assert cockpit(tmp_path, "status").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["nonsense"], 2, "No such command 'nonsense'"),
        (["declare", "x", "--severity", "SEV9"], 2, "no severity 'SEV9'; it has: SEV1"),
        (["journal", "verify", "inc-7"], 1, "there is no incident 'inc-7'"),
        (["report"], 1, "no incident is open"),
        (["queue"], 2, "say which queue source; the profile has: none"),
        (["-c", "missing.toml", "queue"], 2, "missing.toml"),
        (["note", "x", "--at", "soon"], 1, "no incident is open"),
        ([], 2, "needs a terminal"),
        (["demo"], 2, "needs a terminal"),
        (["demo", "nonsense"], 2, "worker-backlog"),
    ],
)
def test_what_goes_wrong_is_one_line_and_an_exit_code(
    tmp_path: Path, arguments: list[str], code: int, says: str
) -> None:
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    done = cockpit(tmp_path, *arguments)
    assert done.returncode == code
    assert done.stderr.startswith("cockpit: ")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_command_line_never_loads_the_screen(tmp_path: Path) -> None:
    code = (
        "import sys, cockpit.cli\n"
        "try: cockpit.cli.main(['runbook', 'list'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('textual', 'httpx', 'duckdb', 'psycopg', 'keyring') if name in sys.modules])"
    )
    (tmp_path / "cockpit.toml").write_text(PROFILE)
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
