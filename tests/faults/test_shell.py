"""Commands as they are at night: bounded in time and size, asking nobody, believed by their exit code."""

import resource
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome
from tests.providers.test_shell import PROVIDER, Folder, action, ran, target

GIGABYTE = 1_000_000_000
MOST_KB = 400 * 1024


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("echo success; exit 1", Outcome.FAILED),
        ("echo 'Error: no such row' >&2; exit 0", Outcome.DONE),
        ("echo success; kill -TERM $$", Outcome.UNKNOWN),
    ],
)
async def test_what_a_command_prints_is_no_outcome(tmp_path: Path, text: str, outcome: Outcome) -> None:
    receipt, _ = await ran(tmp_path, text)
    assert receipt.outcome is outcome
    assert receipt.values["last_line"] in ("success", "Error: no such row"), "but a person sees it beside the code"


async def test_a_line_of_a_gigabyte_costs_little_memory_and_is_cut(tmp_path: Path) -> None:
    before = _peak_of_children()
    receipt, folder = await ran(tmp_path, f"head -c {GIGABYTE} /dev/zero; echo; echo the end")
    assert receipt.outcome is Outcome.DONE
    assert (folder.run.folder / "output.log").stat().st_size < 17 * 1024 * 1024
    assert folder.said[-1] == "the end"
    assert _peak_of_children() < max(MOST_KB, before + 1)  # what an earlier test started may have had more


async def test_what_asks_at_a_terminal_gets_none_and_ends(tmp_path: Path) -> None:
    text = "read -r answer </dev/tty || echo 'nobody to ask'; test -t 0 || test -t 1 || echo 'no terminal'"
    receipt, folder = await ran(tmp_path, text)
    assert receipt.outcome is Outcome.DONE
    assert folder.output.endswith("nobody to ask\nno terminal\n")


async def test_a_tools_question_is_answered_by_nobody_and_its_colours_reach_no_screen(tmp_path: Path) -> None:
    """As a tool that answers itself without a terminal: the plan shows what runs, and nothing is typed."""
    tool = tmp_path / "node_modules" / ".bin" / "wrangler"
    tool.parent.mkdir(parents=True)
    tool.write_text("#!/bin/sh\nprintf '\\033[31mAre you sure?\\033[0m \\033]0;title\\007' >&2\nread -r a || exit 9\n")
    tool.chmod(0o755)
    found = await PROVIDER.plan(action("wrangler d1 time-travel restore x"), target(tmp_path, path=""))
    assert str(tool) not in " ".join(found.request), "a tool beside the runbook is not found by accident"
    plan = await PROVIDER.plan(action("node_modules/.bin/wrangler d1 time-travel restore x"), target(tmp_path))
    assert plan.request[0].startswith(str(tool)), "its whole path is shown"
    folder = Folder(tmp_path / "run")
    receipt = await PROVIDER.execute(plan, folder.run)
    assert (receipt.outcome, receipt.values["exit_code"]) == (Outcome.FAILED, 9)
    assert folder.said == ["Are you sure? "]
    assert "\x1b" not in repr(receipt) + "".join(folder.said)


def _peak_of_children() -> int:
    """The most memory (kB) that any process started here and ended has had."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
