"""One row of a log in full: time, level, words, every field, and the trace."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cockpit.core.logrow import ParsedRow


class LogRowScreen(ModalScreen[None]):
    """Shows `row`; esc, q or enter closes it."""

    BINDINGS = [
        Binding("escape,q,enter", "dismiss", "Close", id="log_row.close", tooltip="Back to the log"),
    ]
    CSS = """
    LogRowScreen { align: center middle; }
    LogRowScreen > VerticalScroll {
        width: 90%; max-width: 140; height: auto; max-height: 90%;
        padding: 0 1; border: round $primary; background: $surface;
    }
    LogRowScreen > VerticalScroll:focus { border: heavy $border; }
    LogRowScreen Static { width: 1fr; }
    """

    def __init__(self, row: ParsedRow) -> None:
        super().__init__()
        self._row = row

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(told(self._row), markup=False)


def told(row: ParsedRow) -> Content:
    """The whole row as text: a head line, the words, the fields in a column, the trace as it came."""
    at = row.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC" if row.at else "no time"
    parts: list[Content] = [Content.assemble((f"{row.source}  {at}  {row.level.upper() or 'no level'}", "bold"))]
    parts += [Content(""), Content(row.text)]
    if row.fields:
        width = min(max(cell_len(name) for name in row.fields), 32)
        parts.append(Content(""))
        parts += [
            Content.assemble((name + " " * max(width - cell_len(name), 0), "$text-accent"), "  ", Content(value))
            for name, value in row.fields.items()
        ]
    if row.folded:
        parts += [Content(""), Content.assemble((f"{len(row.folded)} more lines", "$text-muted"))]
        parts += [Content(line) for line in row.folded]
    return Content("\n").join(parts)
