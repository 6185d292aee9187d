"""Both sides are read whole, in as many parts as it takes."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.core.checklist import StepState
from cockpit.core.listing import iso, moment_of
from cockpit.core.profile import Query, ReconcileSpec
from cockpit.core.readings import SourceError, TableReading
from cockpit.engine import requests as r
from cockpit.engine.reconciling import reconciled
from cockpit.engine.updates import ProbeSaid
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk
from tests.fakes import PROFILE, START

SPEC = ReconcileSpec(left="theirs", right="ours", key="id", amount="amount")
BOUNDED = Query(target="t", sql="x between {since} and {until}")


class Rows:
    """A query that gives at most `most` rows, both bounds inside, and counts how often it is asked."""

    def __init__(self, name: str, times: list[datetime], most: int = 500) -> None:
        self.name, self.times, self._most = name, times, most
        self.asked = 0

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        self.asked += 1
        since, until = moment_of(parameters["since"]), moment_of(parameters["until"])
        assert since and until
        rows = [(f"o{place}", "5", iso(at)) for place, at in enumerate(self.times) if since <= at <= until]
        return TableReading(
            source=self.name,
            at=START,
            columns=("id", "amount", "at"),
            rows=tuple(rows[: self._most]),
            truncated=len(rows) > self._most,
        )


def minutes(number: int) -> list[datetime]:
    return [START - timedelta(minutes=place) for place in range(number)]


async def test_more_rows_than_a_query_gives_are_read_in_parts_and_none_twice() -> None:
    theirs, ours = Rows("theirs", minutes(2000)), Rows("ours", minutes(1990))
    sources = {"theirs": theirs, "ours": ours}
    begin = START - timedelta(minutes=3000)
    found = await reconciled(SPEC, dict.fromkeys(sources, BOUNDED), sources, {}, begin, START)
    assert (found.left.rows, found.right.rows, len(found.only_left)) == (2000, 1990, 10)
    assert not found.doubled
    assert theirs.asked < 30


class Whole(Rows):
    """A source that can give more rows than a person looks at."""

    async def read_most(self, parameters: Mapping[str, str], most: int) -> TableReading:
        self._most = most
        return await self.read(parameters)


async def test_a_source_that_can_give_more_at_once_is_asked_for_it_and_progress_is_told() -> None:
    theirs, ours = Whole("theirs", minutes(4000)), Whole("ours", minutes(4000))
    sources, told = {"theirs": theirs, "ours": ours}, list[tuple[str, int]]()
    begin = START - timedelta(minutes=5000)
    found = await reconciled(
        SPEC, dict.fromkeys(sources, BOUNDED), sources, {}, begin, START, lambda side, rows: told.append((side, rows))
    )
    assert (found.agree, theirs.asked, ours.asked) == (True, 1, 1)
    assert sorted(told) == [("ours", 4000), ("theirs", 4000)]


async def test_of_what_is_cut_all_that_was_read_is_kept_when_that_is_wanted() -> None:
    sources = {"theirs": Rows("theirs", minutes(3)), "ours": Rows("ours", [START - timedelta(minutes=1)] * 501)}
    queries = dict.fromkeys(sources, BOUNDED)
    found = await reconciled(SPEC, queries, sources, {}, START - timedelta(days=1), START, cut=True)
    assert "has too many rows from 2026-03-14T09:24" in found.right.cut
    assert found.right.rows >= 500
    assert (found.missing, found.agree) == ((), False)


class Broken(Rows):
    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        raise SourceError("it is down")


class Endless(Rows):
    """Never answers, and keeps whether it was given up."""

    given_up = False

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        try:
            await asyncio.Event().wait()
        finally:
            self.given_up = True
        raise AssertionError


async def test_when_one_side_fails_the_other_is_given_up() -> None:
    waits = Endless("ours", [])
    sources = {"theirs": Broken("theirs", []), "ours": waits}
    with pytest.raises(SourceError, match="it is down"):
        await reconciled(SPEC, dict.fromkeys(sources, BOUNDED), sources, {}, START - timedelta(days=1), START)
    assert waits.given_up


async def test_a_query_without_bounds_that_is_cut_is_not_compared() -> None:
    sources = {"theirs": Rows("theirs", minutes(501)), "ours": Rows("ours", [])}
    queries = {"theirs": Query(target="t", sql="all"), "ours": BOUNDED}
    with pytest.raises(SourceError, match=r"only its first 500 rows; let it read \{since\} and \{until\}"):
        await reconciled(SPEC, queries, sources, {}, START - timedelta(days=1), START)


async def test_too_many_rows_in_one_second_end_with_a_sentence() -> None:
    sources = {"theirs": Rows("theirs", [START] * 501), "ours": Rows("ours", [])}
    with pytest.raises(SourceError, match="compare a shorter time"):
        await reconciled(SPEC, dict.fromkeys(sources, BOUNDED), sources, {}, START - timedelta(days=1), START)
    assert sources["theirs"].asked < 40


SHOP = msgspec.structs.replace(
    PROFILE,
    queries=dict.fromkeys(("theirs", "ours"), BOUNDED),
    reconcile={"orders": msgspec.structs.replace(SPEC, since="gap_from")},
)
STEPS = """# B
- Compare {id=look}

  ```check
  read: reconcile orders
  expect: agree
  times: 1
  says: orders are missing
  ```
"""


async def test_a_check_ticks_its_step_once_both_sides_agree_from_the_value_it_names(tmp_path: Path) -> None:
    theirs, ours = Rows("theirs", minutes(5)), Rows("ours", minutes(3))
    sources = {"theirs": theirs, "ours": ours}
    async with desk(tmp_path, book("b", STEPS), profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(10)
        assert "from when orders compares (gap_from)" in said(d)
        await d.ask(r.SetParameters(values={"gap_from": iso(START - timedelta(hours=1))}))
        await d.clock.forward(10)
        assert states(d)["look"] is not StepState.DONE
        assert said(d).startswith("orders are missing: agree = False")
        ours.times = theirs.times
        await d.clock.forward(10)
        assert states(d)["look"] is StepState.DONE


def said(d: Desk) -> str:
    return [update.says for update in d.updates if isinstance(update, ProbeSaid)][-1]
