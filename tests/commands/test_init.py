"""`cockpit init`: a profile from what the folder holds, that loads as it is."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.commands.init import init
from cockpit.commands.starter import starter
from cockpit.commands.survey import Survey, survey
from cockpit.config import load_profile
from cockpit.config.load import load_text
from cockpit.core.profile import LogSpec

RUNBOOK = "# The queue stands still\n\n1. Look\n\n```sql\nselect 1\n```\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bakery"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def called() -> Result:
    return CliRunner().invoke(init, [], obj=None)


def made(folder: Path, name: str, text: str = "") -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_empty_folder_gets_a_profile_of_examples_that_loads(folder: Path) -> None:
    done = called()
    assert done.exit_code == 0, done.output
    profile = load_profile(folder / "cockpit.toml")
    assert profile.name == "bakery"
    assert [level.id for level in profile.scale.levels] == ["SEV1", "SEV2", "SEV3"]
    assert "only has examples" in done.output


def test_what_the_folder_holds_is_filled_in(folder: Path) -> None:
    made(folder, "package.json", '{"name": "@acme/orders app"}')
    made(folder, "runbooks/stuck.md", RUNBOOK)
    made(folder, "triage.md", RUNBOOK)
    made(folder, "README.md", RUNBOOK)
    made(folder, "notes.md", "# Only words\n")
    made(folder, "logs/app.log", "x\n")
    made(folder, "old/app.log", "x\n")
    made(folder, "shop.db")
    made(folder, "facts.duckdb")
    made(folder, "node_modules/x/cache.db")
    done = called()
    assert "found 2 databases, 2 logs, 2 runbooks" in done.output
    profile = load_profile(folder / "cockpit.toml")
    assert profile.name == "orders-app"
    assert {name: target.provider for name, target in profile.targets.items()} == {"facts": "duckdb", "shop": "sqlite"}
    assert profile.environment.id == "local"
    assert profile.default_target["sql"] in profile.targets
    logs = [spec.paths for spec in profile.sources_of(LogSpec).values()]
    assert logs == [(f"{folder}/logs/app.log",), (f"{folder}/old/app.log",)]
    assert profile.runbooks == (f"{folder}/runbooks/*.md", f"{folder}/triage.md")


def test_a_database_address_is_told_of_by_name_and_its_value_never_copied(folder: Path) -> None:
    made(folder, ".env", "OTHER=1\nexport DATABASE_URL=postgresql://u:hunter2@h/x\n")
    called()
    text = (folder / "cockpit.toml").read_text(encoding="utf-8")
    assert ".env has DATABASE_URL" in text
    assert "hunter2" not in text


def test_the_name_comes_from_the_project_then_the_repository_then_the_folder(folder: Path) -> None:
    assert survey(folder).name == "bakery"
    made(folder, ".git/config", '[core]\n[remote "origin"]\n\turl = git@example.org:acme/till-service.git\n')
    assert survey(folder).name == "till-service"
    made(folder, "pyproject.toml", '[project]\nname = "till_api"\n')
    assert survey(folder).name == "till_api"


def test_a_profile_that_is_there_stays_as_it_is(folder: Path) -> None:
    made(folder, "cockpit.toml", "mine")
    done = called()
    assert done.exit_code == 2
    assert done.stderr == "cockpit: cockpit.toml is already here and stays as it is; move it away first, or edit it\n"
    assert (folder / "cockpit.toml").read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_not_written_through(folder: Path) -> None:
    (folder / "cockpit.toml").symlink_to(folder / "absent")
    assert called().exit_code == 2
    assert not (folder / "absent").exists()


@pytest.mark.parametrize("broken", ['{"name": 3}', "[1]", "not json", '{"name": "…"}', "[" * 100_000])
def test_a_broken_project_file_is_passed_over(folder: Path, broken: str) -> None:
    made(folder, "package.json", broken)
    made(folder, "pyproject.toml", broken)
    assert survey(folder).name in ("bakery", "3")


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, st.sampled_from([".db", ".log", ".md", ".sqlite", ""])), max_size=6))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_files_are_called_the_profile_loads(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for stem, end in names:
        if stem + end not in (".", ".."):
            (folder / (stem + end)).write_text(RUNBOOK, encoding="utf-8")
    load_text(starter(survey(folder)), folder / "cockpit.toml")


def test_a_survey_of_nothing_has_every_section_as_an_example() -> None:
    text = starter(Survey(name="x"))
    assert all(section in text for section in ("[targets.", "[sources.", "[[thresholds]]", "[messages.", "[runbooks]"))
