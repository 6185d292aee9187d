"""`cockpit doctor`: everything an incident needs, tried on real files and real databases."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from cockpit.commands.doctor import doctor
from cockpit.commands.doctor_machine import program
from tests.lab.postgres import Server

PROFILE = """
[profile]
name = "bakery"
[people]
owner = "Anna"
escalation = "<add channel>"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "shop.db"
[targets.gone]
provider = "sqlite"
path = "absent.db"
[sources.work]
kind = "queue"
target = "db"
table = "jobs"
[sources.lost]
kind = "queue"
target = "gone"
table = "jobs"
[queries.changes]
target = "db"
sql = "select at, who, what from changes where at between {since} and {until}"
[sources.changes]
kind = "audit"
query = "changes"
[sources.app]
kind = "log"
paths = ["logs/*.log", "later.log"]
[sources.stream]
kind = "log"
command = ["no-such-program"]
[[thresholds]]
name = "old work"
source = "work"
expr = "oldest_min > 15"
runbook = "stuk"
[causes]
cors = "korse"
[runbooks]
paths = ["runbooks/*.md", "elsewhere/*.md"]
"""
SOUND = """
[profile]
name = "bakery"
[people]
owner = "Anna"
escalation = "Ben"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "sqlite"
path = "shop.db"
[sources.work]
kind = "queue"
target = "db"
table = "jobs"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name))
    for name in ("DBUS_SESSION_BUS_ADDRESS", "COCKPIT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    for name, text in (("logs/app.log", "x\n"), ("runbooks/stuck.md", "# Stuck\n\n1. Look\n")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.executescript(
            "create table jobs(id integer, status text, created_at text, locked_at text, locked_by text);"
            "create table changes(at text, who text, what text);"
            "insert into jobs values (1, 'pending', datetime('now'), null, null);"
            "insert into changes values (datetime('now'), 'anna', 'price');"
        )
    database.close()
    return tmp_path


def called(*words: str, named: Path | None = None) -> Result:
    return CliRunner().invoke(doctor, list(words), obj=named)


def lines(done: Result, *about: str) -> list[str]:
    """The lines about the given things, `ok   source work: …`."""
    return [line for line in done.output.splitlines() if line[5:].startswith(about)]


def test_each_thing_is_one_line_with_what_to_do(folder: Path) -> None:
    (folder / "cockpit.toml").write_text(PROFILE, encoding="utf-8")
    done = called()
    assert done.exit_code == 1, done.output
    assert lines(done, "profile", "people") == [
        f"ok   profile: {folder}/cockpit.toml: bakery, 2 targets",
        f"warn people.escalation: nobody is named; fill it in in {folder}/cockpit.toml",
    ]
    assert lines(done, "source app", "source stream") == [
        f"ok   source app: {folder}/logs/app.log",
        f"warn source app: {folder}/later.log is not there yet; it is followed as soon as it appears",
        "FAIL source stream: there is no program no-such-program; install it or correct its command",
    ]
    assert lines(done, "runbooks", "threshold", "causes") == [
        f"ok   runbooks: 1 in {folder}/runbooks/*.md",
        f"warn runbooks: {folder}/elsewhere/*.md holds none; correct [runbooks] paths; the bundled ones are there",
        "FAIL threshold old work: no runbook is called stuk; did you mean stuck?",
        "FAIL causes.cors: no runbook is called korse; see: cockpit runbook list",
    ]
    assert lines(done, "target db")[0].startswith("ok   target db: ")
    assert lines(done, "target gone")[0].startswith("FAIL target gone: ")
    assert lines(done, "source work", "source lost", "source changes") == [
        "FAIL source lost: not read: its target gone does not answer",
        "ok   source work: 1 jobs, 0 stuck",
        "ok   source changes: 1 rows in the last 30 min",
    ]


def test_each_runbook_of_the_profile_is_linted_and_counted_in_one_line(folder: Path) -> None:
    (folder / "cockpit.toml").write_text(SOUND + '[runbooks]\npaths = ["runbooks/*.md"]\n', encoding="utf-8")
    (folder / "runbooks" / "worse.md").write_text("# Worse\n\n- Call <add name>\n- TODO\n", encoding="utf-8")
    done = called()
    assert done.exit_code == 1, done.output
    assert lines(done, "runbook ") == [
        "ok   runbook stuck: 0 errors, 0 warnings, 1 note",
        "FAIL runbook worse: 1 error, 1 warning, 1 note; see: cockpit runbook lint worse",
    ]


