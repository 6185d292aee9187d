"""How old the newest row of each store is: each by itself, on a real database."""

from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.adapters.freshness import Freshness
from cockpit.core.profile import FreshSpec, Query
from cockpit.core.readings import SourceError, StatusReading
from cockpit.ports import QuerySource
from cockpit.providers import registry
from tests.fakes import START, ManualClock
from tests.lab.tables import Lab, file_lab
from tests.providers.sql.conftest import context

NEWEST = "select max(created_at) as newest from orders_{}"


def queries(lab: Lab, **sql: str) -> dict[str, QuerySource]:
    return {
        name: registry.build_query(name, Query(target="shop-db", sql=text), lab.target, context())
        for name, text in sql.items()
    }


async def read(lab: Lab, **sql: str) -> StatusReading:
    spec = FreshSpec(queries=tuple(sql), stale_after=timedelta(minutes=30))
    return await Freshness("fresh", spec, queries(lab, **sql), ManualClock()).read()


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    found = file_lab("sqlite", tmp_path)
    for store, minutes in (("north", 4), ("south", 95)):
        at = (START - timedelta(minutes=minutes)).isoformat()
        found.run(f"create table orders_{store} (created_at text)", f"insert into orders_{store} values ('{at}')")
    found.run("create table orders_new (created_at text)")
    return found


async def test_each_store_is_told_by_its_own_age(lab: Lab) -> None:
    reading = await read(lab, north=NEWEST.format("north"), south=NEWEST.format("south"))
    assert reading.says == "north 4 min, south 95 min"
    assert (reading.indicator, reading.incidents) == ("minor", ("south: the newest row is 95 min old",))
    assert reading.values["north_min"] == 4.0
    assert reading.values["south_min"] == 95.0
    assert reading.values["stale"] == 1
    assert reading.values["newest_min"] == 4.0


async def test_a_store_that_cannot_be_read_does_not_hide_the_other(lab: Lab) -> None:
    reading = await read(lab, north=NEWEST.format("north"), gone=NEWEST.format("gone"), new=NEWEST.format("new"))
    assert reading.says == "north 4 min, gone not read, new no row"
    assert "gone_min" not in reading.measures, "what is not known clears no alarm"
    assert [says.split(":")[0] for says in reading.incidents] == ["gone cannot be read", "new has no row"]


async def test_no_store_at_all_is_an_error_and_a_column_that_is_no_time_says_so(lab: Lab) -> None:
    with pytest.raises(SourceError, match="orders_gone"):
        await read(lab, gone=NEWEST.format("gone"))
    with pytest.raises(SourceError, match="holds 'many', no time"):
        await read(lab, odd="select 'many' as newest")
