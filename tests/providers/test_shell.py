"""Commands as real processes: what they leave, how they end, and what survives the cockpit."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.ports import Run
from cockpit.providers.shell import ShellProvider, outcome_in
from cockpit.providers.shell.job import Job, start
from tests.providers.contract import ProviderContract, Subject

PROVIDER = ShellProvider()


class TestShell(ProviderContract):
    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject:
        count = tmp_path / "count"
        count.touch()

        async def effects() -> int:
            return len(count.read_text().splitlines())

        return Subject(
            provider=PROVIDER,
            target=target(tmp_path),
            change=action("echo x >> count"),
            refused=action("no-such-tool --now"),
            effects=effects,
            read=action("seq 900", Risk.READS),
            unanswered=action("echo x >> count; sleep 600"),
            unanswered_target=target(tmp_path, timeout="300ms"),
            dead=target(tmp_path, cwd="/no/such/folder"),
        )

    @pytest.fixture
    def run(self, tmp_path: Path) -> Run:
        return Folder(tmp_path / "run").run


DEADLINE = 20.0


def target(tmp_path: Path, **settings: str) -> Target:
    return Target(name="jump-box", provider="shell", settings={"cwd": str(tmp_path), **settings})


def action(text: str, risk: Risk = Risk.CHANGES, **parameters: str) -> Action:
    return Action(id="a1", provider="shell", verb="run", target="jump-box", text=text, risk=risk, parameters=parameters)


class Folder:
    """A folder for one run, and what was said during it."""

    def __init__(self, path: Path) -> None:
        path.mkdir(mode=0o700, exist_ok=True)
        self.said: list[str] = []
        self.cancelled = asyncio.Event()
        self.run = Run(folder=path, progress=self.said.append, cancelled=self.cancelled)

    @property
    def output(self) -> str:
        return (self.run.folder / "output.log").read_text()


async def ran(tmp_path: Path, text: str, **settings: str) -> tuple[Receipt, Folder]:
    plan = await PROVIDER.plan(action(text), target(tmp_path, **settings))
    assert not plan.refused
    folder = Folder(tmp_path / "run")
    return await PROVIDER.execute(plan, folder.run), folder


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE):
        while not holds():
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return status != "Z"


async def test_a_plan_shows_the_program_that_will_run_and_asks(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("echo {x}", x="a b"), target(tmp_path))
    assert plan.request[0].endswith("/echo 'a b'")
    assert plan.request[0].startswith("/")
    assert plan.confirm is Confirm.ASK
    assert plan.irreversible
    assert not plan.way_back
    assert str(tmp_path) in plan.says


async def test_what_destroys_wants_the_name_of_the_target_and_a_read_nothing(tmp_path: Path) -> None:
    destroys = await PROVIDER.plan(action("echo", Risk.DESTROYS), target(tmp_path))
    reads = await PROVIDER.plan(action("echo", Risk.READS), target(tmp_path))
    assert (destroys.confirm, destroys.phrase) == (Confirm.TYPE, "jump-box")
    assert (reads.confirm, reads.phrase, reads.irreversible) == (Confirm.NOTHING, "", ())


async def test_a_missing_program_is_refused_with_what_to_do(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("no-such-tool tail"), target(tmp_path))
    assert plan.refused == "`no-such-tool` is not installed here; run it elsewhere and paste the result"
    receipt = await PROVIDER.execute(plan, Folder(tmp_path / "run").run)
    assert receipt.outcome is Outcome.FAILED
    assert os.listdir(tmp_path / "run") == []


async def test_a_program_beside_the_runbook_is_not_found_by_accident(tmp_path: Path) -> None:
    tool = tmp_path / "sneaky"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    assert (await PROVIDER.plan(action("sneaky"), target(tmp_path, path=f".::{tmp_path.name}"))).refused
    plan = await PROVIDER.plan(action("./sneaky"), target(tmp_path))
    assert plan.request == (str(tool),)


@pytest.mark.parametrize("settings", [{"cwd": "/no/such/folder"}, {"timeout": "soon"}, {"timeout": "0s"}])
async def test_a_wrong_setting_is_refused_and_found_by_ping(tmp_path: Path, settings: dict[str, str]) -> None:
    wrong = target(tmp_path, **settings)
    assert (await PROVIDER.plan(action("echo"), wrong)).refused
    with pytest.raises(SourceError):
        await PROVIDER.ping(wrong)


async def test_ping_says_where_commands_run(tmp_path: Path) -> None:
    assert str(tmp_path) in await PROVIDER.ping(target(tmp_path))


async def test_exit_code_0_is_done_and_the_output_is_kept_and_shown(tmp_path: Path) -> None:
    receipt, folder = await ran(tmp_path, "echo one; echo two >&2; pwd")
    assert receipt.outcome is Outcome.DONE
    assert receipt.values == {"exit_code": 0, "lines": 3, "last_line": str(tmp_path)}
    assert receipt.output == "output.log"
    assert folder.output == f"one\ntwo\n{tmp_path}\n"
    assert folder.said == ["one", "two", str(tmp_path)]
    assert {path.stat().st_mode & 0o077 for path in folder.run.folder.iterdir()} == {0}


async def test_another_exit_code_is_failed_with_the_last_line(tmp_path: Path) -> None:
    receipt, _ = await ran(tmp_path, "echo success; echo no such row; exit 3")
    assert receipt.outcome is Outcome.FAILED
    assert receipt.values["exit_code"] == 3
    assert "exit code 3" in receipt.says
    assert receipt.says.endswith("no such row")


async def test_a_script_stops_at_its_first_failing_command(tmp_path: Path) -> None:
    receipt, folder = await ran(tmp_path, "false\necho not reached")
    assert receipt.outcome is Outcome.FAILED
    assert folder.output == ""


async def test_a_command_ended_by_a_signal_from_elsewhere_is_unknown(tmp_path: Path) -> None:
    receipt, _ = await ran(tmp_path, "kill -9 $$")
    assert receipt.outcome is Outcome.UNKNOWN
    assert "SIGKILL" in receipt.says
    assert receipt.values["exit_code"] == 137


async def test_a_program_that_vanished_since_the_plan_did_not_start(tmp_path: Path) -> None:
    tool = tmp_path / "tool"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    plan = await PROVIDER.plan(action("./tool"), target(tmp_path))
    tool.unlink()
    receipt = await PROVIDER.execute(plan, Folder(tmp_path / "run").run)
    assert receipt.outcome is Outcome.FAILED
    assert "did not start" in receipt.says


async def test_there_is_no_input_and_no_terminal(tmp_path: Path) -> None:
    receipt, folder = await ran(tmp_path, "cat; if (: </dev/tty) 2>/dev/null; then echo terminal; else echo none; fi")
    assert receipt.outcome is Outcome.DONE
    assert folder.output == "none\n"


async def test_nothing_of_our_environment_but_the_harmless_reaches_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("TEXTUAL_LOG", "PYTHONPATH", "LD_LIBRARY_PATH", "HTTPS_PROXY", "CANARY_TOKEN", "BROWSER"):
        monkeypatch.setenv(name, "canary")
    monkeypatch.setenv("LC_TIME", "C")
    _, folder = await ran(tmp_path, "env")
    names = {line.split("=")[0] for line in folder.output.splitlines()}
    assert "canary" not in folder.output
    assert {"PATH", "TERM", "LC_TIME"} <= names
    assert names <= {
        "PATH",
        "TERM",
        "HOME",
        "LANG",
        "TZ",
        "USER",
        "LOGNAME",
        "SHELL",
        "SSH_AUTH_SOCK",
        "TMPDIR",
        "PWD",
    } | {name for name in names if name.startswith("LC_")}


async def test_a_command_keeps_the_usual_rights_for_its_files(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        await ran(tmp_path, "touch made")
    finally:
        os.umask(before)
    assert (tmp_path / "made").stat().st_mode & 0o777 == 0o644


async def test_the_time_limit_ends_a_command_that_ignores_being_asked(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(
        action("trap '' TERM; echo $$; sleep 600 & wait; sleep 600"), target(tmp_path, timeout="1s")
    )
    folder = Folder(tmp_path / "run")
    job = Job(
        argv=tuple(msgspec.json.decode(plan.private["argv"])),
        env={"PATH": os.environ["PATH"]},
        timeout_s=0.3,
        grace_s=0.3,
    )
    await asyncio.to_thread(start, folder.run.folder, job)
    await until(lambda: outcome_in(folder.run.folder) is not None)
    receipt = outcome_in(folder.run.folder)
    assert receipt is not None
    assert receipt.outcome is Outcome.UNKNOWN
    assert "time limit" in receipt.says
    await until(lambda: not alive(int(folder.output.split()[0])))


async def test_the_time_limit_of_the_target_is_kept(tmp_path: Path) -> None:
    receipt, _ = await ran(tmp_path, "sleep 600", timeout="200ms")
    assert receipt.outcome is Outcome.UNKNOWN
    assert "time limit" in receipt.says


async def test_a_person_can_stop_a_command_and_its_outcome_is_unknown(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("echo $$; sleep 600"), target(tmp_path))
    folder = Folder(tmp_path / "run")
    running = asyncio.ensure_future(PROVIDER.execute(plan, folder.run))
    await until(lambda: bool(folder.said))
    folder.cancelled.set()
    receipt = await running
    assert receipt.outcome is Outcome.UNKNOWN
    assert "on request" in receipt.says
    assert not alive(int(folder.said[0]))


async def test_what_is_left_in_the_background_is_ended_and_said(tmp_path: Path) -> None:
    receipt, folder = await ran(tmp_path, "sleep 600 & echo $!")
    assert receipt.outcome is Outcome.DONE
    assert "was ended" in receipt.says
    assert not alive(int(folder.output))


async def test_a_daemon_that_left_is_said_to_run_on(tmp_path: Path) -> None:
    (tmp_path / "daemon.py").write_text(
        "import os, time\nos.setsid()\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(600)\n"
    )
    receipt, _ = await ran(tmp_path, f"{sys.executable} daemon.py &\nwhile ! test -s pid; do sleep 0.01; done; echo up")
    pid = int((tmp_path / "pid").read_text())
    try:
        assert receipt.outcome is Outcome.DONE
        assert "still runs" in receipt.says
        assert alive(pid)
    finally:
        os.kill(pid, signal.SIGKILL)


async def test_a_hundred_megabytes_are_counted_and_sixteen_kept(tmp_path: Path) -> None:
    receipt, folder = await ran(tmp_path, "yes 0123456789abcde | head -c 100000000; echo; echo the end")
    log = folder.run.folder / "output.log"
    assert receipt.outcome is Outcome.DONE
    assert receipt.values["lines"] == 6_250_002
    assert log.stat().st_size < 17 * 1024 * 1024
    assert log.read_bytes().endswith(b"the end\n")
    assert folder.said[-1] == "the end"
    assert len(folder.said) < 1000


async def test_lines_are_printable_and_a_flood_is_counted(tmp_path: Path) -> None:
    _, folder = await ran(tmp_path, r"seq 5000; printf 'a\033[2Jb\377\033]0;x\007\n'; printf 'half'")
    assert folder.said[-2:] == ["ab\ufffd", "half"]
    assert len(folder.said) < 200
    assert any("not shown" in line for line in folder.said)


async def test_a_job_is_begun_once(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("echo x >> count"), target(tmp_path))
    folder = Folder(tmp_path / "run")
    first = await PROVIDER.execute(plan, folder.run)
    assert await PROVIDER.execute(plan, folder.run) == first
    assert (tmp_path / "count").read_text() == "x\n"


async def test_kill_9_of_the_cockpit_loses_no_outcome(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(
        action("echo begun; while ! test -e go; do sleep 0.01; done; echo done"), target(tmp_path)
    )
    (tmp_path / "plan.json").write_bytes(msgspec.json.encode(plan))
    (tmp_path / "run").mkdir(mode=0o700)
    cockpit = subprocess.Popen([sys.executable, "-c", COCKPIT, str(tmp_path)], cwd=Path(__file__).parents[2])
    log = tmp_path / "run" / "output.log"
    await until(lambda: log.exists() and log.read_text() == "begun\n")
    cockpit.kill()
    cockpit.wait()
    assert outcome_in(tmp_path / "run") is None
    assert (await PROVIDER.check(plan, tmp_path / "run")).outcome is Outcome.UNKNOWN
    (tmp_path / "go").touch()
    await until(lambda: outcome_in(tmp_path / "run") is not None)
    receipt = await PROVIDER.check(plan, tmp_path / "run")
    assert receipt.outcome is Outcome.DONE
    assert receipt.values == {"exit_code": 0, "lines": 2, "last_line": "done"}


COCKPIT = """
import asyncio, sys
from pathlib import Path
import msgspec
from cockpit.core.actions import Plan
from cockpit.ports import Run
from cockpit.providers.shell import ShellProvider

