"""`cockpit locate`."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.locate import locate


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME"):
        monkeypatch.setenv(f"XDG_{name}", str(tmp_path / name))
    monkeypatch.delenv("COCKPIT_PROFILE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def called(*words: str, named: Path | None = None) -> Result:
    return CliRunner().invoke(locate, list(words), obj=named)


def test_every_place_is_named_and_none_is_made(home: Path) -> None:
    done = called("--json")
    assert json.loads(done.output) == {
        "config": f"{home}/CONFIG_HOME/incident-cockpit",
        "state": f"{home}/STATE_HOME/incident-cockpit",
        "cache": f"{home}/CACHE_HOME/incident-cockpit",
        "incidents": f"{home}/STATE_HOME/incident-cockpit/incidents",
        "profile": "",
    }
    assert not list(home.iterdir())


def test_one_place_alone_is_a_bare_path_for_scripts(home: Path) -> None:
    assert called("incidents").output == f"{home}/STATE_HOME/incident-cockpit/incidents\n"


def test_the_profile_is_the_one_found_or_named(home: Path) -> None:
    assert called("profile").exit_code == 1
    (home / "cockpit.toml").write_text("broken", encoding="utf-8")
    assert called("profile").output == f"{home}/cockpit.toml\n", "where it is can be said of a broken one too"
    assert called("profile", named=Path("x.toml")).output == f"{home}/x.toml\n"
    assert json.loads(called("profile", "--json").output) == {"profile": f"{home}/cockpit.toml"}


def test_an_unknown_place_is_usage() -> None:
    assert called("nowhere").exit_code == 2