def test_a_sound_profile_exits_0_and_says_so_in_json(folder: Path) -> None:
    (folder / "cockpit.toml").write_text(SOUND, encoding="utf-8")
    done = called("--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.output)
    assert document["ok"] is True
    assert {finding["mark"] for finding in document["findings"]} <= {"ok", "warn"}
    assert all(set(finding) == {"mark", "what", "says", "do"} for finding in document["findings"])


def test_a_table_that_is_not_there_fails_its_source_alone(folder: Path) -> None:
    (folder / "cockpit.toml").write_text(SOUND.replace('table = "jobs"', 'table = "jbos"'), encoding="utf-8")
    done = called()
    assert done.exit_code == 1
    assert lines(done, "target db")[0].startswith("ok")
    assert lines(done, "source work")[0].startswith("FAIL source work: ")
    assert "jbos" in lines(done, "source work")[0]


def test_a_real_postgres_answers_and_no_session_is_left_behind(folder: Path, postgres_server: Server) -> None:
    target = f'provider = "postgres"\ndsn = "{postgres_server.dsn()}"'
    text = SOUND.replace('provider = "sqlite"\npath = "shop.db"', target).replace('table = "jobs"', 'table = "no_jobs"')
    (folder / "cockpit.toml").write_text(text, encoding="utf-8")
    done = called()
    assert lines(done, "target db")[0].startswith("ok   target db: "), done.output
    assert lines(done, "source work")[0].startswith("FAIL source work: ")
    assert "no_jobs" in lines(done, "source work")[0]
    with psycopg.connect(postgres_server.dsn()) as session:
        others = (
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        deadline = time.monotonic() + 20
        while session.execute(others).fetchone() != (0,):
            assert time.monotonic() < deadline, "a session of the doctor is still open"
            session.rollback()


def test_a_wanted_credential_is_missing_or_said_to_come_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSWORD_STORE_DIR", str(folder / "no-pass"))
    (folder / "cockpit.toml").write_text(
        SOUND + '[targets.box]\nprovider = "shell"\nsecret = "box-key"\n', encoding="utf-8"
    )
    missing = called()
    assert missing.exit_code == 1
    assert lines(missing, "secret box-key")[0].startswith("FAIL secret box-key: unreadable; there is no OS keyring")
    monkeypatch.setenv("COCKPIT_SECRET_BOX_KEY", "value")
    present = called()
    assert present.exit_code == 0, present.output
    assert lines(present, "secret box-key") == ["ok   secret box-key: environment (read-only)"]
    assert "value" not in present.output


def test_a_profile_that_cannot_be_used_is_told_whole_and_exits_2(folder: Path) -> None:
    (folder / "cockpit.toml").write_text('[profil]\nname = "x"\n[people]\nownr = "a"\n', encoding="utf-8")
    done = called()
    assert done.exit_code == 2
    assert lines(done, "profile") == [
        f"FAIL profile: {folder}/cockpit.toml:1: profil: unknown key; did you mean profile?",
        f"FAIL profile: {folder}/cockpit.toml:4: people.ownr: unknown key; did you mean owner?",
        f'FAIL profile: {folder}/cockpit.toml: profile: name is missing; write name = "shop"',
        f"FAIL profile: {folder}/cockpit.toml: severity: levels are missing; "
        "write at least one [[severity.levels]], worst first",
    ]
    assert json.loads(called("--json").output)["ok"] is False


def test_no_profile_at_all_exits_2_and_names_init(folder: Path) -> None:
    done = called()
    assert done.exit_code == 2
    assert lines(done, "profile") == ["FAIL profile: cockpit.toml: there is none here or above; run: cockpit init"]


def test_a_state_folder_that_is_a_link_fails(folder: Path) -> None:
    (folder / "elsewhere").mkdir()
    (folder / "STATE_HOME").mkdir()
    (folder / "STATE_HOME" / "incident-cockpit").symlink_to(folder / "elsewhere")
    assert lines(called(), "state folder")[0].startswith("FAIL state folder: ")


def test_this_installation_has_its_three_packages_and_the_pinned_screen_library() -> None:
    assert [finding.mark for finding in program()] == ["ok", "ok"]


def test_a_stranger_named_widgets_in_front_of_ours_fails(folder: Path) -> None:
    (folder / "widgets").mkdir()
    (folder / "widgets" / "__init__.py").write_text("raise SystemExit('the stranger ran')", encoding="utf-8")
    script = "from cockpit.commands.doctor_machine import program\nfor finding in program(): print(finding)"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.startswith("FAIL program: another package's files come first: widgets is "), done.stderr
    assert str(folder / "widgets") in done.stdout


@pytest.mark.parametrize("module", ["init", "doctor", "locate", "secret"])
def test_the_command_loads_no_screen_and_no_driver(module: str) -> None:
    heavy = ("textual", "duckdb", "psycopg", "keyring", "httpx", "sqlglot")
    script = f"import sys, cockpit.commands.{module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
