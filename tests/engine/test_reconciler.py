"""A comparison at work in an incident: read beside everything else, its missing rows worked through."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.comparing import Comparing
from cockpit.core.events import ComparisonMade, MissingMarked
from cockpit.core.fold import replay
from cockpit.core.missing import Fate, Reconciliation
from cockpit.core.profile import Query, ReconcileSpec
from cockpit.core.readings import SourceError, TableReading
from cockpit.engine import requests as r
from cockpit.engine.updates import ComparingChanged
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk
from tests.fakes import PROFILE, START, settle

BOUNDED = Query(target="t", sql="x between {since} and {until}")
SHOP = msgspec.structs.replace(
    PROFILE,
    queries={"charges": BOUNDED, "sales": BOUNDED},
    reconcile={
        "card-sales": ReconcileSpec(
            left="charges", right="sales", key="pi", amount="amount", since="gap_from", currency="EUR", decimals=2
        )
    },
)
AGO = START - timedelta(hours=1)
COMPARE = r.Compare(comparison="card-sales", since=AGO)


class Money:
    """A side of which the test sets the rows; `gate` holds a read back, `trouble` makes it fail."""

    def __init__(self, name: str, *rows: tuple[str, int], truncated: bool = False) -> None:
        self.name, self.rows, self.truncated = name, list(rows), truncated
        self.asked: list[str] = []
        self.trouble = ""
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        self.asked.append(parameters["since"])
        await self.gate.wait()
        if self.trouble:
            raise SourceError(self.trouble)
        rows = tuple(
            (key, str(amount), f"2026-03-14T09:0{n}:00Z", "succeeded") for n, (key, amount) in enumerate(self.rows)
        )
        return TableReading(
            source=self.name,
            at=START,
            columns=("pi", "amount", "at", "status"),
            rows=rows,
            truncated=self.truncated,
        )


def shop() -> tuple[Money, Money, dict[str, Money]]:
    charges = Money("charges", ("pi_1", 450), ("pi_2", 900), ("pi_3", 3220))
    sales = Money("sales", ("pi_1", 450))
    return charges, sales, {"charges": charges, "sales": sales}


def comparing(d: Desk) -> Comparing:
    return [update.comparing for update in d.updates if isinstance(update, ComparingChanged)][-1]


def kept(d: Desk) -> Reconciliation:
    return d.incident.reconciled["card-sales"]


def fates(d: Desk) -> dict[str, Fate]:
    return {one.row.key: one.fate for one in kept(d).rows}


async def test_missing_rows_are_written_down_and_stand_between_the_incident_and_its_close(tmp_path: Path) -> None:
    _, _, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        found = comparing(d)
        assert (found.running, found.read, found.error) == (False, {"charges": 3, "sales": 1}, "")
        assert fates(d) == {"pi_2": Fate.OPEN, "pi_3": Fate.OPEN}
        assert d.incident.left_open == ("2 of card-sales still missing, 41.20 EUR",)
        first = kept(d).rows[0].row
        assert (first.at, first.says) == ("2026-03-14T09:01:00Z", "succeeded")
        await d.ask(r.Resolve(), r.Close())
        assert "cannot close while something is open: 2 of card-sales still missing, 41.20 EUR" in d.said[-1]


async def test_what_is_there_by_the_next_comparison_is_ticked_whoever_said_so(tmp_path: Path) -> None:
    _, sales, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        await d.ask(r.MarkMissing(comparison="card-sales", keys=("pi_2",), fate=Fate.SAID))
        assert fates(d)["pi_2"] is Fate.SAID
        assert d.incident.left_open[0].endswith("41.20 EUR (1 said to be re-created, not seen yet)")
        await d.ask(COMPARE)
        assert fates(d)["pi_2"] is Fate.SAID
        sales.rows += [("pi_2", 900), ("pi_3", 3220)]
        await d.ask(COMPARE)
        assert set(fates(d).values()) == {Fate.THERE}
        assert d.incident.left_open == ()


async def test_a_row_that_is_not_needed_keeps_its_reason_and_a_reopened_one_blocks_again(tmp_path: Path) -> None:
    _, _, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        mark = r.MarkMissing(comparison="card-sales", keys=("pi_2", "pi_3"), fate=Fate.NOT_NEEDED)
        await d.ask(mark)
        assert d.said[-1] == "say why it is not needed; the report will ask"
        await d.ask(msgspec.structs.replace(mark, reason="a test of the till"))
        assert not d.incident.left_open
        await d.ask(COMPARE)
        assert fates(d) == {"pi_2": Fate.NOT_NEEDED, "pi_3": Fate.NOT_NEEDED}
        await d.ask(r.MarkMissing(comparison="card-sales", keys=("pi_2",), fate=Fate.OPEN))
        assert d.incident.left_open == ("1 of card-sales still missing, 9.00 EUR",)
        assert kept(d).having(Fate.NOT_NEEDED)[0].reason == "a test of the till"


async def test_a_person_cannot_say_what_only_a_comparison_sees(tmp_path: Path) -> None:
    _, sales, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.MarkMissing(comparison="card-sales", keys=("pi_2",), fate=Fate.SAID))
        assert "press d to declare one" in d.said[-1]
        await d.ask(r.Declare(title="t"), COMPARE)
        await d.ask(r.MarkMissing(comparison="card-sales", keys=("pi_2",), fate=Fate.THERE))
        assert "only a comparison can say that a row is re-created" in d.said[-1]
        sales.rows.append(("pi_2", 900))
        await d.ask(COMPARE, r.MarkMissing(comparison="card-sales", keys=("pi_2",), fate=Fate.OPEN))
        assert "has seen what became of that row" in d.said[-1]
        assert d.journal.events(MissingMarked) == []


async def test_a_row_that_left_both_sides_is_gone_unless_less_was_compared(tmp_path: Path) -> None:
    charges, _, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        charges.rows = charges.rows[:2]
        await d.ask(r.Compare(comparison="card-sales", since=START))
        assert fates(d)["pi_3"] is Fate.OPEN, "it may have been before the later beginning"
        await d.ask(r.Compare(comparison="card-sales", since=AGO - timedelta(hours=1)))
        assert fates(d) == {"pi_2": Fate.OPEN, "pi_3": Fate.GONE}
        charges.rows.append(("pi_3", 3220))
        await d.ask(r.Compare(comparison="card-sales", since=AGO - timedelta(hours=1)))
        assert fates(d)["pi_3"] is Fate.OPEN


async def test_of_a_side_that_was_cut_nothing_is_called_missing(tmp_path: Path) -> None:
    _, sales, sources = shop()
    sales.truncated = True
    queries = {"charges": BOUNDED, "sales": Query(target="t", sql="all")}
    async with desk(tmp_path, profile=msgspec.structs.replace(SHOP, queries=queries), queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        found = comparing(d).found
        assert found is not None
        assert found.right.cut.startswith("query sales gives only its first 1 rows")
        assert (found.missing, len(found.only_left), found.agree) == ((), 2, False)
        assert found.says == "not all of sales was read"
        assert d.incident.left_open == ()
        assert d.journal.events(ComparisonMade) == []


async def test_it_begins_no_earlier_than_a_side_keeps_rows_and_says_so(tmp_path: Path) -> None:
    charges, _, sources = shop()
    keeps = msgspec.structs.replace(BOUNDED, keeps=timedelta(minutes=30))
    profile = msgspec.structs.replace(SHOP, queries={"charges": keeps, "sales": BOUNDED})
    async with desk(tmp_path, profile=profile, queries=sources) as d:
        await d.ask(COMPARE)
        assert comparing(d).edge == "charges keeps nothing before 2026-03-14T08:56:00Z: what is older is not compared"
        assert charges.asked == ["2026-03-14T08:56:00Z"]


async def test_reading_goes_on_beside_the_rest_and_can_be_stopped(tmp_path: Path) -> None:
    _, sales, sources = shop()
    sales.gate.clear()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        assert (comparing(d).running, comparing(d).read) == (True, {"charges": 3})
        await d.ask(r.AddNote(text="meanwhile"))
        assert "note: meanwhile" in str(d.updates)
        await d.ask(r.StopComparing(comparison="card-sales"))
        assert (comparing(d).running, comparing(d).error) == (False, "stopped before it was through")
        sales.gate.set()
        await settle()
        assert comparing(d).found is None
        await d.ask(COMPARE)
        assert comparing(d).found is not None


async def test_asked_again_while_it_reads_it_begins_anew(tmp_path: Path) -> None:
    _, sales, sources = shop()
    sales.gate.clear()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(COMPARE, r.Compare(comparison="card-sales", since=START))
        sales.gate.set()
        await settle()
        assert (comparing(d).since, comparing(d).running) == (START, False)


async def test_a_side_that_cannot_be_read_leaves_the_last_result_and_says_why(tmp_path: Path) -> None:
    charges, _, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(COMPARE)
        charges.trouble = "stripe did not answer"
        await d.ask(COMPARE)
        assert comparing(d).error == "stripe did not answer"
        assert comparing(d).found is not None


async def test_after_something_was_changed_it_is_compared_again_by_itself(tmp_path: Path) -> None:
    _, sales, sources = shop()
    changed = Receipt(outcome=Outcome.DONE, says="entered")
    unlock = book("b", "# B\n- Enter it {id=enter}\n\n  ```act {on=db verb=unlock}\n  x\n  ```\n")
    async with desk(tmp_path, unlock, profile=SHOP, queries=sources) as d:
        d.provider.answer = lambda plan: changed
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), COMPARE)
        sales.rows.append(("pi_2", 900))
        await d.ask(r.RunAction(step="enter", index=0))
        await d.ask(r.Confirm(plan=d.plan.plan.digest, typed=""))
        await settle()
        assert fates(d) == {"pi_2": Fate.THERE, "pi_3": Fate.OPEN}
        sales.rows.append(("pi_3", 3220))
        await d.clock.forward(14)
        assert fates(d)["pi_3"] is Fate.OPEN
        await d.clock.forward(2)
        assert fates(d)["pi_3"] is Fate.THERE, "what an action set going arrives a little later"


async def test_a_check_that_compares_ticks_rows_too(tmp_path: Path) -> None:
    _, sales, sources = shop()
    text = "# B\n- Look {id=look}\n\n  ```check\n  read: reconcile card-sales\n  expect: agree\n  times: 1\n  ```\n"
    async with desk(tmp_path, book("b", text), profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.ask(r.SetParameters(values={"gap_from": "2026-03-14T08:26:00Z"}))
        await d.clock.forward(10)
        assert d.incident.reconciled == {}, "a check alone begins no work"
        await d.ask(COMPARE)
        sales.rows += [("pi_2", 900), ("pi_3", 3220)]
        await d.clock.forward(10)
        assert set(fates(d).values()) == {Fate.THERE}
        assert states(d)["look"] == "done"


async def test_the_marks_are_in_the_journal(tmp_path: Path) -> None:
    _, _, sources = shop()
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.Declare(title="t"), COMPARE)
        await d.ask(r.MarkMissing(comparison="card-sales", keys=("pi_3",), fate=Fate.SAID))
        again = replay(d.journal.read()).reconciled["card-sales"]
        assert again == kept(d)
        assert [(one.row.key, one.fate, one.by) for one in again.open] == [
            ("pi_2", Fate.OPEN, ""),
            ("pi_3", Fate.SAID, "ana"),
        ]


async def test_the_csv_lies_in_the_incidents_folder_and_runs_nothing(tmp_path: Path) -> None:
    charges, _, sources = shop()
    charges.rows.append(("=cmd()", 100))
    async with desk(tmp_path, profile=SHOP, queries=sources) as d:
        await d.ask(r.ExportMissing(comparison="card-sales"))
        assert "has not been compared yet" in d.said[-1]
        await d.ask(r.Declare(title="t"), COMPARE, r.ExportMissing(comparison="card-sales"))
        [path] = d.journal.folder.glob("reconcile-card-sales-*.csv")
        lines = path.read_text().splitlines()
        assert lines[0] == '"state","only in","key","left amount","right amount","row"'
        assert lines[1].startswith('"missing","charges","pi_2","900",""')
        assert '"\'=cmd()"' in lines[3]
        assert path.stat().st_mode & 0o777 == 0o600
        assert d.said[-1] == f"written to {path}"


async def test_a_comparison_nobody_named_is_refused(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Compare(comparison="x", since=START))
        assert d.said[-1] == "the profile has no comparison called 'x'; add [reconcile.x]"
