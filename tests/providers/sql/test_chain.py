"""A hash chain walked over each of the three databases, by a table and by a query of the profile's own."""

from pathlib import Path

import pytest

from cockpit.adapters.actor import current_actor
from cockpit.config import load_profile
from cockpit.core.chain import ChainWalk
from cockpit.core.chainwalked import Kind, Walked
from cockpit.engine.chains import compared, walk
from cockpit.ports import ChainSource
from cockpit.wiring import context_of, readers
from tests.config.scales import P
from tests.core.chains import Row, chain
from tests.lab.tables import Lab

PROFILE = """
[targets.shop-db]
provider = "{provider}"
{where} = "{place}"

[chains.table]
target = "shop-db"
table = "audit_events"
fields = ["prev_hash", "id", "at", "action"]
separator = "|"
first = ""
page = 7

[chains.query]
query = "paged"
fields = ["prev_hash", "id", "at", "action"]
separator = "|"
first = ""
page = 7

[chains.dated]
target = "shop-db"
table = "audit_events"
archive = "kept-{{month}}.csv"

[chains.archive]
target = "shop-db"
table = "archive"
fields = ["prev_hash", "id", "at", "action"]

[queries.paged]
target = "shop-db"
sql = "select * from audit_events where id > {{after}} order by id limit cast({{limit}} as integer)"
"""
TABLE = 'create table {name} (id bigint, "at" text, action text, prev_hash text, hash text)'


@pytest.fixture
def chains(lab: Lab, tmp_path: Path) -> dict[str, ChainSource]:
    fill(lab, "audit_events", chain(30))
    where = "dsn" if lab.kind == "postgres" else "path"
    profile = tmp_path / "cockpit.toml"
    profile.write_text(P + PROFILE.format(provider=lab.kind, where=where, place=lab.target.settings[where]))
    return opened(profile)


def opened(path: Path) -> dict[str, ChainSource]:
    profile = load_profile(path)

    async def none(_: str) -> None:
        return None

    return dict(readers(profile, context_of(profile, none, current_actor())).chains)


def fill(lab: Lab, name: str, rows: list[Row]) -> None:
    values = ", ".join(f"({', '.join(repr(cell) for cell in row)})" for row in rows)
    lab.run(TABLE.format(name=name), f"insert into {name} values {values}")


async def found(source: ChainSource, after: str = "", head: str = "") -> Walked:
    walked = ChainWalk(source.spec, after, head)
    await walk(source, walked)
    return walked.walked


@pytest.mark.parametrize("name", ["table", "query"])
async def test_an_untouched_chain_holds_over_many_pages(chains: dict[str, ChainSource], name: str) -> None:
    walked = await found(chains[name])
    assert (walked.ok, walked.rows, walked.recomputed) == (True, 30, True), walked.says


@pytest.mark.parametrize("name", ["table", "query"])
async def test_a_changed_row_and_a_missing_one_are_told_apart(
    chains: dict[str, ChainSource], lab: Lab, name: str
) -> None:
    lab.run("delete from audit_events where id = 21")
    first = (await found(chains[name])).first_break
    assert first is not None
    assert (first.id, first.kind) == ("22", Kind.GAP)
    lab.run("update audit_events set action = 'nothing' where id = 14")
    first = (await found(chains[name])).first_break
    assert first is not None
    assert (first.id, first.kind) == ("14", Kind.RECOMPUTE)


async def test_an_id_that_stands_twice_at_the_border_of_two_pages_is_found(
    chains: dict[str, ChainSource], lab: Lab
) -> None:
    lab.run("insert into audit_events values (7, 't', 'forged', 'p', 'h')")
    walked = await found(chains["table"])
    assert walked.first_break is not None
    assert not walked.ok
    assert walked.first_break.id in ("7", "8")


async def test_a_walk_goes_on_behind_a_known_row(chains: dict[str, ChainSource]) -> None:
    rows = chain(30)
    for name in ("table", "query"):
        assert (await found(chains[name], "12", str(rows[11][4]))).rows == 18
        assert not (await found(chains[name], "12", "0" * 64)).ok


async def test_a_copy_that_begins_later_and_ends_earlier_is_the_same(chains: dict[str, ChainSource], lab: Lab) -> None:
    fill(lab, "archive", chain(30)[4:20])
    same = await compared(chains["table"], chains["archive"])
    assert (same.same, same.rows, same.first_id, same.last_id) == (True, 16, "5", "20")


async def test_the_first_row_in_which_two_copies_differ_is_named(chains: dict[str, ChainSource], lab: Lab) -> None:
    fill(lab, "archive", chain(30))
    lab.run("update audit_events set action = 'order.update 0' where id = 9")
    differs = (await compared(chains["table"], chains["archive"])).difference
    assert differs is not None
    assert (differs.id, differs.column, differs.here, differs.there) == (
        "9",
        "action",
        "order.update 0",
        "order.update 9",
    )
    lab.run("delete from archive where id = 6")
    differs = (await compared(chains["table"], chains["archive"])).difference
    assert differs is not None
    assert (differs.id, differs.column, differs.there) == ("6", "row", "missing")


async def test_the_newest_id_and_the_rows_between_two_ids_are_asked_for(chains: dict[str, ChainSource]) -> None:
    assert [await chains[name].newest() for name in ("table", "query")] == [30, None]
    for name in ("table", "query"):
        page = await chains[name].between(("5", "21"), None)
        assert [row[page.columns.index("id")] for row in page.rows] == list(range(5, 22))
    dated = await chains["dated"].page(None)
    assert "at" in dated.columns, "the month of an archive is read from it"
