"""A chain behind a provider that only gives printable cells: asked in small pages, and walked to its end."""

from collections.abc import Mapping

import msgspec

from cockpit.adapters.chains import SHOWN_AT_MOST, PagedChain
from cockpit.core.chain import ChainWalk
from cockpit.core.readings import TableReading
from cockpit.engine.chains import walk
from tests.core.chains import COLUMNS, SPEC, Row, chain
from tests.fakes import ManualClock


class Vendor:
    """Gives at most so many rows, as text, whatever it is asked for."""

    name = "rows"

    def __init__(self, rows: list[Row], at_most: int) -> None:
        self.rows, self.at_most = rows, at_most
        self.asked: list[Mapping[str, str]] = []

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        self.asked.append(parameters)
        later = [row for row in self.rows if int(str(row[0])) > int(parameters.get("after", "0"))]
        cells = tuple(tuple(map(str, row)) for row in later[: self.at_most])
        return TableReading(source=self.name, at=ManualClock().now(), columns=COLUMNS, rows=cells)


async def test_the_walk_goes_on_until_a_page_brings_nothing_new() -> None:
    vendor = Vendor(chain(25), at_most=10)
    source = PagedChain("staff", SPEC, vendor, vendor)
    walked = ChainWalk(SPEC)
    await walk(source, walked)
    assert (walked.walked.ok, walked.walked.rows) == (True, 25)
    assert [asked["after"] for asked in vendor.asked] == ["0", "10", "20", "25"]
    assert vendor.asked[0]["limit"] == str(SHOWN_AT_MOST)


async def test_the_first_page_begins_where_the_chain_says() -> None:
    vendor = Vendor(chain(5, first_id=-2), at_most=10)
    spec = msgspec.structs.replace(SPEC, start="-9")
    walked = ChainWalk(spec)
    await walk(PagedChain("staff", spec, vendor, vendor), walked)
    assert (walked.walked.ok, walked.walked.first_id, walked.walked.last_id) == (True, "-2", "2")


async def test_rows_between_two_ids_come_whole_however_small_the_pages_and_whatever_a_page_begins_with() -> None:
    for at_most in (3, 500):
        vendor = Vendor(chain(40), at_most)
        page = await PagedChain("staff", SPEC, vendor, vendor).between(("8", "30"), None)
        assert [row[0] for row in page.rows] == [str(id) for id in range(8, 31)]
        assert {asked["limit"] for asked in vendor.asked} == {"24"}
    beyond = await PagedChain("staff", SPEC, vendor, vendor).between(("38", "90"), None)
    assert [row[0] for row in beyond.rows] == ["38", "39", "40"]
    nothing = await PagedChain("staff", SPEC, vendor, vendor).between(("90", "99"), None)
    assert not nothing.rows


async def test_the_newest_id_is_asked_for_where_somebody_says_how() -> None:
    vendor, last = Vendor(chain(5), at_most=10), Vendor(chain(1, first_id=7), at_most=1)
    assert await PagedChain("staff", SPEC, vendor, vendor, last).newest() == 7
    assert await PagedChain("staff", SPEC, vendor, vendor).newest() is None
