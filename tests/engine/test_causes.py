"""What looks like a known bug is suggested, and becomes a hypothesis only when a person raises it."""

from pathlib import Path

from cockpit.config.bugclasses import bundled
from cockpit.core import events as e
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.engine import requests as r
from cockpit.engine.causes import AT_MOST, BEHIND, LOOK_BACK, PARSED
from cockpit.engine.updates import CausesSuggested
from tests.bugclasses.showing import row
from tests.engine.desk import Desk, desk
from tests.engine.growing import GrowingLog
from tests.fakes import NASTY, settle
from widgets.cause_lines import seen

NULL = '{"time":"2026-03-14T09:26:%02dZ","level":50,"msg":"NOT NULL constraint failed: orders.total"}'


def suggested(d: Desk) -> CausesSuggested | None:
    found = [update for update in d.updates if isinstance(update, CausesSuggested)]
    return found[-1] if found else None


def says(d: Desk) -> dict[str, int]:
    last = suggested(d)
    return {match.says: match.count for match in last.matches} if last else {}


def standing(d: Desk) -> Standing:
    return d.incident.hypotheses[0].standing


async def test_a_line_that_shows_a_bug_is_suggested_once_and_then_counted(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", "before the cockpit", NULL % 1)
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        assert says(d) == {"orders.total may not be empty and got no value": 1}
        log.add("api", "fine", NULL % 2, NULL % 3)
        await d.clock.forward(1)
        assert says(d) == {"orders.total may not be empty and got no value": 3}
        last = suggested(d)
        assert last
        assert (last.matches[0].first.second, last.matches[0].last.second) == (1, 3)
        assert d.shelf.journals == {}


async def test_nothing_new_tells_the_screen_nothing(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", NULL % 1)
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        log.add("api", *["all is well"] * 100)
        await d.clock.forward(5)
        assert sum(isinstance(update, CausesSuggested) for update in d.updates) == 1


async def test_a_raised_suggestion_brings_its_rows_as_evidence(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", NULL % 1, NULL % 2)
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await d.ask(r.Declare(title="t"))
        assert not d.incident.hypotheses
        await d.ask(r.RaiseSuggested(bug_class="not-null"))
        [one] = d.incident.hypotheses
        assert one.text == "orders.total may not be empty and got no value"
        assert one.standing is Standing.OPEN
        assert one.confirms
        assert one.refutes
        assert [(each.speaks, each.source) for each in one.evidence] == [(Speaks.FOR, "api")] * 2
        assert one.evidence[-1].text.startswith("2 rows, 09:26:01 to 09:26:02 UTC; ")


async def test_two_people_cannot_raise_the_same(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", NULL % 1)
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await d.ask(r.Declare(title="t"))
        text = "orders.total may not be empty and got no value"
        d.journal.intruder.append(e.HypothesisRaised(hypothesis="h9", text=text, bug_class="not-null"))
        await d.ask(r.RaiseSuggested(bug_class="not-null"))
        assert [one.by for one in d.incident.hypotheses] == ["ben"]
        assert d.said[-1] == "ben raised it already; it is open"


async def test_nothing_is_confirmed_or_refuted_without_evidence(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.RaiseHypothesis(text="the disk is full", confirms="df says so"))
        id = d.incident.hypotheses[0].id
        await d.ask(r.SettleHypothesis(hypothesis=id, standing=Standing.CONFIRMED))
        assert standing(d) is Standing.OPEN
        assert "nothing speaks for it yet" in d.said[-1]
        await d.ask(r.SettleHypothesis(hypothesis=id, standing=Standing.REFUTED, reason="41 % free"))
        [one] = d.incident.hypotheses
        assert one.standing is Standing.REFUTED
        assert [(each.speaks, each.text) for each in one.evidence] == [(Speaks.AGAINST, "41 % free")]


async def test_a_sum_in_the_words_is_worked_out_and_a_row_stays_as_it_came(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.RaiseHypothesis(text="a call for each item"))
        id = d.incident.hypotheses[0].id
        words = r.WeighEvidence(hypothesis=id, speaks=Speaks.FOR, text="7 items: 7 * 1.5 =")
        line = r.WeighEvidence(hypothesis=id, speaks=Speaks.FOR, text="7 * 1.5 =", source="api")
        await d.ask(words, line)
        assert [each.text for each in d.incident.hypotheses[0].evidence] == ["7 items: 7 * 1.5 = 10.5", "7 * 1.5 ="]


async def test_setting_aside_needs_a_reason_and_can_be_taken_back(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.Declare(title="t"), r.RaiseHypothesis(text="the disk is full"))
        id = d.incident.hypotheses[0].id
        await d.ask(r.SettleHypothesis(hypothesis=id, standing=Standing.ASIDE, reason=" "))
        assert standing(d) is Standing.OPEN
        await d.ask(r.SettleHypothesis(hypothesis=id, standing=Standing.ASIDE, reason="later"))
        assert standing(d) is Standing.ASIDE
        await d.ask(r.SettleHypothesis(hypothesis=id, standing=Standing.OPEN))
        assert standing(d) is Standing.OPEN
        assert d.incident.hypotheses[0].settled is None


async def test_without_an_incident_nothing_is_raised(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        await d.ask(r.RaiseHypothesis(text="the disk is full"))
        assert "no incident is open" in d.said[-1]


async def test_a_dismissed_suggestion_does_not_come_again(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", NULL % 1)
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await d.ask(r.DismissCause(bug_class="not-null"))
        assert says(d) == {}
        log.add("api", NULL % 2)
        await d.clock.forward(2)
        assert says(d) == {}


async def test_an_audit_window_read_again_counts_its_rows_once(tmp_path: Path) -> None:
    async with desk(tmp_path, bug_classes=bundled()) as d:
        d.audit.columns = ("at", "who", "action", "row_id")
        d.audit.rows = (row(0, "mia", "edit", "sale 118"), row(6, "joe", "edit", "sale 118"))
        await d.clock.forward(40)
        assert says(d) == {"sale 118 was changed by two people within seconds": 2}


async def test_rows_that_come_faster_than_can_be_looked_at_are_counted_as_left_out(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", *["x"] * (LOOK_BACK + 10))
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await settle(200)
        await d.clock.forward(3)
        log.add("api", *["x"] * (BEHIND + 1))
        log.add("api", NULL % 1)
        for _ in range(3):
            await d.clock.forward(1)
            await settle(200)
        last = suggested(d)
        assert last
        assert last.left_out == BEHIND + 2 - AT_MOST
        assert says(d) == {"orders.total may not be empty and got no value": 1}


async def test_a_hostile_line_reaches_the_journal_printable(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", f"{NASTY} NOT NULL constraint failed: a.b")
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await d.ask(r.Declare(title="t"), r.RaiseSuggested(bug_class="not-null"))
        assert d.incident.hypotheses[0].evidence[0].text.isprintable()


async def test_a_storm_of_the_same_line_is_counted_as_at_least_so_many(tmp_path: Path) -> None:
    log = GrowingLog("api")
    log.add("api", *[NULL % 1] * (PARSED * 3))
    async with desk(tmp_path, log=log, bug_classes=bundled()) as d:
        await settle(200)
        last = suggested(d)
        assert last
        [match] = last.matches
        assert (match.count, match.least) == (PARSED, True)
        assert seen(match).startswith(f"at least {PARSED} rows")
