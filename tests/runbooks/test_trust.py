"""Nothing runs before a person has trusted its very bytes."""

import hashlib
import stat
from pathlib import Path

import pytest

from cockpit.adapters.trust import TrustError, TrustStore

OLD = b"# T\n- one\n"
NEW = b"# T\n- one\x1b[31m\n- two\n"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_nothing_is_trusted_at_first(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "cockpit" / "trust.json")
    assert not store.trusted(digest(OLD))
    assert store.changed_since(tmp_path / "a.md", OLD) == []
    assert not (tmp_path / "cockpit").exists()


def test_trust_is_for_the_bytes_and_outlives_the_program(tmp_path: Path) -> None:
    place = tmp_path / "cockpit" / "trust.json"
    TrustStore(place).trust(digest(OLD), tmp_path / "a.md", OLD)
    assert TrustStore(place).trusted(digest(OLD))
    assert not TrustStore(place).trusted(digest(NEW))


def test_only_this_user_may_read_or_write_it(tmp_path: Path) -> None:
    place = tmp_path / "cockpit" / "trust.json"
    TrustStore(place).trust(digest(OLD), tmp_path / "a.md", OLD)
    assert (stat.S_IMODE(place.stat().st_mode), stat.S_IMODE(place.parent.stat().st_mode)) == (0o600, 0o700)
    assert [path.name for path in place.parent.iterdir()] == ["trust.json"]


def test_a_changed_file_shows_what_changed_since_it_was_trusted(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.json")
    store.trust(digest(OLD), tmp_path / "a.md", OLD)
    assert store.changed_since(tmp_path / "a.md", OLD) == []
    lines = store.changed_since(tmp_path / "a.md", NEW)
    assert "+- two" in lines
    assert all(line.isprintable() for line in lines)
    assert store.changed_since(tmp_path / "other.md", NEW) == []


def test_two_versions_of_a_file_stay_trusted_side_by_side(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.json")
    store.trust(digest(OLD), tmp_path / "a.md", OLD)
    store.trust(digest(NEW), tmp_path / "a.md", NEW)
    assert store.trusted(digest(OLD))
    assert store.trusted(digest(NEW))


def test_what_came_with_the_program_needs_no_asking(tmp_path: Path) -> None:
    assert TrustStore(tmp_path / "trust.json", shipped={digest(OLD)}).trusted(digest(OLD))


def test_bytes_that_are_not_what_was_shown_are_not_trusted(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.json")
    with pytest.raises(TrustError, match="not what was shown"):
        store.trust(digest(OLD), tmp_path / "a.md", NEW)
    assert not store.trusted(digest(OLD))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"digests": 3}', b"\xff"])
def test_a_broken_file_trusts_nothing_and_is_not_overwritten(tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "trust.json"
    place.write_bytes(content)
    place.chmod(0o600)
    with pytest.raises(TrustError, match="move it away"):
        TrustStore(place).trust(digest(OLD), tmp_path / "a.md", OLD)
    assert place.read_bytes() == content


def test_a_file_that_others_can_change_is_not_believed(tmp_path: Path) -> None:
    place = tmp_path / "trust.json"
    TrustStore(place).trust(digest(OLD), tmp_path / "a.md", OLD)
    place.chmod(0o620)
    with pytest.raises(TrustError, match="chmod 600"):
        TrustStore(place).trusted(digest(OLD))
