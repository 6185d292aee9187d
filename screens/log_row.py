"""One row of a log in full: time, level, words, every field, and the trace with the own code marked."""

import json
from dataclasses import dataclass

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from cockpit.core.dossier import request_of
from cockpit.core.generic import advice, generic
from cockpit.core.logjson import ERRORS, object_in
from cockpit.core.logrow import ParsedRow
from cockpit.core.text import decoded, printable_lines
from cockpit.core.traces import Trace, trace

MARK = "> "
RAW_AT_MOST = 1 << 16  # characters of a line as it came
OWN = "bold $text-success"


class LogRowScreen(ModalScreen[None]):
    """Shows `row`, read or as it came (`raw`); esc, q or enter closes it."""

    BINDINGS = [
        Binding("escape,q,enter", "dismiss", "Close", id="log_row.close", tooltip="Back to the log"),
        Binding(
            "tab", "turn", "Read, as it came", id="log_row.turn", tooltip="The row read, or as it came", priority=True
        ),
        Binding("y", "copy", "Copy", id="log_row.copy", tooltip="Copy what is shown"),
    ]
    CSS = """
    LogRowScreen { align: center middle; }
    LogRowScreen > VerticalScroll {
        width: 90%; max-width: 140; height: auto; max-height: 90%;
        padding: 0 1; border: round $primary; background: $surface;
    }
    LogRowScreen > VerticalScroll:focus { border: heavy $border; }
    LogRowScreen Static { width: 1fr; }
    LogRowScreen #keys { color: $text-muted; margin-top: 1; }
    """

    @dataclass
    class Copied(Message):
        """Reaches the app: there is no screen above this one."""

        text: str

    def __init__(self, row: ParsedRow, raw: bytes) -> None:
        super().__init__()
        self._read, self._came = told(row), Content("\n".join(as_it_came(raw)))
        self._raw = False

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(self._read, id="row", markup=False)
            yield Static("tab shows it as it came, or read · y copies · esc closes", id="keys", markup=False)

    def action_turn(self) -> None:
        """Show it the other way."""
        self._raw = not self._raw
        self.query_one("#row", Static).update(self._shown)

    def action_copy(self) -> None:
        self.post_message(self.Copied(self._shown.plain))

    @property
    def _shown(self) -> Content:
        return self._came if self._raw else self._read


def as_it_came(raw: bytes) -> list[str]:
    """The lines of a row, printable; an object on one line is laid out, as it is hard to read otherwise."""
    head, *more = printable_lines(decoded(raw), RAW_AT_MOST)
    found = object_in(decoded(raw.partition(b"\n")[0]))
    if found is None:
        return [head, *more]
    try:
        laid_out = json.dumps(found, indent=2, ensure_ascii=False)
    except ERRORS:
        return [head, *more]  # nested too deep, or a number too long, to be written out
    return [head, *more, "", *printable_lines(laid_out)]


def told(row: ParsedRow) -> Content:
    """The whole row as text: a head line, the words, what to make of them, the fields in a column, the trace."""
    at = row.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + " UTC" if row.at else "no time"
    head = "  ".join(filter(None, (row.source, at, row.level.upper() or "no level", row.format)))
    found = trace(row.folded, row.own)
    parts = [Content.assemble((head, "bold")), Content(""), Content(row.text)]
    if generic(row.text):
        parts.append(Content.assemble((f"This {advice(request_of(row), bool(found.frames))}.", "$text-warning")))
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
