"""Commands of the packs, run for real: the journal's order with jq, the revert with git."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from cockpit.providers.shell.command import command
from cockpit.runbooks.catalog import Catalog

JOURNAL = "libs/db/drizzle/meta/_journal.json"


def run(runbook: str, step: str, folder: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """The step's first command as the shell provider would start it."""
    found = Catalog().find(runbook).runbook.step(step)
    assert found is not None
    made = command(next(action.text for action in found.actions if action.provider == "shell"), values)
    return subprocess.run(made.argv, cwd=folder, capture_output=True, text=True, timeout=30, check=False)


def journal(folder: Path, *whens: int) -> None:
    path = folder / JOURNAL
    path.parent.mkdir(parents=True)
    entries = [{"idx": idx, "when": when, "tag": f"{idx:04}_step"} for idx, when in enumerate(whens)]
    path.write_text(json.dumps({"version": "7", "entries": entries}))


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
@pytest.mark.parametrize(
    ("whens", "said"),
    [
        ((1, 2, 3), []),
        ((1, 5, 3, 4, 6), ["2 0002_step when=3", "3 0003_step when=4"]),
        ((2, 2), ["1 0001_step when=2"]),
    ],
)
def test_an_entry_not_above_all_before_it_is_named(tmp_path: Path, whens: tuple[int, ...], said: list[str]) -> None:
    journal(tmp_path, *whens)
    assert run("fitkit-migration", "order", tmp_path).stdout.splitlines() == said
    listed = run("fitkit-migration", "journal", tmp_path).stdout.strip()
    assert listed == ",".join(map(str, whens))
    assert run("fitkit-migration", "mend", tmp_path).stdout.strip() == str(max(whens) + 1)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Dana", "-c", "user.email=dana@ordak.example")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Dana")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "dana@ordak.example")
    git(tmp_path, "init", "-q", "-b", "main")
    for word in ("good", "bad"):
        (tmp_path / "app").write_text(word)
        git(tmp_path, "add", "app")
        git(tmp_path, "commit", "-qm", word)
    return tmp_path


def test_the_bad_commit_is_reverted_without_an_editor(checkout: Path) -> None:
    bad = git(checkout, "rev-parse", "--short", "HEAD")
    done = run("ordak-app-rollback", "revert", checkout, bad_commit=bad)
    assert done.returncode == 0, done.stderr
    assert (checkout / "app").read_text() == "good"


def test_a_checkout_with_changes_of_its_own_is_left_alone(checkout: Path) -> None:
    (checkout / "app").write_text("mine")
    done = run("ordak-app-rollback", "revert", checkout, bad_commit=git(checkout, "rev-parse", "--short", "HEAD"))
    assert done.returncode != 0
    assert (checkout / "app").read_text() == "mine"


def test_a_merge_is_reverted_to_the_side_it_was_merged_into(checkout: Path) -> None:
    git(checkout, "switch", "-qc", "feature")
    (checkout / "new").write_text("x")
    git(checkout, "add", "new")
    git(checkout, "commit", "-qm", "new")
    git(checkout, "switch", "-q", "main")
    git(checkout, "merge", "-q", "--no-ff", "--no-edit", "feature")
    merge = git(checkout, "rev-parse", "--short", "HEAD")
    assert run("ordak-app-rollback", "revert", checkout, bad_commit=merge).returncode != 0
    assert run("ordak-app-rollback", "revert-merge", checkout, bad_commit=merge).returncode == 0
    assert not (checkout / "new").exists()
