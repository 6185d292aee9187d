"""What is asked once a chain is broken: never raises, and says why when there is no answer."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from cockpit.core.chainarchive import Side
from cockpit.core.chainwindow import Ids, within
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage, SourceError, TableReading
from cockpit.engine.chain_breaks import around
from tests.core.chains import COLUMNS, SPEC, Row, chain, walked
from tests.fakes import ManualClock

ASKED = msgspec.structs.replace(SPEC, deployed="deploys")


class Rows:
    """A chain in memory, read with ids above what is asked, and an archive of it."""

    def __init__(self, rows: list[Row], spec: ChainSpec = SPEC) -> None:
        self.name, self.rows, self.spec = "staff", rows, spec
        self.asked: list[tuple[Ids, datetime | None]] = []

    async def newest(self) -> int | None:
        return None

    async def page(self, after: str | None) -> RowPage:
        return RowPage(columns=COLUMNS, rows=tuple(row for row in self.rows if int(str(row[0])) > int(after or 0)))

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        self.asked.append((ids, at))
        return within(await self.page(None), "id", ids)


class Away:
    """An archive that cannot be read."""

    name = "away"

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        raise SourceError("the bucket is away")


class Deploys:
    """A list of what was deployed, or one that cannot be read."""

    name = "deploys"

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.asked: list[Mapping[str, str]] = []

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        self.asked.append(parameters)
        if self.error:
            raise SourceError(self.error)
        rows = (("2026-03-14T09:26:03Z", "v2", "ben"), ("2026-03-14T09:20:00Z", "v1", "ana"))
        return TableReading(source="deploys", at=ManualClock().now(), columns=("at", "version", "by"), rows=rows)


async def test_the_list_is_asked_for_the_time_before_the_broken_row() -> None:
    rows, deploys = chain(5), Deploys()
    rows[3] = (*rows[3][:2], "changed", *rows[3][3:])
    found = (await around(Rows([], ASKED), walked(rows), {"deploys": deploys})).deployed
    assert found is not None
    assert found.live is not None
    assert found.before is not None
    assert (found.row, found.live.version, found.before.version) == ("4", "v2", "v1")
    assert deploys.asked == [{"since": "2025-12-14T09:26:04Z", "until": "2026-03-14T09:26:04Z"}]


async def test_a_list_that_cannot_be_read_is_told_and_the_break_stands() -> None:
    rows = chain(5)
    del rows[2]
    found = (await around(Rows([], ASKED), walked(rows), {"deploys": Deploys("shop is away")})).deployed
    assert found is not None
    assert list(found.lines) == ["  deployed  not known: shop is away"]


async def test_a_whole_chain_or_a_break_without_a_time_asks_nobody() -> None:
    deploys = Deploys()
    assert (await around(Rows([], ASKED), walked(chain(5)), {"deploys": deploys})).deployed is None
    assert (await around(Rows([], ASKED), walked([]), {"deploys": deploys})).deployed is None
    untimed = msgspec.structs.replace(ASKED, at="made")
    rows = chain(5)
    del rows[2]
    timeless = (await around(Rows([], untimed), walked(rows), {"deploys": deploys})).deployed
    assert timeless is not None
    assert timeless.unknown == "the chain has no column made"
    assert not deploys.asked


async def test_the_archive_is_asked_for_the_rows_beside_the_break_and_the_month_they_were_written_in() -> None:
    rows = chain(300)
    rows[99] = (*rows[99][:2], "changed", *rows[99][3:])
    archive = Rows(chain(300))
    found = (await around(Rows(rows), walked(rows), {}, archive)).archive
    assert found is not None
    assert (found.side, found.count, found.same, found.columns) == (Side.CONTENTS, 1, 101, ("at", "action"))
    assert archive.asked == [(("49", "150"), datetime(2026, 3, 14, 9, 26, 40, tzinfo=UTC))]


async def test_an_archive_that_cannot_be_read_is_told() -> None:
    rows = chain(5)
    del rows[2]
    found = (await around(Rows(rows), walked(rows), {}, Away())).archive
    assert found is not None
    assert list(found.lines) == ["  archive   away: not compared: the bucket is away"]
    assert (await around(Rows(chain(5)), walked(chain(5)), {}, Away())).archive is None
