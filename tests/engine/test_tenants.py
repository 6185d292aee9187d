"""Two shops in one profile: an incident about one never reads, checks or changes the other."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Target
from cockpit.core.checklist import StepState
from cockpit.core.profile import Query, QueueSpec, ReconcileSpec
from cockpit.core.readings import TableReading
from cockpit.engine import requests as r
from cockpit.engine.updates import ByHandWanted, ProbeSaid
from cockpit.ports import Tenanted
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk
from tests.fakes import PROFILE, START, FakeProvider

STEPS = """# B
- Look {id=look}

  ```sql {on=db}
  select 1
  ```
- Look there {id=there}

  ```sql {on=db for=other_slug}
  select 1
  ```
- Look where it is put back {id=restored}

  ```sql {on=db}
  select 1 -- for {restore_slug}
  ```
"""
ROWS = """# B
- None waits {id=rows}

  ```check
  read: query waiting
  expect: rows == 2
  times: 1
  ```
"""
QUIET = """# B
- It is quiet {id=quiet}

  ```check
  read: queue work
  expect: stuck == 0
  times: 1
  ```
"""


class Shops(FakeProvider):
    tenant = "slug"


def shops_are_tenanted(fake: Shops) -> Tenanted:
    return fake


class Waiting:
    """A query with as many rows as the shop has waiting."""

    def __init__(self, name: str, rows: int) -> None:
        self.name, self.rows = name, rows

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        rows = tuple((str(number),) for number in range(self.rows))
        return TableReading(source=self.name, at=START, columns=("id",), rows=rows)


def _shop(name: str, slug: str, instead_of: str = "") -> Target:
    return Target(name=name, provider="fake", settings={"slug": slug}, instead_of=instead_of)


PAIRS = """# B
- Both have the same {id=pairs}

  ```check
  read: reconcile pairs
  expect: agree
  times: 1
  ```
"""
PROFILE_OF_TWO = msgspec.structs.replace(
    PROFILE,
    targets={"db": _shop("db", "acme"), "bolt-db": _shop("bolt-db", "bolt", "db"), "ops": PROFILE.targets["ops"]},
    queries={"waiting": Query(target="db", sql="select 1"), "paid": Query(target="ops", sql="select 1")},
    reconcile={"pairs": ReconcileSpec(left="waiting", right="paid", key="id")},
    sources={"work": QueueSpec(target="db", table="work_queue")},
    thresholds=(),
)
QUERIES = {
    "waiting": Waiting("waiting", 3),
    "waiting at bolt-db": Waiting("waiting at bolt-db", 2),
    "paid": Waiting("paid", 2),
}


async def about(d: Desk, **values: str) -> None:
    await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.SetParameters(values=values))


def told(d: Desk, step: str) -> str:
    return [update.says for update in d.updates if isinstance(update, ProbeSaid) and update.step == step][-1]


async def test_a_block_goes_to_the_shop_the_incident_is_about(tmp_path: Path) -> None:
    for slug, target in (("acme", "db"), ("bolt", "bolt-db")):
        provider = Shops()
        async with desk(tmp_path / slug, book("b", STEPS), profile=PROFILE_OF_TWO, provider=provider) as d:
            await about(d, slug=slug)
            await d.ask(r.RunAction(step="look"))
            assert [action.target for action in provider.executed] == [target]


async def test_before_anybody_said_which_shop_the_target_that_is_named_is_meant(tmp_path: Path) -> None:
    provider = Shops()
    async with desk(tmp_path, book("b", STEPS), profile=PROFILE_OF_TWO, provider=provider) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="look"))
        assert [action.target for action in provider.executed] == ["db"]


async def test_a_block_for_the_other_shop_says_whose_value_counts(tmp_path: Path) -> None:
    provider = Shops()
    async with desk(tmp_path, book("b", STEPS), profile=PROFILE_OF_TWO, provider=provider) as d:
        await about(d, slug="acme", other_slug="bolt", restore_slug="bolt")
        await d.ask(*(r.RunAction(step=step) for step in ("there", "restored", "look")))
        assert [action.target for action in provider.executed] == ["bolt-db", "bolt-db", "db"]


async def test_a_shop_the_profile_does_not_have_is_worked_by_hand_and_said_so(tmp_path: Path) -> None:
    provider = Shops()
    async with desk(tmp_path, book("b", STEPS), profile=PROFILE_OF_TWO, provider=provider) as d:
        await about(d, slug="corner")
        await d.ask(r.RunAction(step="look"))
        assert provider.executed == []
        [card] = [update for update in d.updates if isinstance(update, ByHandWanted)]
        assert card.why.startswith("this is about corner, and db is acme: wrong tenant, nothing was sent")


@pytest.mark.parametrize(
    ("slug", "done", "says"), [("bolt", True, ""), ("acme", False, "3"), ("corner", False, "wrong tenant")]
)
async def test_a_check_reads_its_query_at_the_shops_own_database(
    tmp_path: Path, slug: str, done: bool, says: str
) -> None:
    async with desk(tmp_path, book("b", ROWS), profile=PROFILE_OF_TWO, provider=Shops(), queries=QUERIES) as d:
        await about(d, slug=slug)
        await d.clock.forward(10)
        assert (states(d)["rows"] is StepState.DONE) is done
        assert says in told(d, "rows")


@pytest.mark.parametrize(("slug", "done"), [("bolt", False), ("acme", True)])
async def test_a_source_of_the_other_shop_is_no_evidence(tmp_path: Path, slug: str, done: bool) -> None:
    async with desk(tmp_path, book("b", QUIET), profile=PROFILE_OF_TWO, provider=Shops()) as d:
        await about(d, slug=slug)
        await d.clock.forward(10)
        assert (states(d)["quiet"] is StepState.DONE) is done
        assert done or "work reads db, and this is about the tenant of bolt-db; look there" in told(d, "quiet")


@pytest.mark.parametrize(("slug", "done"), [("bolt", True), ("acme", False), ("corner", False)])
async def test_a_comparison_takes_the_shops_own_side(tmp_path: Path, slug: str, done: bool) -> None:
    async with desk(tmp_path, book("b", PAIRS), profile=PROFILE_OF_TWO, provider=Shops(), queries=QUERIES) as d:
        await about(d, slug=slug)
        await d.clock.forward(10)
        assert (states(d)["pairs"] is StepState.DONE) is done
