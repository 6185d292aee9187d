"""Says, on every pane and until it is put right, which targets are not what the profile names."""

from textual import events
from textual.content import Content
from textual.reactive import var
from textual.widgets import Static

from cockpit.core.text import printable
from widgets.cells import cut, wrapped

ROWS = 2  # of the reason: the whole of it stands in the severity pane


class WrongTargets(Static):
    """A band below the status bar; it takes no room while all is well."""

    DEFAULT_CSS = """
    WrongTargets {
        display: none;
        width: 1fr;
        height: auto;
        padding: 0 1;
        background: $error;
        color: $text;
        text-style: bold;
        &.-wrong { display: block; }
    }
    """

    wrong: var[dict[str, str]] = var({})
    """Why, by target."""

    def watch_wrong(self) -> None:
        self.set_class(bool(self.wrong), "-wrong")
        self._say()

    def _on_resize(self, event: events.Resize) -> None:
        self._say()

    def _say(self) -> None:
        if not self.wrong:
            return
        target, why = next(iter(self.wrong.items()))
        more = [name for name in self.wrong if name != target]
        also = f" · also {', '.join(more)}" if more else ""
        said = printable(f"WRONG TARGET {target}{also} — nothing is changed there: {why}")
        width = max(20, self.app.size.width - 2)
        rows = wrapped(said, width)
        if len(rows) > ROWS:
            rows = [*rows[: ROWS - 1], cut(" ".join(rows[ROWS - 1 :]), width)]
        self.update(Content("\n".join(rows)))
