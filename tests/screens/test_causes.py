"""The board of possible causes by its keys: what is asked of the engine, and what is shown."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from msgspec.structs import replace
from textual.pilot import Pilot

from cockpit.core import events as e
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.core.profile import Profile
from cockpit.engine import requests as r
from cockpit.engine import updates as u
from cockpit.engine.requests import Request
from screens.ask.causes import CausesScreen
from screens.ask.dialog import Dialog
from tests.screens.cockpit import Alone
from tests.snapshots.scenes import AUDIT, DECLARED, FULL, NOW, held, told
from tests.snapshots.suspected import CONFIRMED, HYPOTHESES, SUGGESTED, SUSPECTED, TEXTS
from tests.widgets.painted import all_text, until


async def ready(app: Alone, pilot: Pilot[None], words: str) -> None:
    """Until a question with these words in it listens."""

    def listens() -> bool:
        dialog = app.screen
        return isinstance(dialog, Dialog) and not dialog.query_one("#dialog").disabled and words in all_text(app)

    await until(pilot, listens)


@asynccontextmanager
async def shown(
    updates: Sequence[u.Update], size: tuple[int, int] = (100, 40), profile: Profile = FULL
) -> AsyncIterator[tuple[Alone, Pilot[None]]]:
    """The screen with these updates, nothing asked yet."""
    app = Alone(profile, NOW)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: app.screen.is_mounted and app.screen.focused is not None)
        for update in updates:
            app.cockpit.receive(update)
        yield app, pilot


@asynccontextmanager
async def board(
    updates: Sequence[u.Update], size: tuple[int, int] = (100, 40), profile: Profile = FULL
) -> AsyncIterator[tuple[Alone, Pilot[None]]]:
    """The open board."""
    async with shown(updates, size, profile) as (app, pilot):
        await pilot.press("h")
        await ready(app, pilot, "What may be the cause")
        yield app, pilot


async def to(app: Alone, pilot: Pilot[None], words: str) -> None:
    """Move the cursor to the cause with these words."""
    for _ in range(20):
        if any(line.lstrip(" ┃").startswith(">") and words in line for line in all_text(app).splitlines()):
            return
        await pilot.press("down")
    raise AssertionError(f"no {words!r} on:\n{all_text(app)}")


async def asked(app: Alone, pilot: Pilot[None], count: int = 1) -> list[Request]:
    await until(pilot, lambda: len(app.asked) >= count)
    return app.asked


async def test_a_quiet_mark_says_how_many_causes_look_likely_and_goes_when_they_are_raised() -> None:
    async with shown(SUSPECTED) as (app, pilot):
        await until(pilot, lambda: "2 causes look likely: h" in all_text(app))
        raised = e.HypothesisRaised(hypothesis="h9", text="x", bug_class="race")
        for update in told(*HYPOTHESES, raised):
            app.cockpit.receive(update)
        await until(pilot, lambda: "1 cause looks likely: h" in all_text(app))


async def test_suggestions_come_first_then_open_then_settled_ones() -> None:
    async with board(SUSPECTED) as (app, _):
        text = all_text(app)
        places = [text.index(words) for words in ("Looks like: orders.total", "Looks like: sale 118", TEXTS[2])]
        places += [text.index(words) for words in (TEXTS[0], TEXTS[3])]
        assert places == sorted(places)
        assert "12 rows, last" in text
        assert "41 % free on each host" in text
        assert "\x1b" not in text


async def test_enter_on_a_suggestion_raises_it_after_a_look() -> None:
    async with board(SUSPECTED) as (app, pilot):
        await pilot.press("enter")
        await ready(app, pilot, "Read its rows first")
        await pilot.press("down", "enter")
        await ready(app, pilot, "Would confirm it")
        await pilot.press("escape")
        await ready(app, pilot, "What may be the cause")
        await pilot.press("enter")
        await ready(app, pilot, "Raise it")
        await pilot.press("enter")
        assert await asked(app, pilot) == [r.RaiseSuggested(bug_class="not-null")]


async def test_r_opens_the_runbook_the_profile_names_for_a_class_and_makes_way_for_it() -> None:
    async with board(SUSPECTED, profile=replace(FULL, causes={"not-null": "backlog"})) as (app, pilot):
        assert "· r opens backlog" in all_text(app)
        await pilot.press("r")
        [request] = await asked(app, pilot)
        assert isinstance(request, r.OpenRunbook)
        assert request.runbook == "backlog"
        assert request.why == "looks like: orders.total may not be empty and got no value"
        await until(pilot, lambda: app.screen is app.cockpit)


async def test_r_without_a_runbook_stays_and_asks_nothing() -> None:
    async with board(SUSPECTED) as (app, pilot):
        assert "· r opens" not in all_text(app)
        await pilot.press("r")
        await until(pilot, lambda: "names no runbook" in all_text(app))
        await ready(app, pilot, "What may be the cause")
        assert app.asked == []


async def test_s_on_a_suggestion_has_it_suggested_no_more() -> None:
    async with board(SUSPECTED) as (app, pilot):
        await pilot.press("s")
        assert await asked(app, pilot) == [r.DismissCause(bug_class="not-null")]


async def test_an_idea_of_ones_own_says_what_would_decide_it() -> None:
    async with board(told(DECLARED)) as (app, pilot):
        assert "nobody raised a cause" in all_text(app)
        await pilot.press("n")
        await ready(app, pilot, "What would refute it?")
        await pilot.press(*"full disk", "enter", *"df", "enter", "enter")
        assert await asked(app, pilot) == [r.RaiseHypothesis(text="full disk", confirms="df", refutes="")]


async def test_words_speak_for_or_against_the_one_under_the_cursor() -> None:
    async with board(told(*HYPOTHESES)) as (app, pilot):
        await to(app, pilot, TEXTS[2])
        await pilot.press("a")
        await ready(app, pilot, "What speaks against it?")
        await pilot.press(*"it is UTC", "enter")
        assert await asked(app, pilot) == [
            r.WeighEvidence(hypothesis="h2", speaks=Speaks.AGAINST, text="it is UTC"),
        ]


async def test_a_row_kept_before_can_speak() -> None:
    pinned = e.EvidencePinned(source="worker", text="total missing in r-1", of=NOW)
    async with board(told(*HYPOTHESES, pinned)) as (app, pilot):
        await to(app, pilot, TEXTS[2])
        await pilot.press("f")
        await ready(app, pilot, "worker: total missing in r-1")
        await pilot.press("down", "enter")
        [request] = await asked(app, pilot)
        assert request == r.WeighEvidence(
            hypothesis="h2", speaks=Speaks.FOR, text="total missing in r-1", source="worker", of=NOW
        )


async def test_the_row_under_the_cursor_is_kept_and_speaks() -> None:
    def answers(app: Alone, request: Request) -> None:
        if isinstance(request, r.PinEvidence):
            kept = e.EvidencePinned(source=request.source, text=request.text, of=request.of)
            for update in told(*HYPOTHESES, kept):
                app.cockpit.receive(update)

    app = Alone(FULL, NOW, answers)
    async with app.run_test(size=(100, 40)) as pilot:
        await until(pilot, lambda: app.screen.is_mounted and app.screen.focused is not None)
        for update in (*told(*HYPOTHESES), held("audit", AUDIT)):
            app.cockpit.receive(update)
        await pilot.press("5", "end")
        await pilot.press("h")
        await ready(app, pilot, "What may be the cause")
        await to(app, pilot, TEXTS[2])
        await pilot.press("f")
        await ready(app, pilot, "The row under the cursor of the audit pane")
        await pilot.press("enter")
        pin, weighed = (await asked(app, pilot, 2))[:2]
        assert isinstance(pin, r.PinEvidence)
        assert isinstance(weighed, r.WeighEvidence)
        assert (weighed.text, weighed.source, weighed.of) == (pin.text, pin.source, pin.of)
        assert "inventory has not moved" in weighed.text


async def test_confirming_refuting_and_setting_aside_ask_for_words() -> None:
    verdicts = (
        ("c", "Confirm: ", Standing.CONFIRMED),
        ("x", "Refute: ", Standing.REFUTED),
        ("s", "Set aside: ", Standing.ASIDE),
    )
    async with board(told(*HYPOTHESES)) as (app, pilot):
        await to(app, pilot, TEXTS[2])
        for count, (key, title, standing) in enumerate(verdicts, start=1):
            await pilot.press(key)
            await ready(app, pilot, title)
            await pilot.press(*"so it is", "enter")
            requests = await asked(app, pilot, count)
            assert requests[-1] == r.SettleHypothesis(hypothesis="h2", standing=standing, reason="so it is")
            await ready(app, pilot, "What may be the cause")


async def test_what_mends_a_confirmed_cause_becomes_follow_ups_if_wanted() -> None:
    raised = e.HypothesisRaised(hypothesis="h9", text="orders.total", mend=("send a value", "coerce it"))
    async with board(told(DECLARED, raised)) as (app, pilot):
        await pilot.press("c")
        await ready(app, pilot, "Confirm: ")
        await pilot.press(*"seen", "enter")
        await ready(app, pilot, "Follow-ups: what mends it?")
        await pilot.press("enter")
        assert (await asked(app, pilot, 3))[1:] == [
            r.AddFollowUp(text="send a value"),
            r.AddFollowUp(text="coerce it"),
        ]


async def test_the_board_goes_on_while_it_is_open() -> None:
    async with board(told(*HYPOTHESES)) as (app, pilot):
        assert "Looks like" not in all_text(app)
        app.cockpit.receive(SUGGESTED)
        await until(pilot, lambda: "Looks like: orders.total" in all_text(app))
        assert isinstance(app.screen, CausesScreen)


async def test_enter_reads_all_of_a_hypothesis() -> None:
    async with board(told(*HYPOTHESES)) as (app, pilot):
        await to(app, pilot, "the form sends")
        await pilot.press("enter")
        await ready(app, pilot, "the body of r-1 has no total")
        assert "Would refute it: writes go through" in all_text(app)
        assert "Nothing speaks against it yet" in all_text(app)


async def test_resolving_offers_the_confirmed_cause() -> None:
    async with shown(told(*HYPOTHESES, CONFIRMED)) as (app, pilot):
        await pilot.press("R")
        await ready(app, pilot, "What was the cause?")
        await pilot.press("enter")
        [request] = await asked(app, pilot)
        assert isinstance(request, r.Resolve)
        assert request.cause.startswith("the form sends an empty total")


async def test_a_small_terminal_shows_the_board_with_its_keys() -> None:
    async with board(SUSPECTED, size=(80, 24)) as (app, _):
        assert "n new · f for, a against · c confirm, x refute · s aside · esc ┃" in all_text(app)
