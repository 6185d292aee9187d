"""The log pane: a log being read, a line to type in, and what the person chose, which goes up as messages."""

from dataclasses import dataclass
from datetime import UTC, datetime

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from cockpit.core.dossier import request_of
from cockpit.core.logfilter import read
from cockpit.core.logline import parse
from cockpit.core.logrow import ParsedRow
from cockpit.core.logterms import BadTermError
from cockpit.core.moments import MomentError
from cockpit.core.text import decoded, printable
from cockpit.ports import LogView
from widgets.log_asked import COMMENT, TIME, Comment, GoTo, MarkOnly, Narrow, asked
from widgets.log_keys import HELP, KEYS
from widgets.log_prompt import LogPrompt
from widgets.log_reader import LogReader
from widgets.log_rows import Rows

COPIED_AT_MOST = 1 << 16  # characters


class LogPanel(LogReader, can_focus=True, can_focus_children=True):
    """A pane on `view`. It changes nothing itself."""

    BINDINGS = KEYS
    HELP = HELP

    @dataclass
    class TimeZeroChosen(Message):
        """The incident began at this row."""

        at: datetime
        text: str

    @dataclass
    class Copied(Message):
        """A row to put on the clipboard: one line, printable."""

        text: str

    @dataclass
    class Pinned(Message):
        """A row to keep as evidence."""

        source: str
        text: str
        at: datetime | None

    @dataclass
    class Commented(Message):
        """Words of the person about a row."""

        source: str
        text: str
        at: datetime | None
        says: str

    @dataclass
    class CountRequested(Message):
        """Count the rows shown by what they have in common, or (`over_time`) warnings and errors over time."""

        view: LogView
        rows: Rows | None
        over_time: bool
        panel: "LogPanel"

    @dataclass
    class FindRequested(Message):
        """Look for something in everything the logs still hold; `begun` is what the row under the cursor suggests."""

        begun: str

    @dataclass
    class RowOpened(Message):
        """A row to show whole."""

        parsed: ParsedRow
        raw: bytes

    finds = True
    """Whether something behind this pane can look in older files; then `r` asks for it."""

    def compose(self) -> ComposeResult:
        yield LogPrompt()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "find" or self.finds

    def action_ask(self, begun: str = "") -> None:
        """Ask for a filter, a text to mark, a time or a comment; `begun` is its first character."""
        prompt = self.query_one(LogPrompt)
        prompt.open(begun or str(self.place.filter or ""))
        self.foot = 1
        self.frame()

    def action_time(self) -> None:
        self.action_ask(TIME)

    def action_comment(self) -> None:
        if self.row_here() is not None:
            self.place.pause()
            self.action_ask(COMMENT)

    def action_find(self) -> None:
        row = self.row_here()
        self.post_message(self.FindRequested(request_of(parse(row)) if row is not None else ""))

    def action_count(self, over_time: bool) -> None:
        if self.view is not None:
            self.post_message(self.CountRequested(self.view, self.place.rows, over_time, self))

    def narrow_to(self, typed: str) -> None:
        """Show what fits `typed` (a filter that can be read) among the rows shown now."""
        both = f"{self.place.filter or ''} {typed}".strip()
        self.search.narrow(read(both))
        self.query_one(LogPrompt).remember(both)
        self.frame()

    def action_time_zero(self) -> None:
        if (row := self.row_here()) is None:
            return
        parsed = parse(row)
        if parsed.at is None:
            self.say("This row tells no time; choose one that does.")
        else:
            self.post_message(self.TimeZeroChosen(parsed.at, parsed.text))

    def action_copy(self) -> None:
        if (row := self.row_here()) is not None:
            self.post_message(self.Copied(printable(decoded(row.raw), COPIED_AT_MOST)))

    def action_pin(self) -> None:
        if (row := self.row_here()) is not None:
            parsed = parse(row)
            self.post_message(self.Pinned(parsed.source, printable(decoded(row.raw)), parsed.at))

    def action_open(self) -> None:
        if (row := self.row_here()) is not None:
            self.post_message(self.RowOpened(parse(row), row.raw))

    @on(LogPrompt.Submitted)
    def _apply(self, event: LogPrompt.Submitted) -> None:
        """Do what was typed; what cannot be read stays there to be mended."""
        event.stop()
        try:
            wanted = asked(event.value, self.now or datetime.now(UTC), self.t0)
        except (BadTermError, MomentError) as error:
            self.say(str(error))
            return
        self.query_one(LogPrompt).remember(event.value)
        self._close_prompt()
        match wanted:
            case Narrow():
                self.search.narrow(wanted.wanted)
            case MarkOnly():
                self.marked = wanted.wanted
                if self.marked is not None:
                    self.action_match(forward=False)
            case GoTo():
                self.go_to_time(wanted.at)
            case Comment():
                self._comment(wanted.text)
        self.frame()

    @on(LogPrompt.Left)
    def _leave(self, event: LogPrompt.Left) -> None:
        event.stop()
        self._close_prompt()

    def _close_prompt(self) -> None:
        self.query_one(LogPrompt).remove_class("-open")
        self.foot = 0
        self.focus()
        self.frame()

    def _comment(self, says: str) -> None:
        number, row = self.place.row(self.place.cursor), self.row_here()
        if number is None or row is None or not says:
            return
        parsed = parse(row)
        self.commented |= {number}
        self.post_message(self.Commented(parsed.source, printable(decoded(row.raw)), parsed.at, printable(says)))
