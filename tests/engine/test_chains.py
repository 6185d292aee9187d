"""A chain walked by the session: for a check, and when somebody asks."""

from pathlib import Path

from cockpit.core.chainwalked import Kind
from cockpit.core.checklist import StepState
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage, SourceError
from cockpit.engine import requests as r
from cockpit.engine.updates import ChainVerified, ProbeSaid
from tests.core.chains import COLUMNS, SPEC, Row, chain
from tests.engine.books import book, states
from tests.engine.desk import desk

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

    async def page(self, after: str | None) -> RowPage:
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