async def main():
    home = Path(sys.argv[1])
    plan = msgspec.json.decode((home / "plan.json").read_bytes(), type=Plan)
    await ShellProvider().execute(plan, Run(folder=home / "run", progress=print, cancelled=asyncio.Event()))

asyncio.run(main())
"""


async def test_a_cockpit_that_stops_waiting_leaves_the_command_running(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("echo begun; while ! test -e go; do sleep 0.01; done"), target(tmp_path))
    folder = Folder(tmp_path / "run")
    running = asyncio.ensure_future(PROVIDER.execute(plan, folder.run))
    await until(lambda: folder.said == ["begun"])
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    (tmp_path / "go").touch()
    await until(lambda: outcome_in(folder.run.folder) is not None)
    assert (await PROVIDER.check(plan, folder.run.folder)).outcome is Outcome.DONE


async def test_a_runner_that_vanished_leaves_an_unknown_outcome(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("echo $$ $PPID; exec sleep 600"), target(tmp_path))
    folder = Folder(tmp_path / "run")
    running = asyncio.ensure_future(PROVIDER.execute(plan, folder.run))
    await until(lambda: bool(folder.said))
    command, runner = (int(pid) for pid in folder.said[0].split())
    os.kill(runner, signal.SIGKILL)
    try:
        receipt = await running
        assert receipt.outcome is Outcome.UNKNOWN
        assert str(command) in receipt.says
    finally:
        os.kill(command, signal.SIGKILL)


async def test_an_untouched_folder_tells_nothing(tmp_path: Path) -> None:
    assert outcome_in(tmp_path) is None
    plan = await PROVIDER.plan(action("echo"), target(tmp_path))
    assert (await PROVIDER.check(plan, tmp_path)).outcome is Outcome.UNKNOWN


async def test_a_broken_result_file_is_unknown(tmp_path: Path) -> None:
    _, folder = await ran(tmp_path, "echo")
    (folder.run.folder / "exit.json").write_bytes(b"{")
    receipt = outcome_in(folder.run.folder)
    assert receipt is not None
    assert receipt.outcome is Outcome.UNKNOWN


async def test_a_folder_that_cannot_be_written_runs_nothing(tmp_path: Path) -> None:
    plan: Plan = await PROVIDER.plan(action("touch made"), target(tmp_path))
    run = Run(folder=tmp_path / "not there", progress=print, cancelled=asyncio.Event())
    receipt = await PROVIDER.execute(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "nothing was run" in receipt.says
    assert not (tmp_path / "made").exists()


async def test_the_runner_shows_no_value_in_its_arguments(tmp_path: Path) -> None:
    plan = await PROVIDER.plan(action("sleep {x}", x="599.25"), target(tmp_path))
    folder = Folder(tmp_path / "run")
    running = asyncio.ensure_future(PROVIDER.execute(plan, folder.run))
    await until((folder.run.folder / "started.json").exists)
    runners = [
        Path(f"/proc/{pid}/cmdline").read_bytes()
        for pid in os.listdir("/proc")
        if pid.isdigit() and _is_runner(pid, tmp_path)
    ]
    folder.cancelled.set()
    await running
    assert len(runners) == 1
    assert b"599.25" not in runners[0]


def _is_runner(pid: str, tmp_path: Path) -> bool:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return b"runner.py" in line and os.fsencode(tmp_path) in line
