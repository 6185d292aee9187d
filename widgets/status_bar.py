"""The one line on top: where we are, how bad it is, how long it has lasted, what is due."""

from datetime import UTC, datetime

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.reactive import var
from textual.widget import Widget

from cockpit.core.incident import Incident
from cockpit.core.profile import ENVIRONMENTS, Environment
from cockpit.core.severity import Scale
from cockpit.core.signals import Signal
from cockpit.core.text import printable
from widgets.cell import Cell
from widgets.cells import cut
from widgets.status_words import GIVE_WAY, ORDER, Status, words

GAP = 2
SHORTEST = 12  # a cell cut shorter than this says nothing any more


class StatusBar(Widget):
    """Environment, severity, T clock, alarm and the rest as far as there is room; what is needed least goes first."""

    DEFAULT_CSS = """
    StatusBar {
        layout: horizontal;
        height: 1;
        width: 1fr;
        background: $surface;
        Cell { margin-right: 2; }
        .environment { text-style: bold; color: $text; }
        .-error { background: $error; }
        .-warning { background: $warning; }
        .-success { background: $success; }
        .-accent { background: $accent; }
        .-primary { background: $primary; }
    }
    """

    environment: var[Environment] = var(ENVIRONMENTS["local"])
    incident: var[Incident] = var(Incident())
    scale: var[Scale] = var(Scale(levels=()))
    signals: var[tuple[Signal, ...]] = var(())
    likely: var[int] = var(0)
    profile_title: var[str] = var("")
    read_only: var[bool] = var(False)
    now: var[datetime] = var(datetime(1970, 1, 1, tzinfo=UTC))

    def compose(self) -> ComposeResult:
        yield Cell(id="environment", classes="environment")
        for name in ORDER:
            yield Cell(id=name)

    def on_mount(self) -> None:
        self.watch(self, "environment", self._show_environment)
        for name in ("incident", "scale", "signals", "likely", "profile_title", "read_only", "now"):
            self.watch(self, name, self._show_words, init=False)

    def _on_resize(self, event: events.Resize) -> None:
        self._show_words()

    def _show_environment(self) -> None:
        cell = self.query_one("#environment", Cell)
        cell.show(f" {self.environment.word} ")
        for colour in ("error", "warning", "success", "accent", "primary"):
            cell.set_class(self.environment.colour == colour, f"-{colour}")
        self._show_words()

    def _show_words(self) -> None:
        if not self.size:
            return
        said = words(
            Status(self.incident, self.scale, self.signals, self.profile_title, self.read_only, self.now, self.likely)
        )
        texts = {name: printable(text) for name, (text, _) in said.items() if text}
        room = self.size.width - self.query_one("#environment", Cell).cells - GAP
        for name, text in fitted(texts, room).items():
            self.query_one(f"#{name}", Cell).show(text, said[name][1])
        for name in ORDER:
            shown = name in fitted(texts, room)
            cell = self.query_one(f"#{name}", Cell)
            if cell.display != shown:
                cell.display = shown


def fitted(texts: dict[str, str], room: int) -> dict[str, str]:
    """The texts that go side by side in `room` cells: the least needed is cut first, then left out."""
    kept = dict(texts)
    for name in (*GIVE_WAY, ""):
        over = sum(cell_len(text) + GAP for text in kept.values()) - GAP - room
        if over <= 0:
            break
        if name in kept:
            rest = cell_len(kept[name]) - over
            if rest >= SHORTEST:
                kept[name] = cut(kept[name], rest)
            else:
                del kept[name]
    return kept
