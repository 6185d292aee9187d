"""A PostgreSQL that refuses, lacks a table, hangs, or is in the middle of COMMIT when the cockpit is killed."""

import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.test_postgres import cockpit, declared, prepared
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.lab.terminal import Terminal

GATE = """
create function wait_for_test() returns trigger language plpgsql set lock_timeout = 0 as $$
begin
    perform pg_advisory_xact_lock_shared(4242);
    return null;
end $$
"""
AT_COMMIT = """
create constraint trigger held after update on work_queue deferrable initially deferred
    for each row execute function wait_for_test()
"""


@pytest.fixture
def lab(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as found:
        yield found


def hears(profile: Path, env: dict[str, str], *wanted: str) -> None:
    """The queue's pane says each of `wanted` while the log is read and an incident can be declared."""
    with Terminal([COCKPIT, "-c", str(profile)], env, columns=200, lines=60) as terminal:
        terminal.wait("NOT READ")
        for words in wanted:
            terminal.wait(words)
        terminal.wait("worker lost its connection")
        terminal.press_until("d", "Declare an incident")
        terminal.press_until("escape", "Watching")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0


def test_a_database_that_is_down_is_one_line_in_its_pane(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    gone = tmp_path / "nowhere"
    dsn = lab.target.settings["dsn"]
    profile.write_text(profile.read_text().replace(dsn, f"host={gone} dbname=x user=y"))
    hears(profile, home(tmp_path / "home"), "kitchen-db has no socket")


def test_a_table_that_is_missing_is_named(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    lab.run("drop table work_queue")
    hears(profile, home(tmp_path / "home"), '"work_queue"')


def test_a_query_that_hangs_is_stopped_and_the_rest_goes_on(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    dsn = lab.target.settings["dsn"]
    profile.write_text(profile.read_text().replace(f'dsn = "{dsn}"', f'dsn = "{dsn}"\ntimeout = 1'))
    lab.run(
        "alter table work_queue rename to jobs",
        "create view work_queue as select j.* from jobs j, pg_sleep(600)",
    )
    hears(profile, home(tmp_path / "home"), "stopped the statement", "worker.deploy")


def test_a_wrong_password_is_told_and_shown_nowhere(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    role = f"r{os.getpid()}"
    [(rules,)] = lab.rows("show hba_file")
    kept = Path(str(rules)).read_text()
    lab.run(f"create role {role} login password 'right'")
    try:
        Path(str(rules)).write_text(f"local all {role} scram-sha-256\n{kept}")
        lab.run("select pg_reload_conf()")
        dsn = lab.target.settings["dsn"].replace("user=postgres", f"user={role}")
        until_refused(dsn)
        text = profile.read_text().replace(lab.target.settings["dsn"], dsn)
        profile.write_text(text.replace(f'dsn = "{dsn}"', f'dsn = "{dsn}"\nsecret = "kitchen-password"'))
        env = home(tmp_path / "home", COCKPIT_SECRET_KITCHEN_PASSWORD="canary-wrong-one")
        hears(profile, env, "refused the password", "kitchen-password")
        assert not [path for path in (tmp_path / "home").rglob("*") if holds(path, b"canary-wrong-one")]
    finally:
        Path(str(rules)).write_text(kept)
        lab.run("select pg_reload_conf()", f"drop role {role}")


def until_refused(dsn: str) -> None:
    """The server takes up its new rules some moments after it was told to."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            psycopg.connect(dsn, password="other").close()
        except psycopg.OperationalError:
            return
    raise AssertionError("the server still trusts everybody")


def holds(path: Path, words: bytes) -> bool:
    return path.is_file() and words in path.read_bytes()


def test_killed_during_commit_it_is_unknown_until_checked_and_nothing_is_sent_again(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    dsn = lab.target.settings["dsn"]
    profile.write_text(profile.read_text().replace(f'dsn = "{dsn}"', f'dsn = "{dsn}"\ntimeout = 120'))
    lab.run(GATE, AT_COMMIT)
    env = home(tmp_path / "home")
    with psycopg.connect(dsn, autocommit=True) as gate:
        gate.execute("select pg_advisory_lock(4242)")
        with Terminal([COCKPIT, "-c", str(profile)], env) as terminal:
            declared(terminal)
            terminal.press("r")
            terminal.wait(">[ ] List locks older")
            terminal.press("r")
            terminal.wait(">[ ] Does a session hold up the queue?")
            terminal.press("r")
            terminal.wait(">[ ] Make sure the worker")
            terminal.press("x")
            terminal.wait(">[ ] Give the stuck jobs")
            terminal.press("r")
            terminal.wait("5 rows will be touched")
            terminal.pump(0.5)
            terminal.press("tab", "enter")
            until_waiting(gate)
            terminal.kill(signal.SIGKILL)
            assert terminal.ended() == -signal.SIGKILL
        with Terminal([COCKPIT, "-c", str(profile), "resume"], env) as terminal:
            terminal.wait("[?] 1 unknown")
            terminal.wait("UNKNOWN")
            [named] = json.loads(cockpit(env, "status", "--json"))["unknown"]
            assert named
            gate.execute("select pg_advisory_unlock(4242)")
            end = time.monotonic() + 30
            while lab.rows("select 1 from work_queue where locked_at is not null and status <> 'done'"):
                assert time.monotonic() < end
            terminal.press("v")
            terminal.wait("Check: read the target")
            terminal.pump(0.5)
            terminal.press("enter")
            terminal.wait("[x] Give the stuck jobs")
            terminal.press("ctrl+q")
            terminal.ended()
    assert json.loads(cockpit(env, "status", "--json"))["unknown"] == []
    kinds = [json.loads(row)["event"] for row in journal_of(tmp_path / "home").read_text().splitlines()]
    sent = [event for event in kinds if event["type"] == "ActionStarted" and event["action"]["verb"] == "unlock"]
    assert len(sent) == 1


def until_waiting(gate: psycopg.Connection[tuple[object, ...]]) -> None:
    """A session stands at the gate, in its COMMIT."""
    end = time.monotonic() + 30
    waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted and objid = 4242"
    while not gate.execute(waiting).fetchone():
        assert time.monotonic() < end


def test_the_command_line_reads_the_same_database(tmp_path: Path, lab: Lab) -> None:
    profile = prepared(tmp_path, lab)
    env = home(tmp_path / "home", COCKPIT_SECRET_OPS_WEBHOOK="http://127.0.0.1:9/services/T0/B0/x")
    [queue] = json.loads(cockpit(env, "-c", str(profile), "queue", "--json"))["queues"]
    assert queue["stuck"] == 5
    audit = json.loads(cockpit(env, "-c", str(profile), "audit", "window", "--json"))
    assert "worker.deploy" in json.dumps(audit)
    findings = json.loads(cockpit(env, "-c", str(profile), "doctor", "--json"))["findings"]
    [target] = [one for one in findings if "kitchen-db" in one["what"]]
    assert "PostgreSQL" in target["says"]
    assert "read-only session ok" in target["says"]
