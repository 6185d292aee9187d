"""`cockpit audit verify` over a real SQLite file and over D1: the break, the gaps, the pages, the exit code."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.sources import audit
from tests.config.scales import P
from tests.core.test_chain import chained
from tests.lab.cloudflare.vendor import ACCOUNT, TOKEN, cloudflare

QUERIES = """
[queries.recent]
target = "shop-db"
sql = "select * from audit_events where at between {since} and {until}"

[queries.chain]
target = "shop-db"
sql = "select * from audit_events where id > {after} order by id limit {limit}"

[sources.staff]
kind = "audit"
query = "recent"
who = "action"
chain = "chain"
chain_recipe = "{prev_chain_hash}|{at}|{action}"
"""
SQLITE = '\n[targets.shop-db]\nprovider = "sqlite"\npath = "shop.sqlite"\n'
TABLE = (
    "create table audit_events (id integer primary key, at text, action text, prev_chain_hash text, chain_hash text)"
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A profile beside a shop of a thousand audit rows."""
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as base, base:
        base.execute(TABLE)
        base.executemany("insert into audit_events values (?, ?, ?, ?, ?)", chained(1000))
    path = tmp_path / "cockpit.toml"
    path.write_text(P + SQLITE + QUERIES)
    return path


def changed(shop: Path, sql: str) -> None:
    with closing(sqlite3.connect(shop.parent / "shop.sqlite")) as base, base:
        base.execute(sql)


def called(shop: Path, *arguments: str) -> Result:
    return CliRunner().invoke(audit, ["verify", *arguments], obj=shop)


def test_a_chain_that_holds_exits_0(shop: Path) -> None:
    done = called(shop, "staff", "--page", "300")
    assert (done.exit_code, done.output) == (0, "staff: 1000 rows walked, the chain holds\n")


def test_the_first_break_is_told_with_both_rows_and_exits_1(shop: Path) -> None:
    changed(shop, "update audit_events set action = 'refund' where id = 700")
    changed(shop, "delete from audit_events where id between 800 and 802")
    done = called(shop, "--json", "--page", "64")
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert (found["rows"], found["ok"], found["first_break"]["id"]) == (997, False, 700)
    assert found["first_break"]["kind"] == "recompute"
    assert [found["first_break"]["before"][0], found["first_break"]["row"][2]] == ["699", "refund"]
    assert found["gaps"] == [{"after": 799, "before": 803, "missing": 3, "linked": False}]
    said = called(shop).output
    assert "first break at 700 (its content was changed)" in said
    assert "3 ids missing between 799 and 803: their rows are gone" in said


def test_it_goes_on_behind_any_row(shop: Path) -> None:
    link = str(chained(500)[-1][4])
    done = called(shop, "--after", "500", "--link", link, "--json")
    assert json.loads(done.output)["rows"] == 500
    assert called(shop, "--after", "500").exit_code == 2


def test_a_column_that_is_missing_is_one_line_and_exits_2(shop: Path) -> None:
    shop.write_text(
        shop.read_text().replace("select * from audit_events where id >", "select id from audit_events where id >")
    )
    done = called(shop)
    assert done.exit_code == 2
    assert "returns no column prev_chain_hash (it returns id)" in done.output


def test_a_source_without_a_chain_says_what_to_write(shop: Path) -> None:
    shop.write_text(shop.read_text().replace('chain = "chain"\n', ""))
    assert 'none; add chain = "QUERY" to an audit source' in called(shop).output


def test_d1_is_walked_in_pages_like_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with cloudflare(tmp_path, "acme") as lab:
        database = next(iter(lab.account.databases.values()))
        database.script(TABLE)
        rows = chained(250)
        del rows[99]
        database.run([("insert into audit_events values (?, ?, ?, ?, ?)", list(row)) for row in rows])
        target = (
            f'\n[targets.shop-db]\nprovider = "d1"\nurl = "{lab.url}"\naccount = "{ACCOUNT}"\nslug = "acme"\n'
            'worker = "helm-{slug}"\ndatabase = "helm-{slug}-db"\nsecret = "cf"\n'
        )
        (tmp_path / "cockpit.toml").write_text(P + target + QUERIES)
        monkeypatch.setenv("COCKPIT_SECRET_CF", TOKEN)
        done = called(tmp_path / "cockpit.toml", "--json", "--page", "100")
        pages = sum(asked.path.endswith("/raw") for asked in lab.server.asked)
    found = json.loads(done.output)
    assert (found["rows"], found["first_break"]["id"], found["first_break"]["kind"]) == (249, 101, "gap")
    assert pages == 3
