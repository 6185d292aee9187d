"""A chain walked by the session: for a check, and when somebody asks."""

import asyncio
from datetime import datetime
from pathlib import Path

from cockpit.core.chainprogress import Stage
from cockpit.core.chainwalked import Kind
from cockpit.core.chainwindow import Ids, within
from cockpit.core.checklist import StepState
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage, SourceError, UnfinishedError
from cockpit.engine import requests as r
from cockpit.engine.updates import ChainVerified, ChainWalking, ProbeSaid
from tests.core.chains import COLUMNS, SPEC, Row, chain
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk

STEPS = """# B
- The chain holds {id=chain}

  ```check
  read: chain staff
  expect: ok and rows > 3
  times: 1
  ```
"""


class Rows:
    """A chain in memory, or one that cannot be read."""

    name = "staff"
    spec: ChainSpec = SPEC

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.broken = ""
        self.held = asyncio.Event()
        self.held.set()
        self.asked: list[str | None] = []

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        return within(RowPage(columns=COLUMNS, rows=tuple(self.rows)), "id", ids)

    async def newest(self) -> int | None:
        return int(str(self.rows[-1][0]))

    async def page(self, after: str | None) -> RowPage:
        self.asked.append(after)
        if after and int(after) >= 2:
            await self.held.wait()
        if self.broken:
            raise SourceError(self.broken)
        rows = [row for row in self.rows if after is None or int(str(row[0])) > int(after)]
        return RowPage(columns=COLUMNS, rows=tuple(rows[:2]))


async def test_a_check_ticks_once_the_chain_holds(tmp_path: Path) -> None:
    rows = Rows(chain(5))
    del rows.rows[2]
    async with desk(tmp_path, book("b", STEPS), chains={"staff": rows}) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(10)
        assert states(d)["chain"] is not StepState.DONE
        assert [update.says for update in d.updates if isinstance(update, ProbeSaid)][-1].startswith(
            "not yet: ok = False, rows = 4"
        )
        assert (
            "): the chain breaks at 4: rows before it are missing"
            in [update for update in d.updates if isinstance(update, ProbeSaid)][-1].says
        )
        rows.rows = chain(5)
        await d.clock.forward(10)
        assert states(d)["chain"] is StepState.DONE


async def test_a_chain_is_walked_when_somebody_asks(tmp_path: Path) -> None:
    rows = Rows(chain(5))
    del rows.rows[2]
    async with desk(tmp_path, chains={"staff": rows}) as d:
        await d.ask(r.VerifyChain(chain="stuff"), r.VerifyChain(chain="staff"))
        found = [update for update in d.updates if isinstance(update, ChainVerified)][-1]
        assert found.walked.first_break is not None
        assert (found.chain, found.walked.first_break.kind) == ("staff", Kind.GAP)
        assert "the profile has no chain called 'stuff'" in d.said
        rows.broken = "shop-db is away"
        await d.ask(r.VerifyChain(chain="staff"))
        assert "chain staff: shop-db is away" in d.said


def walking(d: Desk) -> ChainWalking:
    return [update for update in d.updates if isinstance(update, ChainWalking)][-1]


def verified(d: Desk) -> ChainVerified:
    return [update for update in d.updates if isinstance(update, ChainVerified)][-1]


async def test_a_walk_tells_how_far_it_is_can_be_stopped_and_goes_on_from_there(tmp_path: Path) -> None:
    rows = Rows(chain(9))
    rows.held.clear()
    async with desk(tmp_path, chains={"staff": rows}) as d:
        await d.ask(r.VerifyChain(chain="staff"))
        far = walking(d)
        assert (far.stage, far.progress.rows, far.progress.last_id, far.progress.of) == (Stage.WALKING, 2, "2", 9)
        await d.ask(r.StopChain(chain="staff"))
        assert (walking(d).stage, walking(d).progress.last_id) == (Stage.STOPPED, "2")
        assert not verified(d).walked.complete
        assert "holds so far: 2 rows from 1 to 2" in verified(d).walked.says
        rows.held.set()
        rows.asked.clear()
        await d.ask(r.VerifyChain(chain="staff"))
        assert (walking(d).stage, verified(d).walked.ok, verified(d).walked.rows) == (Stage.OVER, True, 9)
        assert rows.asked[0] == "2"
        await d.ask(r.VerifyChain(chain="staff"))
        assert rows.asked[-6:] == [None, "2", "4", "6", "8", "9"]


async def test_a_walk_begun_anew_forgets_where_it_was_stopped(tmp_path: Path) -> None:
    rows = Rows(chain(5))
    rows.held.clear()
    async with desk(tmp_path, chains={"staff": rows}) as d:
        await d.ask(r.VerifyChain(chain="staff"), r.StopChain(chain="staff"))
        rows.held.set()
        await d.ask(r.VerifyChain(chain="staff", anew=True))
        assert (rows.asked[2], verified(d).walked.rows) == (None, 5)


async def test_a_walk_whose_source_fails_is_kept_and_goes_on_when_asked_again(tmp_path: Path) -> None:
    rows = Rows(chain(5))
    rows.held.clear()
    async with desk(tmp_path, chains={"staff": rows}) as d:
        await d.ask(r.VerifyChain(chain="staff"))
        rows.broken = "shop-db is away"
        rows.held.set()
        await d.ask(r.VerifyChain(chain="other"))
        assert "chain staff: shop-db is away; :verify goes on behind 2" in d.said
        assert walking(d).stage is Stage.STOPPED
        rows.broken = ""
        await d.ask(r.VerifyChain(chain="staff"))
        assert (verified(d).walked.ok, verified(d).walked.rows) == (True, 5)


async def test_stopping_what_does_not_go_on_does_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, chains={"staff": Rows(chain(5))}) as d:
        await d.ask(r.StopChain(chain="staff"), r.VerifyChain(chain="staff"), r.StopChain(chain="staff"))
        assert (verified(d).walked.ok, walking(d).stage) == (True, Stage.OVER)


class InTwoLooks(Rows):
    """Only half of it can be read at the first look."""

    async def page(self, after: str | None) -> RowPage:
        if not self.asked:
            self.asked.append(after)
            raise UnfinishedError("half of it is read")
        return await super().page(after)


async def test_a_check_that_is_not_through_is_looked_at_again_at_once(tmp_path: Path) -> None:
    seldom = STEPS.replace("times: 1", "times: 1\n  every: 10m")
    async with desk(tmp_path, book("b", seldom), chains={"staff": InTwoLooks(chain(5))}) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(3)
        said = [update.says for update in d.updates if isinstance(update, ProbeSaid)]
        assert "not checked: half of it is read" in said
        assert states(d)["chain"] is StepState.DONE


async def test_a_walk_that_waits_for_another_is_not_begun_when_it_is_stopped(tmp_path: Path) -> None:
    rows, other = Rows(chain(5)), Rows(chain(4))
    rows.held.clear()
    async with desk(tmp_path, chains={"staff": rows, "till": other}) as d:
        await d.ask(r.VerifyChain(chain="staff"), r.VerifyChain(chain="till"), r.StopChain(chain="till"))
        rows.held.set()
        await d.ask(r.Refresh())
        assert (verified(d).chain, verified(d).walked.rows, other.asked) == ("staff", 5, [])
