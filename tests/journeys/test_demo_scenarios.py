"""The other scenarios of the demo in a real terminal: one walked until its orders are there; none leaves a trace."""

from contextlib import ExitStack
from pathlib import Path

from tests.journeys.homes import COCKPIT, home
from tests.journeys.shops import confirmed
from tests.lab.terminal import Terminal


def nothing_is_left(folder: Path) -> bool:
    """Whether a home holds what `home` made of it and nothing else."""
    return sorted(path.name for path in folder.rglob("*")) == ["tmp"]


def test_a_webhook_that_is_off_is_put_on_again_and_the_missed_orders_come_in(tmp_path: Path) -> None:
    with Terminal([COCKPIT, "demo", "webhooks-off"], home(tmp_path)) as terminal:
        terminal.wait("[!] no order comes in")
        terminal.press_until("d", "Declare an incident")
        terminal.pump(0.5)
        terminal.press("enter", "down", "enter", "enter")
        terminal.wait(">[ ] Which orders came in last?")
        terminal.press("r")
        terminal.wait(">[ ] From when on")
        terminal.press_until("x", "Before this step is done")
        terminal.pump(0.5)
        terminal.press("enter")
        terminal.wait(">[ ] Which orders has the shop?")
        terminal.press("r")
        terminal.wait(">[ ] Does the shop still tell us")
        terminal.press("r")
        terminal.wait(">[ ] Make the subscription again")
        confirmed(terminal, "webhookSubscriptionCreate", "[x] Make the subscription")
        confirmed(terminal, "INSERT INTO fetch_requests", "[x] Have the missed orders")
        terminal.wait("[x] Shop and kitchen have")
        terminal.wait("New orders come in by themselves")
        terminal.press("ctrl+q")
        assert terminal.ended() == 0
    assert nothing_is_left(tmp_path)


def test_left_at_once_they_leave_nothing_behind(tmp_path: Path) -> None:
    fault = ("--fault", "tail-drop", "--after", "1m")
    homes = {name: tmp_path / name for name in ("stripe-signatures", "bad-deploy")}
    with ExitStack() as stack:
        shown = [
            stack.enter_context(Terminal([COCKPIT, "demo", name, *fault], home(folder)))
            for name, folder in homes.items()
        ]
        for terminal in shown:
            terminal.wait("orders  read ")
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
    assert all(nothing_is_left(folder) for folder in homes.values())
