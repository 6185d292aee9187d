"""`cockpit compare` on a real database: what differs, by key, and the exit code."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.compare import compare_command
from tests.config.scales import P
from tests.lab.tables import file_lab

PROFILE = """
[targets.shop-db]
provider = "sqlite"
path = "shop.sqlite"

[queries.tables]
target = "shop-db"
sql = "select store, count(*) as orders from orders where assignee is null group by store"

[queries.function]
target = "shop-db"
sql = "select store, orders from counted"
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    file_lab("sqlite", tmp_path).run(
        "create table orders (store text, assignee text)",
        "insert into orders values ('north', null), ('north', null), ('south', null), ('south', 'ana')",
        "create table counted (store text, orders integer)",
        "insert into counted values ('north', 2), ('south', 1)",
    )
    path = tmp_path / "cockpit.toml"
    path.write_text(P + PROFILE)
    return path


def called(profile: Path, *arguments: str) -> Result:
    return CliRunner().invoke(compare_command, ["tables", "function", "--key", "store", *arguments], obj=profile)


def test_two_queries_that_agree_exit_0(profile: Path) -> None:
    done = called(profile)
    assert (done.exit_code, done.output) == (0, "tables and function agree on 2 rows\n")


def test_what_differs_is_told_by_key_and_exits_1(profile: Path) -> None:

    with closing(sqlite3.connect(profile.parent / "shop.sqlite")) as base, base:
        base.execute("update counted set orders = 0 where store = 'south'")
        base.execute("insert into counted values ('east', 5)")
    done = called(profile)
    assert done.exit_code == 1
    assert "south: orders is 1 in tables, 0 in function" in done.output
    assert "only in function: east" in done.output
    found = json.loads(called(profile, "--json").output)
    assert (found["equal"], found["same"], found["only_right"]) == (False, 1, [["east"]])


def test_a_query_that_is_not_there_is_named(profile: Path) -> None:
    done = CliRunner().invoke(compare_command, ["tables", "fonction", "--key", "store"], obj=profile)
    assert done.exit_code == 2
    assert "no query called 'fonction'; it has: tables, function" in done.output
