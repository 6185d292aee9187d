"""`cockpit init --like`: a bundled profile in the current folder, and what to fill in next."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.bundled import FillIn, fill_ins, profiles
from cockpit.commands.init import init
from cockpit.config import load_profile


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def called(*words: str) -> Result:
    return CliRunner().invoke(init, words, obj=None)


@pytest.mark.parametrize("name", profiles())
def test_a_bundled_profile_is_written_and_loads(folder: Path, name: str) -> None:
    done = called("--like", name)
    assert done.exit_code == 0, done.output
    assert load_profile(folder / "cockpit.toml").name == name
    assert (folder / "cockpit.toml").read_text() == profiles()[name].read_text()


@pytest.mark.parametrize("name", profiles())
def test_everything_to_fill_in_and_every_credential_is_named(folder: Path, name: str) -> None:
    done = called("--like", name)
    text = profiles()[name].read_text()
    assert len(fill_ins(text)) == text.count("# fill in:") > 0
    assert all(f"{asked.key}: {asked.says}" in done.output for asked in fill_ins(text))
    profile = load_profile(folder / "cockpit.toml")
    secrets = {target.secret for target in profile.targets.values()} - {""}
    assert all(f"cockpit secret set {secret}\n" in done.output for secret in secrets)
    assert done.output.endswith("cockpit doctor\n")


def test_a_profile_that_is_there_stays_as_it_is(folder: Path) -> None:
    (folder / "cockpit.toml").write_text("mine")
    done = called("--like", "ordak")
    assert done.exit_code == 2
    assert done.stderr == "cockpit: cockpit.toml is already here and stays as it is; move it away first, or edit it\n"
    assert (folder / "cockpit.toml").read_text() == "mine"


def test_an_unknown_name_is_answered_with_the_nearest(folder: Path) -> None:
    done = called("--like", "ordack")
    assert done.exit_code == 2
    assert "did you mean ordak? there are: " in done.stderr
    assert not (folder / "cockpit.toml").exists()


def test_what_to_fill_in_is_told_by_line_and_key() -> None:
    text = """
[people]
owner = "x"  # fill in: who
# fill in: the table
[queries.a]
sql = "y"
limit = 1  # fill in
"""
    assert fill_ins(text) == (FillIn(3, "people.owner", "who"), FillIn(5, "queries.a", "the table"))
