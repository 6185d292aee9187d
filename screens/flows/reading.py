"""Show something in full: a row, the keys of a pane, the report, the list of commands."""

from collections.abc import Sequence

from textual.binding import Binding
from textual.widget import Widget

from cockpit.core.logrow import ParsedRow
from cockpit.engine.updates import ReportMade
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.commands import COMMANDS, about, command, load, offered
from screens.flows.console import Console
from screens.log_counted import counted, marks_of
from screens.log_row import LogRowScreen
from widgets.cells import columns_of
from widgets.log_panel import LogPanel
from widgets.pick_list import Option


async def lines(console: Console, title: str, shown: Sequence[str]) -> None:
    """Anything that has lines."""
    await console.ask(ReadScreen(title, shown))


async def row(console: Console, parsed: ParsedRow, raw: bytes) -> None:
    """One log row whole, as the log alone shows it: fields, trace, own code marked, or as it came."""
    await console.ask(LogRowScreen(parsed, raw))


async def counts(console: Console, event: LogPanel.CountRequested) -> None:
    """The rows of the log counted, or its warnings and errors over time beside what was done meanwhile."""
    marks = marks_of(console.view.timeline, console.view.incident)
    await counted(event, marks, console.ask)


async def result(console: Console, step: str) -> None:
    """All the rows the newest action of a step read or touched, and the request that did."""
    record = console.view.results.get(step)
    if record is None:
        console.tell("no action of this step has read rows yet")
        return
    table = columns_of(record.columns, record.sample)
    shown = [*record.request, "", f"{record.finished:%H:%M:%S} UTC: {record.says}", "", *table]
    await console.ask(ReadScreen(f"{record.action.verb} on {record.action.target}", shown))


async def report(console: Console, made: ReportMade) -> None:
    """The post-mortem as it stands."""
    await console.ask(ReadScreen(f"Report, also in {made.path}", made.text.splitlines()))


async def keys(console: Console, pane: Widget | None) -> None:
    """The keys of the focused pane, then those that work everywhere."""
    own = _pane_lines(pane) if pane is not None else []
    everywhere = [f"{_shown(one.key):>8}  {one.title}: {one.help}" for one in COMMANDS if one.key]
    typed = [f":{one.id:<12} {one.help}" for one in COMMANDS if not one.key]
    plain = [
        "  1 to 6  go to a pane",
        "       z  one pane alone, or all again",
        "       :  type a command",
        "  ctrl+q  leave",
    ]
    await console.ask(ReadScreen("Keys", [*own, "Everywhere", *plain, *everywhere, "", "Typed", *typed]))


async def command_line(console: Console) -> None:
    """Pick a command by typing."""
    every = offered(console.profile)
    options = [Option(id=one.id, title=f"{one.id}", right=f"{one.help}  {_shown(one.key)}") for one in every]
    chosen = await console.ask(PickScreen("Command", options))
    found = command(chosen) if chosen else None
    if chosen and found:
        await load(found.flow)(console, *about(chosen))


def _pane_lines(pane: Widget) -> list[str]:
    bindings = [one for one in pane.BINDINGS if isinstance(one, Binding)]
    said = (pane.HELP or "").replace("**", "").replace("`", "").split("\n", 1)[-1]
    words = [" ".join(paragraph.split()) for paragraph in said.split("\n\n")]
    return [*words, "", *(f"{_shown(one.key):>8}  {one.description}: {one.tooltip}" for one in bindings), ""]


def _shown(key: str) -> str:
    names = {"question_mark": "?", "colon": ":", "equals_sign": "=", "minus": "-", "plus": "+", "slash": "/"}
    return ",".join(names.get(one, one) for one in key.split(","))
