"""The cockpit's own folders: where they are, and that nobody else's are used."""

import os
import stat
from pathlib import Path

import pytest

from cockpit import paths
from cockpit.paths import FolderError, ensure


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_places_follow_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name))
    assert paths.config_dir() == tmp_path / "CONFIG_HOME" / "incident-cockpit"
    assert paths.cache_dir() == tmp_path / "CACHE_HOME" / "incident-cockpit"
    assert paths.runtime_dir() == tmp_path / "RUNTIME_DIR" / "incident-cockpit"
    assert paths.incidents_dir() == tmp_path / "STATE_HOME" / "incident-cockpit" / "incidents"
    assert not list(tmp_path.iterdir()), "asking where a folder is makes none"


def test_a_missing_folder_is_made_for_its_user_alone(tmp_path: Path) -> None:
    made = ensure(tmp_path / "state" / "incident-cockpit" / "incidents")
    assert made.is_dir()
    assert mode(made) == 0o700
    assert mode(made.parent) == 0o700


def test_a_folder_left_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "incident-cockpit").mkdir(mode=0o755)
    ensure(tmp_path / "incident-cockpit" / "incidents")
    assert mode(tmp_path / "incident-cockpit") == 0o700


def test_folders_above_ours_keep_their_mode_and_may_be_links(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o755)
    (tmp_path / "state").symlink_to(tmp_path / "real")
    ensure(tmp_path / "state" / "incident-cockpit")
    assert mode(tmp_path / "real") == 0o755


@pytest.mark.parametrize("which", ["incident-cockpit", "incident-cockpit/incidents"])
def test_a_link_where_our_folder_should_be_is_refused(tmp_path: Path, which: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / which
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FolderError, match="is a symbolic link; replace it by a folder of your own"):
        ensure(tmp_path / "incident-cockpit" / "incidents")
    assert not list((tmp_path / "elsewhere").iterdir()), "nothing is made behind the link"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "incident-cockpit").write_text("")
    with pytest.raises(FolderError, match="is not a folder"):
        ensure(tmp_path / "incident-cockpit")
    with pytest.raises(FolderError):
        ensure(tmp_path / "incident-cockpit" / "incidents")


@pytest.mark.skipif(
    os.name == "nt" or os.getuid() != 0, reason="only root can give a folder away; run the tests as root"
)
def test_someone_elses_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "incident-cockpit").mkdir()
    os.chown(tmp_path / "incident-cockpit", 12345, 12345)
    with pytest.raises(FolderError, match="belongs to user 12345, not to you"):
        ensure(tmp_path / "incident-cockpit")


def test_a_folder_that_cannot_be_made_is_one_sentence() -> None:
    with pytest.raises(FolderError, match=r"^/proc/incident-cockpit cannot be made or read \(.*\); check who owns"):
        ensure(Path("/proc/incident-cockpit"))
