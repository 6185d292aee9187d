"""The reconcile workbench by its keys: what is asked of the engine, and what is shown."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit.core import events as e
from cockpit.core.missing import Fate
from cockpit.core.profile import Profile, Query
from cockpit.engine import requests as r
from cockpit.engine import updates as u
from cockpit.engine.steps import opening
from tests.engine.books import book
from tests.fakes import START
from tests.screens.cockpit import Alone
from tests.screens.test_causes import asked, ready, shown, to
from tests.snapshots.reconciled import (
    AGO,
    CUT,
    EMPTY,
    FOUND,
    FRESH,
    KEYS,
    NAME,
    ODD,
    READING,
    SHOP,
    WORKED,
    made,
    stands,
)
from tests.snapshots.scenes import DECLARED, told
from tests.widgets.painted import all_text, until
from widgets.plain_input import PlainInput

TITLE = "Reconcile card-sales"


async def typed(app: Alone, pilot: Pilot[None], words: str) -> None:
    """The command, typed after `:`."""
    await pilot.press("colon")
    await ready(app, pilot, "Command")
    await pilot.press(*words, "enter")


@asynccontextmanager
async def workbench(
    updates: Sequence[u.Update], size: tuple[int, int] = (100, 40), profile: Profile = SHOP
) -> AsyncIterator[tuple[Alone, Pilot[None]]]:
    """The open workbench, the request that reads again forgotten."""
    async with shown(updates, size, profile) as (app, pilot):
        await typed(app, pilot, "reconcile card")
        await ready(app, pilot, TITLE)
        app.asked.clear()
        yield app, pilot


async def test_the_first_time_it_asks_from_when_and_offers_t0() -> None:
    async with shown(told(DECLARED), profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await ready(app, pilot, "From when on?")
        assert app.screen.query_one(PlainInput).value == "T0"
        await pilot.press("ctrl+u", *"08:26", "enter")
        assert await asked(app, pilot, 2) == [
            r.SetParameters(values={"gap_from": "2026-03-14T08:26:00Z"}),
            r.Compare(comparison=NAME, since=AGO),
        ]
        await ready(app, pilot, TITLE)


async def test_the_incidents_own_value_is_not_asked_for_again() -> None:
    given = e.ParameterSet(name="gap_from", value="2026-03-14T08:26:00Z")
    async with shown(told(DECLARED, given), profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        assert await asked(app, pilot) == [r.Compare(comparison=NAME, since=AGO)]


async def test_what_was_compared_before_the_incident_is_no_answer_to_from_when() -> None:
    earlier = stands(until=START - timedelta(hours=2))
    async with shown([*told(DECLARED), earlier], profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await ready(app, pilot, "From when on?")


async def test_a_time_that_is_none_or_not_past_is_refused_in_words() -> None:
    async with shown(told(DECLARED), profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await ready(app, pilot, "From when on?")
        await pilot.press("ctrl+u", *"soon", "enter")
        await until(pilot, lambda: "'soon' is no time" in all_text(app))
        await pilot.press("ctrl+u", *"T+5h", "enter")
        await until(pilot, lambda: "that is not past yet" in all_text(app))
        assert app.asked == []


async def test_a_comparison_without_a_window_asks_nothing() -> None:
    now = Query(target="t", sql="select 1")
    profile = replace(SHOP, queries={"charges": now, "sales": now})
    async with shown(told(DECLARED), profile=profile) as (app, pilot):
        await typed(app, pilot, "reconcile")
        [request] = await asked(app, pilot)
        assert isinstance(request, r.Compare)
        await ready(app, pilot, TITLE)


async def test_what_else_the_queries_need_is_asked_for_and_needs_an_incident() -> None:
    of_shop = Query(target="t", sql="{since} {until} {t0} {slug}")
    profile = replace(SHOP, queries={"charges": of_shop, "sales": of_shop})
    async with shown([], profile=profile) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await until(pilot, lambda: "card-sales needs slug" in all_text(app))
    async with shown(told(DECLARED), profile=profile) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await ready(app, pilot, "slug")
        await pilot.press("ctrl+u", *"-1h", "enter", *"acme", "enter")
        first = (await asked(app, pilot, 2))[0]
        assert isinstance(first, r.SetParameters)
        assert first.values["slug"] == "acme"


async def test_opened_again_it_compares_from_where_it_did() -> None:
    async with shown(WORKED, profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        assert await asked(app, pilot) == [r.Compare(comparison=NAME, since=AGO)]


async def test_both_sides_their_sums_and_what_is_missing_are_shown() -> None:
    async with workbench(FRESH) as (app, _):
        text = all_text(app)
        assert "Since 2026-03-14 08:26:00 UTC (e changes it), read 09:30:00" in text
        assert "charges        60 rows      7 966.00 EUR" in text
        assert "53 on both sides · 7 missing in sales, 1 526.50 EUR · 1 only in sales" in text
        assert "[open 7]" in text
        row = next(line for line in text.splitlines() if "0054" in line)
        assert row.split() == ["┃", ">[", "]", KEYS[0], "03-14", "08:54:11", "ch_54", "succeeded", "243.00", "EUR", "┃"]
        assert "\x1b" not in text


async def test_space_says_it_was_re_created_and_goes_on_to_the_next_row() -> None:
    async with workbench(FRESH) as (app, pilot):
        await pilot.press("space", "space")
        first, second = await asked(app, pilot, 2)
        assert first == r.MarkMissing(comparison=NAME, keys=(KEYS[0],), fate=Fate.SAID)
        assert second == r.MarkMissing(comparison=NAME, keys=(KEYS[1],), fate=Fate.SAID)


async def test_space_on_a_row_that_was_said_takes_it_back() -> None:
    async with workbench(WORKED) as (app, pilot):
        assert "said to be re-created by ana 09:28:00, still missing at 09:30:00" in all_text(app)
        await pilot.press("space")
        assert await asked(app, pilot) == [r.MarkMissing(comparison=NAME, keys=(KEYS[1],), fate=Fate.OPEN)]


async def test_not_needed_wants_a_reason_and_comes_back_to_the_row() -> None:
    async with workbench(FRESH) as (app, pilot):
        await to(app, pilot, "0055")
        await pilot.press("n")
        await ready(app, pilot, "Not needed: ")
        await pilot.press(*"a test", "enter")
        mark = r.MarkMissing(comparison=NAME, keys=(KEYS[1],), fate=Fate.NOT_NEEDED, reason="a test")
        assert await asked(app, pilot) == [mark]
        await ready(app, pilot, TITLE)
        assert any(">" in line[:4] and "0055" in line for line in all_text(app).splitlines())


async def test_all_that_are_open_can_be_waived_with_one_reason() -> None:
    async with workbench(WORKED) as (app, pilot):
        await pilot.press("N")
        await ready(app, pilot, "Not needed: all 5 that are open")
        await pilot.press(*"other shop", "enter")
        [mark] = await asked(app, pilot)
        assert isinstance(mark, r.MarkMissing)
        assert (len(mark.keys), mark.reason, mark.others) == (5, "other shop", True)


async def test_tab_shows_what_was_settled_and_the_other_findings() -> None:
    async with workbench(WORKED) as (app, pilot):
        await pilot.press("tab")
        await until(pilot, lambda: "[settled 2]" in all_text(app))
        text = all_text(app)
        assert "re-created: seen on both sides at 09:30:00" in text
        assert "not needed, said by ana 09:29:00: a test of the till" in text
        await pilot.press("tab")
        await until(pilot, lambda: "[amounts 0]" in all_text(app))
        assert "None." in all_text(app)
        await pilot.press("tab")
        await until(pilot, lambda: "[only in sales 1]" in all_text(app))
        assert "pi_till" in all_text(app)
        await pilot.press("space")
        await until(pilot, lambda: "Only a missing row of an incident can be marked." in all_text(app))
        assert app.asked == []


async def test_another_amount_and_what_stands_twice_are_listed() -> None:
    async with workbench([*told(DECLARED), stands(ODD)]) as (app, pilot):
        assert "Nothing is missing: all that charges has is in sales, or settled." in all_text(app)
        await pilot.press("tab", "tab")
        await until(pilot, lambda: "9.00 EUR in charges, 0.90 EUR in sales" in all_text(app))
        await pilot.press("tab", "tab")
        await until(pilot, lambda: "2 times in charges" in all_text(app))


async def test_enter_shows_the_row_whole() -> None:
    async with workbench(FRESH) as (app, pilot):
        await pilot.press("enter")
        await ready(app, pilot, "As charges has it:")
        text = all_text(app)
        assert f"Key: {KEYS[0]}" in text
        assert "Amount: 243.00 EUR" in text
        assert "First missed: 2026-03-14 09:27:00 UTC" in text
        assert "charge: ch_54" in text
        await pilot.press("escape")
        await ready(app, pilot, TITLE)


async def test_r_reads_again_x_stops_and_w_writes_the_csv() -> None:
    async with workbench(READING) as (app, pilot):
        assert "Reading: charges 12 000, sales 3 400 rows so far … x stops" in all_text(app)
        await pilot.press("r", "x", "w")
        assert await asked(app, pilot, 3) == [
            r.Compare(comparison=NAME, since=AGO),
            r.StopComparing(comparison=NAME),
            r.ExportMissing(comparison=NAME),
        ]


async def test_y_copies_the_key() -> None:
    async with workbench(FRESH) as (app, pilot):
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == KEYS[0])


async def test_e_compares_from_another_time_on() -> None:
    async with workbench(FRESH) as (app, pilot):
        await pilot.press("e")
        await ready(app, pilot, "From when on?")
        await pilot.press("ctrl+u", *"T0", "enter")
        requests = await asked(app, pilot, 2)
        assert requests[-1] == r.Compare(comparison=NAME, since=START)
        await ready(app, pilot, TITLE)


async def test_looking_further_back_moves_the_incidents_value_and_looking_less_far_does_not() -> None:
    given = e.ParameterSet(name="gap_from", value="2026-03-14T08:26:00Z")
    async with workbench([*told(DECLARED, given, made()), stands()]) as (app, pilot):
        await pilot.press("e")
        await ready(app, pilot, "From when on?")
        await pilot.press("ctrl+u", *"T0", "enter")
        assert await asked(app, pilot) == [r.Compare(comparison=NAME, since=START)]
        await ready(app, pilot, TITLE)
        await pilot.press("e")
        await ready(app, pilot, "From when on?")
        await pilot.press("ctrl+u", *"T-2h", "enter")
        assert (await asked(app, pilot, 3))[1:] == [
            r.SetParameters(values={"gap_from": "2026-03-14T07:26:00Z"}),
            r.Compare(comparison=NAME, since=START - timedelta(hours=2)),
        ]


async def test_a_side_that_was_cut_is_said_and_nothing_is_called_missing() -> None:
    async with workbench([*told(DECLARED), stands(CUT)]) as (app, _):
        text = " ".join(all_text(app).replace("┃", " ").split())
        assert "CUT" in text
        assert "So nothing is called missing." in text
        assert "[open 0]" in text
        assert "What sales lacks cannot be said: not all of it was read." in text


async def test_no_rows_say_why() -> None:
    async with workbench([*told(DECLARED), stands(EMPTY)]) as (app, _):
        text = " ".join(all_text(app).replace("┃", " ").split())
        assert "Neither charges nor sales has a row in this time: is the beginning right?" in text


async def test_the_edge_of_what_is_kept_and_an_error_are_said() -> None:
    edge = "charges keeps nothing before 2026-03-14T08:56:00Z: what is older is not compared"
    async with workbench([*FRESH, stands(edge=edge, error="stripe did not answer")], (120, 40)) as (app, _):
        text = all_text(app)
        assert f"[!] {edge}" in text
        assert "[!] Not read: stripe did not answer, below is what was read before" in text


async def test_what_is_too_new_and_sums_of_several_currencies_are_said() -> None:
    mixed = replace(FOUND, young=3, right=replace(FOUND.right, currencies=("USD",)))
    async with workbench([*FRESH, stands(mixed)], (120, 40)) as (app, _):
        text = all_text(app)
        assert "[!] 3 on one side only are too new to be judged" in text
        assert "[!] The sums mix EUR, USD." in text


async def test_without_an_incident_rows_are_seen_and_marks_refused() -> None:
    async with shown([stands()], profile=SHOP) as (app, pilot):
        await typed(app, pilot, "reconcile")
        await ready(app, pilot, "[open 7]")
        await pilot.press("space")
        await until(pilot, lambda: "Only a missing row of an incident can be marked." in all_text(app))
        await pilot.press("n")
        await until(pilot, lambda: "press d to declare one" in all_text(app))


async def test_what_is_written_down_is_shown_before_anything_is_read() -> None:
    async with workbench(told(DECLARED, made())) as (app, pilot):
        assert "Not compared yet since this cockpit runs" in all_text(app)
        assert "[open 7]" in all_text(app)
        await pilot.press("r")
        assert await asked(app, pilot) == [r.Compare(comparison=NAME, since=AGO)]


async def test_the_workbench_goes_on_while_it_is_open() -> None:
    async with workbench(FRESH) as (app, pilot):
        there = replace(made(), found=(), there=KEYS)
        for update in (*told(DECLARED, made(), there), stands(replace(FOUND, only_left=()))):
            app.cockpit.receive(update)
        await until(pilot, lambda: "[open 0]" in all_text(app))
        assert "settled 7" in all_text(app)


async def test_w_in_the_checklist_opens_the_comparison_of_the_step() -> None:
    text = "# B\n- Agree {id=agree}\n\n  ```check\n  read: reconcile card-sales\n  expect: agree\n  ```\n"
    runbook = book("b", text)
    updates = [*told(DECLARED, opening(runbook, "")), u.RunbookShown(runbook=runbook, trusted=True)]
    async with shown(updates, profile=SHOP) as (app, pilot):
        await until(pilot, lambda: "Agree" in all_text(app))
        await pilot.press("w")
        await ready(app, pilot, "From when on?")


async def test_resolve_and_close_say_what_is_left_and_open_states_leads_there() -> None:
    resolved = e.IncidentResolved()
    async with shown(told(DECLARED, made(), resolved), profile=SHOP) as (app, pilot):
        await typed(app, pilot, "close")
        await until(pilot, lambda: "7 of card-sales still missing" in all_text(app))
        await typed(app, pilot, "open-states")
        await ready(app, pilot, "Left open")
        await pilot.press("enter")
        await ready(app, pilot, TITLE)
