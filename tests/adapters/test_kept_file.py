"""A file that is whole or not there, and never takes another's place."""

import hashlib
from pathlib import Path

import pytest

from cockpit.adapters.kept_file import KeptFile, StoppedError, safe_name


def nobody(count: int) -> None:
    return None


def test_a_whole_file_is_private_and_knows_its_hashes(tmp_path: Path) -> None:
    with KeptFile(tmp_path / "a" / "b.sql", 100, nobody) as file:
        file.take(b"one")
        file.take(b"two")
        assert list((tmp_path / "a").glob("b*")) == [], "nobody reads a half file under its name"
        file.whole()
    assert file.path.read_bytes() == b"onetwo"
    assert file.path.stat().st_mode & 0o777 == 0o600
    assert (file.size, file.sha256) == (6, hashlib.sha256(b"onetwo").hexdigest())
    assert list(file.path.parent.iterdir()) == [file.path]


def test_what_is_not_whole_leaves_nothing(tmp_path: Path) -> None:
    def stop(count: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError), KeptFile(tmp_path / "b.sql", 100, stop) as file:
        file.take(b"one")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "b.sql"
    there.write_text("mine")
    with pytest.raises(FileExistsError):
        KeptFile(there, 100, nobody)
    there.unlink()
    with KeptFile(there, 100, nobody) as file:
        file.take(b"theirs")
        there.write_text("came meanwhile")
        with pytest.raises(FileExistsError):
            file.whole()
    assert there.read_text() == "came meanwhile"
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("backups/db/2026-05-08.sql", "2026-05-08.sql"),
        ("../../.ssh/authorized_keys", "authorized_keys"),
        ("a/..", "object"),
        ("a/", "a"),
        ("x/.plan\x1b[2J\u202e json", "plan__json"),
        ("y" * 400, "y" * 120 + "__280_more_characters"),
    ],
)
def test_a_key_becomes_a_plain_name(key: str, name: str) -> None:
    assert safe_name(key) == name
