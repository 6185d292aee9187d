"""`runbook lint --schema`: the databases are asked by EXPLAIN whether they have what the queries name."""

import json
import sqlite3
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from cockpit.commands.runbook import runbook
from cockpit.commands.runbook_schema import Schema
from cockpit.config import load_profile
from cockpit.runbooks.lint.finding import Finding
from cockpit.runbooks.load import load
from tests.lab.postgres import Server

PROFILE = """
[profile]
name = "bakery"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.db]
provider = "{provider}"
{where}
"""
BOOK = """\
# Look

1. Look

   ```sql {{on=db}}
   -- how many
   select count(*) from work_queue where status = {{status}} and id = ? and locked_by like '%' || {{who}} || '%';

   select created_at
   from work_queu
   where id = 1;
   ```

2. Look closer

   ```sql {{on=db}}
   select id,
          statuss
   from work_queue where created_at > {cast}
   ```

3. Write

   ```sql {{on=db}}
   delete from nowhere where id = 1
   ```

4. Somewhere else

   ```sql {{on=other}}
   select * from nothing_at_all
   ```
"""
TABLE = "create table work_queue (id integer primary key, status text, created_at {time}, locked_by text)"


@pytest.fixture(params=["sqlite", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with a profile on a real database that has one table, and a runbook."""
    if request.param == "sqlite":
        path = tmp_path / "shop.db"
        with sqlite3.connect(path) as file:
            file.execute(TABLE.format(time="text"))
        file.close()
        where, cast = f'path = "{path}"', "'{since}'"
    else:
        server: Server = request.getfixturevalue("postgres_server")
        with psycopg.connect(server.dsn(), autocommit=True) as session:
            session.execute("drop table if exists work_queue")
            session.execute(TABLE.format(time="timestamptz").encode())
        where, cast = f'dsn = "{server.dsn()}"', "timestamptz '{since}' - interval '{span}'"
    (tmp_path / "cockpit.toml").write_text(PROFILE.format(provider=request.param, where=where))
    (tmp_path / "look.md").write_text(BOOK.format(cast=cast))
    return tmp_path


def findings(shop: Path) -> tuple[Finding, ...]:
    schema = Schema(load_profile(shop / "cockpit.toml"))
    found = schema.findings(load(shop / "look.md"))
    assert schema.silent == []
    return found


def test_a_name_that_is_not_there_is_told_with_its_line_and_the_near_one(shop: Path) -> None:
    assert [(found.line, found.says, found.do) for found in findings(shop)] == [
        (10, "db has no table work_queu", "Did you mean work_queue?"),
        (18, "db has no column statuss", "Did you mean status?"),
    ]


def test_the_command_line_joins_them_with_the_others_and_exits_1(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop)
    result = CliRunner().invoke(runbook, ["lint", "look.md", "--schema", "--json"])
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [one["line"] for one in document["files"][0]["findings"] if one["rule"] == "schema"] == [10, 18]
    lines = [one["line"] for one in document["files"][0]["findings"]]
    assert lines == sorted(lines)


def test_a_database_that_cannot_be_asked_is_told_once_and_is_no_finding(tmp_path: Path) -> None:
    (tmp_path / "cockpit.toml").write_text(PROFILE.format(provider="sqlite", where=f'path = "{tmp_path}/gone.db"'))
    (tmp_path / "look.md").write_text(BOOK.format(cast="'{since}'"))
    schema = Schema(load_profile(tmp_path / "cockpit.toml"))
    assert schema.findings(load(tmp_path / "look.md")) == ()
    assert len(schema.silent) == 1
    assert schema.silent[0].startswith("db was not asked about its tables: ")


def test_nothing_of_a_block_is_executed(shop: Path) -> None:
    book = shop / "look.md"
    slow = "with recursive n(i) as (select 1 union all select i + 1 from n where i < 900000000) select max(i) from n"
    book.write_text(f"# A\n\n1. Look\n\n   ```sql {{on=db}}\n   {slow}\n   ```\n")
    assert findings(shop) == ()
