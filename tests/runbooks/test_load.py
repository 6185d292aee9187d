"""Reading runbook files, and finding them."""

import hashlib
import os
from pathlib import Path

import pytest

from cockpit.runbooks.catalog import PACKS, Catalog, bundled_digests
from cockpit.runbooks.load import LARGEST, RunbookError, load
from cockpit.runbooks.parse import parse_problems


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_the_digest_is_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    path = tmp_path / "db down.md"
    path.write_bytes(b"\xef\xbb\xbf# T\r\n- caf\xe9\r\n")
    loaded = load(path)
    assert loaded.content == path.read_bytes()
    assert loaded.runbook.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (loaded.runbook.id, loaded.runbook.title, loaded.runbook.steps[0].title) == ("db-down", "T", "caf\ufffd")


def test_what_is_no_file_is_refused_in_one_line(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to(tmp_path / "loop.md")
    (tmp_path / "big.md").write_bytes(b"x" * (LARGEST + 1))
    for path in (
        tmp_path,
        tmp_path / "pipe.md",
        tmp_path / "loop.md",
        tmp_path / "big.md",
        tmp_path / "no.md",
        Path("/dev/zero"),
    ):
        with pytest.raises(RunbookError) as error:
            load(path)
        assert str(path) in str(error.value)
        assert ";" in str(error.value)
        assert "\n" not in str(error.value)


def test_a_name_with_a_line_break_is_told_in_one_printable_line(tmp_path: Path) -> None:
    with pytest.raises(RunbookError) as error:
        load(tmp_path / "a\n\x1b[31mb.md")
    assert str(error.value).isprintable()


def test_a_link_may_lead_within_the_folder_and_not_out_of_it(tmp_path: Path) -> None:
    inside = write(tmp_path / "books" / "real" / "a.md", "# Inside\n")
    outside = write(tmp_path / "secret.md", "# Outside\n")
    books = tmp_path / "books"
    (books / "in.md").symlink_to(inside)
    (books / "out.md").symlink_to(outside)
    assert load(books / "in.md").runbook.title == "Inside"
    with pytest.raises(RunbookError, match="is a link out of"):
        load(books / "out.md")
    assert load(books / "out.md", root=tmp_path).runbook.title == "Outside"


def test_the_catalog_lists_the_profiles_runbooks_before_the_bundled(tmp_path: Path) -> None:
    write(tmp_path / "a" / "one.md", "---\nid: first\nwhen: slow\n---\n# One\n")
    write(tmp_path / "a" / "b" / "two.md", "# Two\n")
    write(tmp_path / "own.md", "---\nid: worker-backlog\n---\n# Our own\n")
    entries = Catalog((f"{tmp_path}/a/**/*.md", f"{tmp_path}/own.md")).entries()
    assert [(entry.id, entry.title, entry.when) for entry in entries[:2]] == [
        ("two", "Two", ""),
        ("first", "One", "slow"),
    ]
    assert [entry.title for entry in entries if entry.id == "worker-backlog"] == ["Our own"]


def test_a_runbook_is_found_by_id_and_by_path(tmp_path: Path) -> None:
    path = write(tmp_path / "one.md", "---\nid: first\n---\n# One\n")
    catalog = Catalog((f"{tmp_path}/*.md",))
    assert catalog.find("first").path == str(path)
    assert catalog.find(str(path)).runbook.id == "first"
    assert not catalog.find("first").bundled
    assert catalog.find("worker-backlog").bundled


def test_a_wrong_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(RunbookError, match="did you mean worker-backlog"):
        Catalog().find("worker-backlogs")
    with pytest.raises(RunbookError, match="cockpit runbook list"):
        Catalog().find("zzzz")


def test_a_file_that_cannot_be_opened_is_listed_with_its_problem(tmp_path: Path) -> None:
    (tmp_path / "out.md").symlink_to("/etc/hostname")
    entries = Catalog((f"{tmp_path}/*.md", f"{tmp_path}/gone.md")).entries()
    assert [(entry.id, "link" in entry.problem, "not there" in entry.problem) for entry in entries[:2]] == [
        ("out", True, False),
        ("gone", False, True),
    ]


@pytest.mark.parametrize("path", sorted(PACKS.glob("*/*.md")), ids=lambda path: path.stem)
def test_a_bundled_runbook_is_whole(path: Path) -> None:
    loaded = load(path)
    assert loaded.runbook.id == path.stem
    assert loaded.runbook.when
    assert loaded.runbook.unassigned == ()
    assert parse_problems(path.read_text()) == ()
    assert loaded.runbook.digest in bundled_digests()


def test_the_backlog_runbook_looks_unlocks_and_proves_it() -> None:
    runbook = Catalog().find("worker-backlog").runbook
    assert [phase.title for phase in runbook.phases] == ["Look", "Unlock", "Verify", "Tell", "After"]
    actions = [
        (action.provider, action.verb, action.risk, action.target) for step in runbook.steps for action in step.actions
    ]
    assert actions == [
        ("sql", "read", "reads", "kitchen-db"),
        ("sql", "read", "reads", "kitchen-db"),
        ("act", "locks", "reads", "kitchen-db"),
        ("queue", "unlock", "changes", "kitchen-db"),
        ("message", "send", "changes", ""),
        ("message", "send", "changes", ""),
    ]
    assert [step.probe.expect for step in runbook.steps if step.probe] == ["stuck == 0", "oldest_min < 15"]
    locks = runbook.steps[1].actions[0].text
    assert "status =" not in locks
    assert "locked_at <" in locks


def test_bundled_runbooks_of_other_systems_are_not_listed_and_found_by_name_all_the_same() -> None:
    catalog = Catalog(profile="somebody-elses-shop")
    bundled = [entry for entry in Catalog().entries() if entry.profile]
    assert not {entry.id for entry in bundled} & {entry.id for entry in catalog.entries()}
    assert all(catalog.find(entry.id).runbook.profile == entry.profile for entry in bundled)
