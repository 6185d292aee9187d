"""What probes read, watches over time, and steps that are a person's."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from cockpit.core.actions import Outcome, Receipt
from cockpit.core.checklist import How, StepState
from cockpit.core.events import IncidentReopened, StepMoved
from cockpit.core.expr import Value
from cockpit.core.incident import Phase
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Runbook
from cockpit.engine import requests as r
from cockpit.engine.updates import ProbeSaid
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk
from tests.engine.growing import GrowingLog


class Notes:
    """A file reader whose answers the test sets."""

    def __init__(self) -> None:
        self.answer: Mapping[str, Value] = {"exists": False}
        self.asked: list[str] = []

    async def read(self, path: str) -> Mapping[str, Value]:
        self.asked.append(path)
        return self.answer


def one(lang: str, *lines: str, before: str = "", attributes: str = "") -> Runbook:
    body = "\n".join(f"  {line}" for line in ("```" + lang, *lines, "```"))
    return book("b", f"# B\n- Look {{id=look{attributes}}}\n\n{before}{body}\n- After {{id=after}}\n")


async def opened(d: Desk) -> None:
    await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))


def says(d: Desk) -> str:
    return [update.says for update in d.updates if isinstance(update, ProbeSaid)][-1]


async def test_a_log_check_counts_what_came_since_the_step_began(tmp_path: Path) -> None:
    log = GrowingLog("api", "web")
    log.add("api", "error: old")
    async with desk(tmp_path, one("check", "read: log api", "match: ERROR", "expect: count >= 2"), log=log) as d:
        await opened(d)
        await d.clock.forward(5)
        assert states(d)["look"] is StepState.TODO
        log.add("api", "Error: new", "fine", "ERROR again")
        log.add("web", "error elsewhere")
        await d.clock.forward(10)
        assert states(d)["look"] is StepState.DONE
        item = d.incident.checklist.item("look")
        assert item
        assert item.evidence == "count = 2 (log api; expected count >= 2)"


async def test_a_silent_log_proves_nothing(tmp_path: Path) -> None:
    log = GrowingLog("api")
    async with desk(tmp_path, one("check", "read: log api", "match: x", "expect: count == 0"), log=log) as d:
        await opened(d)
        await d.clock.forward(30)
        assert states(d)["look"] is StepState.TODO
        assert "silence proves nothing" in says(d)


async def test_a_file_check_ticks_when_the_file_is_there_and_nothing_in_it_is_to_be_done(tmp_path: Path) -> None:
    notes = Notes()
    text = one("check", "read: file notes/{incident}.md", "expect: exists and todo == 0")
    async with desk(tmp_path, text, files=notes) as d:
        await opened(d)
        notes.answer = {"exists": True, "todo": 2}
        await d.clock.forward(6)
        assert states(d)["look"] is StepState.TODO
        notes.answer = {"exists": True, "todo": 0}
        await d.clock.forward(12)
        assert states(d)["look"] is StepState.DONE
        assert set(notes.asked) == {"notes/inc-1.md"}


async def test_a_check_may_run_a_reading_block_again_without_writing_actions_down(tmp_path: Path) -> None:
    before = "  ```sql\n  select count(*) as n from t\n  ```\n"
    async with desk(tmp_path, one("check", "read: block", "expect: n < 5", before=before)) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="read", values={"n": 9})
        await opened(d)
        await d.clock.forward(6)
        assert "n = 9" in says(d)
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="read", values={"n": 1})
        await d.clock.forward(12)
        assert states(d)["look"] is StepState.DONE
        assert d.incident.actions == ()
        assert {action.attributes["timeout"] for action in d.provider.executed} == {"15s"}


async def test_a_storm_between_two_looks_is_counted_whole(tmp_path: Path) -> None:
    log = GrowingLog("api", "web")
    log.add("api", "up")
    async with desk(tmp_path, one("check", "read: log api", "match: ERROR", "expect: count > 11999"), log=log) as d:
        await opened(d)
        await d.clock.forward(2)
        log.add("api", *["ERROR"] * 12_000)
        log.add("web", *["ERROR"] * 3)
        await d.clock.forward(12)
        assert "count = 12000" in says(d)


@pytest.mark.parametrize("lines", [("read: block", "expect: n < 5"), ("read: file x", "expect: exists")])
async def test_nothing_is_run_or_looked_at_before_the_runbook_is_trusted(
    tmp_path: Path, lines: tuple[str, ...]
) -> None:
    notes, before = Notes(), "  ```sql\n  select 1 as n\n  ```\n"
    async with desk(tmp_path, one("check", *lines, before=before), trusted=False, files=notes) as d:
        await opened(d)
        await d.clock.forward(12)
        assert (d.provider.executed, notes.asked) == ([], [])
        assert "trusts it" in says(d)


async def test_a_block_that_fails_is_not_checked_not_bad(tmp_path: Path) -> None:
    before = "  ```sql\n  select 1 as n\n  ```\n"
    async with desk(tmp_path, one("check", "read: block", "expect: n < 5", before=before)) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.FAILED, says="no such table")
        await opened(d)
        await d.clock.forward(6)
        assert says(d) == "not checked: no such table"


async def test_a_watch_ticks_after_its_time_without_a_break(tmp_path: Path) -> None:
    log = GrowingLog("api")
    text = one("watch", "for: 60s", "read: log api", "match: ERROR", "expect: count == 0", "every: 5s")
    async with desk(tmp_path, text, log=log) as d:
        log.add("api", "up")
        await opened(d)
        await d.clock.forward(40)
        assert states(d)["look"] is StepState.WAITING
        assert "quiet for 3" in says(d)
        log.add("api", "ERROR once more")
        await d.clock.forward(55)
        assert states(d)["look"] is StepState.WAITING
        await d.clock.forward(20)
        assert states(d)["look"] is StepState.DONE


async def test_what_comes_back_while_a_watch_still_looks_reopens_step_and_incident(tmp_path: Path) -> None:
    log = GrowingLog("api")
    lines = ("for: 20s", "until: 10m", "read: log api", "match: ERROR", "expect: count == 0", "every: 5s")
    async with desk(tmp_path, one("watch", *lines), log=log) as d:
        log.add("api", "up")
        await opened(d)
        await d.clock.forward(40)
        assert states(d)["look"] is StepState.DONE
        await d.ask(r.MarkStep(step="after", state=StepState.DONE), r.Resolve(cause="x"))
        log.add("api", "ERROR is back")
        await d.clock.forward(10)
        assert (d.incident.phase, states(d)["look"]) == (Phase.OPEN, StepState.REGRESSED)
        [reopened] = d.journal.events(IncidentReopened)
        assert isinstance(reopened, IncidentReopened)
        assert "it came back" in reopened.reason


async def test_a_watch_stops_looking_when_its_time_is_over(tmp_path: Path) -> None:
    log = GrowingLog("api")
    lines = ("for: 20s", "until: 60s", "read: log api", "match: ERROR", "expect: count == 0", "every: 5s")
    async with desk(tmp_path, one("watch", *lines), log=log) as d:
        log.add("api", "up")
        await opened(d)
        await d.clock.forward(70)
        log.add("api", "ERROR much later")
        await d.clock.forward(20)
        assert states(d)["look"] is StepState.DONE


async def test_a_watch_without_anything_to_read_runs_its_clock_and_then_asks(tmp_path: Path) -> None:
    async with desk(tmp_path, one("watch", "for: 60s")) as d:
        await opened(d)
        await d.clock.forward(20)
        assert states(d)["look"] is StepState.WAITING
        assert "to go" in says(d)
        await d.clock.forward(60)
        assert "Did it stay quiet?" in says(d)
        assert states(d)["look"] is StepState.WAITING
        await d.ask(r.MarkStep(step="look", state=StepState.DONE))
        item = d.incident.checklist.item("look")
        assert item
        assert (item.state, item.how) == (StepState.DONE, How.MANUAL)


async def test_a_check_that_takes_too_long_says_so_once(tmp_path: Path) -> None:
    lines = ("read: queue work", "expect: stuck == 0", "within: 10s", "says: old locks are still there")
    text = one("check", *lines, before="  ```queue\n  ```\n")
    async with desk(tmp_path, text) as d:
        d.queue.stuck = 3
        await opened(d)
        await d.ask(r.RunAction(step="look"), r.Confirm(plan=d.plan.plan.digest) if d.plans else r.Refresh())
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        await d.clock.forward(40)
        assert sum("not within 10 s" in text for text in d.said) == 1


async def test_a_persons_step_is_never_ticked_by_the_machine(tmp_path: Path) -> None:
    text = one("check", "read: queue work", "expect: stuck == 0", attributes=" by=person")
    async with desk(tmp_path, text) as d:
        await opened(d)
        await d.clock.forward(30)
        assert states(d)["look"] is StepState.TODO
        assert "a person says so with x" in says(d)


async def test_an_audit_source_tells_its_rows_to_a_check(tmp_path: Path) -> None:
    async with desk(tmp_path, one("check", "read: audit staff", "expect: rows == 0")) as d:
        await opened(d)
        await d.clock.forward(12)
        assert states(d)["look"] is StepState.DONE


async def test_a_file_that_cannot_be_looked_at_is_said(tmp_path: Path) -> None:
    class Broken:
        async def read(self, path: str) -> Mapping[str, Value]:
            raise SourceError("notes.md is a link out of here")

    async with desk(tmp_path, one("check", "read: file notes.md", "expect: exists"), files=Broken()) as d:
        await opened(d)
        await d.clock.forward(6)
        assert says(d) == "not checked: notes.md is a link out of here"
        assert not [e for e in d.journal.events(StepMoved) if isinstance(e, StepMoved) and e.state is StepState.DONE]
