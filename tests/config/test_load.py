"""A profile that is right, read into values."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.config import ConfigError, load_profile
from cockpit.core.logformats.table import NAMES
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow
from cockpit.core.profile import LogSpec, QueueSpec
from tests.config.scales import SEV, SEV_TO_4, P

DOC = Path(__file__).parents[2] / "docs" / "profile.md"


def written(folder: Path, text: str, name: str = "cockpit.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (SEV, ["SEV1", "SEV2", "SEV3"]),
        (SEV_TO_4, ["Sev 1", "Sev 2", "Sev 3", "Sev 4"]),
        (P, ["P1", "P2", "P3"]),
    ],
)
def test_any_scale_can_be_written_worst_first(tmp_path: Path, text: str, labels: list[str]) -> None:
    scale = load_profile(written(tmp_path, text)).scale
    assert [level.label for level in scale.levels] == labels
    assert scale.rank(scale.levels[0].id) == 0


def test_cadence_deadlines_and_questions_come_through(tmp_path: Path) -> None:
    scale = load_profile(written(tmp_path, SEV)).scale
    worst = scale.levels[0]
    assert worst.update_every == timedelta(minutes=15)
    assert worst.deadlines[0].within == timedelta(days=2)
    assert worst.deadlines[0].after == "resolved"
    assert [question.level for question in scale.questions] == ["SEV1", "SEV2"]


def test_the_example_of_the_documentation_loads_and_shows_every_section(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    profile = load_profile(written(tmp_path, example[1]))
    assert profile.targets
    assert profile.queries
    assert profile.thresholds
    assert profile.messages
    assert profile.runbooks
    assert profile.default_target
    assert profile.people.owner
    kinds = {type(spec).__name__ for spec in profile.sources.values()}
    assert kinds == {"LogSpec", "AuditSpec", "QueueSpec", "StatusSpec"}


def test_paths_are_taken_from_the_folder_of_the_profile_wherever_it_is_read_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = """
[targets.db]
provider = "sqlite"
path = "data/shop.db"
timeout = 5
[targets.here]
provider = "shell"
cwd = "~/work"
path = "bin:/usr/bin"
[targets.memory]
provider = "duckdb"
path = ":memory:"
[sources.app]
kind = "log"
paths = ["logs/*.log", "/var/log/app.log"]
[runbooks]
paths = ["runbooks/*.md"]
"""
    path = written(tmp_path, SEV + extra)
    monkeypatch.chdir("/")
    monkeypatch.setenv("HOME", "/home/anna")
    profile = load_profile(path)
    assert profile.targets["db"].settings == {"path": f"{tmp_path}/data/shop.db", "timeout": "5"}
    assert profile.targets["here"].settings == {"cwd": "/home/anna/work", "path": f"{tmp_path}/bin:/usr/bin"}
    assert profile.targets["memory"].settings == {"path": ":memory:"}
    log = profile.sources["app"]
    assert isinstance(log, LogSpec)
    assert log.paths == (f"{tmp_path}/logs/*.log", "/var/log/app.log")
    assert profile.runbooks == (f"{tmp_path}/runbooks/*.md",)
    assert profile.path == str(path)


def test_a_threshold_holds_for_as_long_as_its_for_says(tmp_path: Path) -> None:
    extra = """
[targets.db]
provider = "sqlite"
path = "x.db"
[sources.work]
kind = "queue"
target = "db"
table = "jobs"
waiting = ["new", "retry"]
[[thresholds]]
name = "old work"
source = "work"
expr = "oldest_min > 15 or total > 500"
clear = "oldest_min < 5"
for = "90s"
severity = "SEV2"
"""
    profile = load_profile(written(tmp_path, SEV + extra))
    assert profile.thresholds[0].hold == timedelta(seconds=90)
    work = profile.sources["work"]
    assert isinstance(work, QueueSpec)
    assert work.waiting == ("new", "retry")
    assert work.every == timedelta(seconds=5)


def test_a_title_that_is_not_given_is_the_name(tmp_path: Path) -> None:
    assert load_profile(written(tmp_path, P)).title == "bakery"


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(ConfigError, match="is not a plain file"):
        load_profile(tmp_path / "pipe.toml")


@pytest.mark.parametrize("path", ["/dev/zero", "/proc/self/mem"])
def test_a_device_ends_in_one_line(path: str) -> None:
    with pytest.raises(ConfigError):
        load_profile(Path(path))


def test_a_file_larger_than_any_profile_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="larger than a profile"):
        load_profile(written(tmp_path, "# " + "x" * 1_000_001))


def test_the_documentation_lists_every_format_with_a_line_that_is_read_so() -> None:
    table = DOC.read_text(encoding="utf-8").split("### Formats")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \| `([^`]*)`", table, re.MULTILINE)
    assert tuple(name for name, _ in listed) == NAMES
    for name, line in listed:
        raw = line.replace("[…]", "[]").replace("{…}", "{}").encode()
        assert parse(LogRow("app", raw)).format == name
