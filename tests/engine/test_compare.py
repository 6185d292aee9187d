"""A check that holds two named queries against each other ticks its step when they agree."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.core.checklist import StepState
from cockpit.core.readings import TableReading
from tests.engine.books import states
from tests.engine.desk import desk
from tests.engine.test_evidence import one, opened, says
from tests.fakes import START


class Counted:
    """A named query whose one number the test sets."""

    def __init__(self, name: str, orders: int) -> None:
        self.name, self.orders = name, orders

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        row = ("north", str(self.orders))
        return TableReading(source=self.name, at=START, columns=("store", "orders"), rows=(row,))


async def test_a_step_is_ticked_when_tables_and_function_agree(tmp_path: Path) -> None:
    tables, function = Counted("tables", 2), Counted("function", 1)
    queries = {"tables": tables, "function": function}
    text = one("check", "read: compare tables function by store", "expect: equal and same == 1", "times: 1")
    async with desk(tmp_path, text, queries=queries) as d:
        await opened(d)
        await d.clock.forward(6)
        assert "equal = False" in says(d)
        function.orders = 2
        await d.clock.forward(6)
        assert states(d)["look"] is StepState.DONE


async def test_a_query_that_is_not_there_is_named(tmp_path: Path) -> None:
    text = one("check", "read: compare tables other by store", "expect: equal")
    async with desk(tmp_path, text, queries={"tables": Counted("tables", 1)}) as d:
        await opened(d)
        await d.clock.forward(6)
        assert "no query called 'other'" in says(d)
