from datetime import timedelta

from msgspec.structs import replace

from cockpit.core.readings import Held, QueueCounts
from cockpit.core.signals import SignalState
from tests.widgets.painted import NASTY, Holding, text_of, until
from tests.widgets.values import ALARMS, NOW, QUEUE, QUEUES, signal
from widgets.queue_panel import QueuePanel


def panel(*held: Held) -> QueuePanel:
    shown = QueuePanel()
    shown.held, shown.signals, shown.now = held, ALARMS, NOW
    return shown


async def test_counts_stand_under_their_status() -> None:
    shown = panel(QUEUE)
    async with Holding(shown).run_test(size=(70, 20)):
        rows = text_of(shown).splitlines()
    head = next(row for row in rows if "pending" in row)
    orders = next(row for row in rows if "orders" in row)
    assert orders.index("812") + 3 == head.index("pending") + len("pending")
    assert orders.index("17 min") + 6 == head.index("oldest") + 6
    assert "PAUSED 4 min" in "\n".join(rows)


async def test_a_narrow_pane_names_each_count() -> None:
    shown = panel(QUEUE)
    async with Holding(shown).run_test(size=(36, 20)):
        text = text_of(shown)
    assert "pending 812" in text
    assert "stuck 14" in text


async def test_a_limit_stands_beside_the_value_with_a_word() -> None:
    shown = panel(QUEUE)
    async with Holding(shown).run_test(size=(80, 20)):
        text = text_of(shown)
    assert "oldest 17 min > 15 min ALARM" in text
    assert "stuck locks 14 > 0 over, not yet for long enough" in text
    assert "pending 814 (limit > 5000) ok" in text
    assert "rising" in text


async def test_an_alarm_that_outlasts_its_limit_does_not_claim_that_it_is_passed() -> None:
    shown = panel(QUEUE)
    shown.signals = (signal("pending", "pending > 5000", SignalState.RAISED),)
    async with Holding(shown).run_test(size=(80, 20)):
        assert "pending 814 (limit > 5000) ALARM" in text_of(shown)


async def test_the_age_of_the_reading_goes_on() -> None:
    shown = panel(QUEUE)
    async with Holding(shown).run_test(size=(80, 20)) as pilot:
        assert "read 3 s ago" in text_of(shown)
        shown.now = NOW + timedelta(seconds=1)
        await until(pilot, lambda: "read 4 s ago" in text_of(shown))


async def test_a_failed_refresh_is_stale_and_says_why_while_the_old_value_stays() -> None:
    shown = panel(replace(QUEUE, error="connection refused"))
    async with Holding(shown).run_test(size=(80, 20)):
        text = text_of(shown)
    assert "STALE, read 3 s ago: connection refused" in text
    assert "812" in text


async def test_a_queue_never_read_says_so() -> None:
    shown = panel(Held(source="work", error="no such table"), Held(source="mail"))
    async with Holding(shown).run_test(size=(80, 20)):
        text = text_of(shown)
    assert "NOT READ: no such table" in text
    assert "Waiting for the first reading of mail." in text


async def test_no_queue_says_what_to_add() -> None:
    shown = panel()
    async with Holding(shown).run_test(size=(80, 20)):
        assert 'kind = "queue"' in text_of(shown)


async def test_nasty_text_is_only_shown() -> None:
    queue = QueueCounts(name=NASTY, counts={NASTY: 3}, oldest=timedelta(minutes=1))
    held = Held(source=NASTY, reading=replace(QUEUES, queues=(queue,)), error=NASTY)
    for size in ((100, 20), (40, 20)):
        shown = panel(held, Held(source="b", error=NASTY))
        async with Holding(shown).run_test(size=size):
            text = text_of(shown)
        assert "\x1b" not in text
        assert "[/x]" in text
