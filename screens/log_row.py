"""One row of a log in full: time, level, words, every field, and the trace with the own code marked."""

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from cockpit.core.generic import advice, generic
from cockpit.core.logrow import ParsedRow
from cockpit.core.traces import Trace, trace

MARK = "> "
OWN = "bold $text-success"


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
    """The whole row as text: a head line, the words, what to make of them, the fields in a column, the trace."""
    at = row.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC" if row.at else "no time"
    head = "  ".join(filter(None, (row.source, at, row.level.upper() or "no level", row.format)))
    found = trace(row.folded, row.own)
    parts = [Content.assemble((head, "bold")), Content(""), Content(row.text)]
    if generic(row.text):
        parts.append(Content.assemble((f"This {advice(row.fields, bool(found.frames))}.", "$text-warning")))
    if found.innermost:
        parts += [Content(""), Content.assemble(("own code  ", "$text-muted"), (str(found.innermost), OWN))]
    parts += _fields(row)
    if row.folded:
        parts += [Content(""), Content.assemble((_counted(row, found), "$text-muted"))]
        parts += _trace(row, found)
    return Content("\n").join(parts)


def _fields(row: ParsedRow) -> list[Content]:
    if not row.fields:
        return []
    width = min(max(cell_len(name) for name in row.fields), 32)
    return [
        Content(""),
        *(
            Content.assemble((name + " " * max(width - cell_len(name), 0), "$text-accent"), "  ", Content(value))
            for name, value in row.fields.items()
        ),
    ]


def _counted(row: ParsedRow, found: Trace) -> str:
    own = sum(frame.own for frame in found.frames)
    lines = f"{len(row.folded)} more line{'' if len(row.folded) == 1 else 's'}"
    return f"{lines}, {own} of {len(found.frames)} frames in own code, marked {MARK.strip()}" if found.frames else lines


def _trace(row: ParsedRow, found: Trace) -> list[Content]:
    """The lines as they came; where any is of the own code it has a mark, and the others make room for it."""
    own = {frame.at for frame in found.frames if frame.own}
    if not own:
        return [Content(line) for line in row.folded]
    return [
        Content.assemble((MARK + line, OWN)) if at in own else Content(" " * len(MARK) + line)
        for at, line in enumerate(row.folded)
    ]
