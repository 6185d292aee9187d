"""What is asked once a chain is broken: never raises, and says why when there is no answer."""

from collections.abc import Mapping

import msgspec

from cockpit.core.readings import SourceError, TableReading
from cockpit.engine.chain_breaks import around
from tests.core.chains import SPEC, chain, walked
from tests.fakes import ManualClock

ASKED = msgspec.structs.replace(SPEC, deployed="deploys")


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
    found = (await around(ASKED, walked(rows), {"deploys": deploys})).deployed
    assert found is not None
    assert found.live is not None
    assert found.before is not None
    assert (found.row, found.live.version, found.before.version) == ("4", "v2", "v1")
    assert deploys.asked == [{"since": "2025-12-14T09:26:04Z", "until": "2026-03-14T09:26:04Z"}]


async def test_a_list_that_cannot_be_read_is_told_and_the_break_stands() -> None:
    rows = chain(5)
    del rows[2]
    found = (await around(ASKED, walked(rows), {"deploys": Deploys("shop is away")})).deployed
    assert found is not None
    assert list(found.lines) == ["  deployed  not known: shop is away"]


async def test_a_whole_chain_or_a_break_without_a_time_asks_nobody() -> None:
    deploys = Deploys()
    assert (await around(ASKED, walked(chain(5)), {"deploys": deploys})).deployed is None
    assert (await around(ASKED, walked([]), {"deploys": deploys})).deployed is None
    untimed = msgspec.structs.replace(ASKED, at="made")
    rows = chain(5)
    del rows[2]
    timeless = (await around(untimed, walked(rows), {"deploys": deploys})).deployed
    assert timeless is not None
    assert timeless.unknown == "the chain has no column made"
    assert not deploys.asked
