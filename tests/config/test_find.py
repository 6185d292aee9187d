"""Which profile is meant when nobody names one."""

import os
from pathlib import Path

import pytest

from cockpit.config import ConfigError, find_profile, load_profile


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("COCKPIT_PROFILE", raising=False)
    return tmp_path


def made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    return path


def kept(home: Path, name: str) -> Path:
    return made(home / "config" / "incident-cockpit" / "profiles" / name)


def test_the_nearest_one_upwards_wins(home: Path) -> None:
    made(home / "work" / "cockpit.toml")
    near = made(home / "work" / "shop" / "cockpit.toml")
    deep = home / "work" / "shop" / "src" / "deep"
    deep.mkdir(parents=True)
    assert find_profile(deep) == near


def test_the_variable_counts_when_no_folder_has_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(home, "other.toml")
    monkeypatch.setenv("COCKPIT_PROFILE", str(made(home / "else.toml")))
    assert find_profile(home) == home / "else.toml"
    near = made(home / "cockpit.toml")
    assert find_profile(home) == near


def test_a_variable_that_names_nothing_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_PROFILE", str(home / "absent.toml"))
    with pytest.raises(ConfigError, match=r"there is no file .*absent\.toml; unset it or correct it"):
        find_profile(home)


def test_the_only_kept_profile_is_meant_and_of_two_none(home: Path) -> None:
    one = kept(home, "shop.toml")
    assert find_profile(home) == one
    kept(home, "till.toml")
    assert find_profile(home) is None


def test_with_none_at_all_the_answer_says_what_to_type(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    with pytest.raises(ConfigError, match="run: cockpit init"):
        load_profile(None)


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="only root can give a file away; run the tests as root")
def test_someone_elses_profile_is_not_taken_by_walking_into_it(home: Path) -> None:
    theirs = made(home / "cockpit.toml")
    os.chown(theirs, 12345, 12345)
    with pytest.raises(ConfigError, match="belongs to user 12345, not to you; if you trust it, name it: cockpit -c"):
        find_profile(home)
