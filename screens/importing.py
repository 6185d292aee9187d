"""`cockpit runbook import`: the original and the runbook it becomes side by side, with what a person says of a line."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Footer

from cockpit.core.imported import Correction, Fate, Imported, State, What
from cockpit.core.text import printable
from screens.ask.pick import PickScreen
from screens.ask.text import TextScreen
from widgets.cell import Cell
from widgets.import_lines import LEGEND, original_lines, result_lines
from widgets.import_panel import ImportPanel
from widgets.line import Tone
from widgets.pick_list import Option

Remake = Callable[[Sequence[Correction]], Imported]
Write = Callable[[Imported], str]
"""Writes the new file; what went wrong, or nothing."""

LANGUAGES = (
    Option("sh", "sh", ("a command",)),
    Option("sql", "sql", ("a statement",)),
    Option("http", "http", ("a GET request",)),
    Option("text", "text", ("to copy, nobody runs it",)),
)


class ImportScreen(Screen[None]):
    """What a person says is kept as corrections; after each, the whole is made again from the original and these."""

    CSS_PATH = "importing.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    HELP = """\
# Import
The original is on the left, the runbook it becomes on the right; moving in one moves the other. `~` was repaired, `!`
is in no step, `-` is left out, `*` is as you said.

Say what the line is: **p** a phase, **s** a step, **t** text, **c** a command, **x** nothing (left out); **a** joins it
with the line above, **e** changes its words, **u** takes the last word back. **n** goes to the next line worth a look.

**w** writes the new file. **ctrl+q** leaves without.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "write", "Write", id="import.write", tooltip="Write the new file and leave"),
        Binding("p", "say('phase')", "Phase", id="import.phase", tooltip="The line is the title of a phase"),
        Binding("s", "say('step')", "Step", id="import.step", tooltip="The line is a step"),
        Binding("t", "say('text')", "Text", id="import.text", tooltip="The line is text of the step above"),
        Binding("c", "command", "Command", id="import.command", tooltip="The line is a command or statement"),
        Binding("x", "say('leave out')", "Out", id="import.leave", tooltip="The line is left out"),
        Binding("a", "say('join')", "Join", id="import.join", tooltip="The line belongs to the one above"),
        Binding("e", "edit", "Edit", id="import.edit", tooltip="Change the words of the line"),
        Binding("u", "undo", "Undo", id="import.undo", tooltip="Take the last correction back"),
        Binding("n", "next(1)", "Next", id="import.next", tooltip="To the next line worth a look", show=False),
        Binding("N", "next(-1)", "Before", id="import.before", tooltip="To the last line worth a look", show=False),
        Binding("ctrl+q", "app.quit", "Leave", id="import.leave-without", tooltip="Leave; nothing is written"),
        Binding("question_mark,f1", "app.show_help_panel", "Help", id="app.help", tooltip="The keys", show=False),
    ]

    def __init__(self, originals: Sequence[str], remake: Remake, write: Write, name: str = "") -> None:
        super().__init__()
        self._originals = tuple(originals)
        self._remake = remake
        self._write = write
        self._file = printable(name)
        self._imported = remake(())
        self._by_line: dict[int, Fate] = {}
        self._by_place: dict[int, int] = {}

    @property
    def line(self) -> int:
        """The original line the person is at; 0: there is none."""
        return int(self.query_one("#original", ImportPanel).here or 0)

    def compose(self) -> ComposeResult:
        with Container(id="sides"):
            yield ImportPanel(self._file or "original", id="original")
            yield ImportPanel("becomes", id="result")
        yield Cell(id="says")
        yield Footer()

    def on_mount(self) -> None:
        self._show()
        self.query_one("#original").focus()

    @on(ImportPanel.Moved, "#original")
    def _follow_original(self, event: ImportPanel.Moved) -> None:
        self._align()
        self._say()

    @on(ImportPanel.Moved, "#result")
    def _follow_result(self, event: ImportPanel.Moved) -> None:
        line = self._by_place.get(int(event.key or 0))
        if line:
            self.query_one("#original", ImportPanel).go(str(line))
            self._say()

    def action_say(self, what: str) -> None:
        self._correct(What(what))

    @work(group="ask", description="ask for the language of a command")
    async def action_command(self) -> None:
        line = self.line
        lang = await self.app.push_screen_wait(PickScreen("Which language?", LANGUAGES))
        if lang:
            self._correct(What.COMMAND, lang, line)

    @work(group="ask", description="ask for the words of a line")
    async def action_edit(self) -> None:
        line = self.line
        if not line:
            return
        words = next(
            (c.text for c in reversed(self._imported.corrections) if c.line == line and c.what is What.EDIT), None
        )
        was = self._originals[line - 1] if words is None else words
        text = await self.app.push_screen_wait(TextScreen(f"Line {line}", "Its words:", initial=was.strip()))
        if text:
            self._correct(What.EDIT, text, line)

    def action_undo(self) -> None:
        if self._imported.corrections:
            self._make(self._imported.corrections[:-1])

    def action_next(self, way: int) -> None:
        lines = [fate.line for fate in self._imported.fates if fate.says or fate.state is not State.PLACED]
        ahead = [line for line in lines if (line - self.line) * way > 0]
        if ahead:
            self.query_one("#original", ImportPanel).go(str(ahead[0] if way > 0 else ahead[-1]))
            self._align()
            self._say()

    def action_write(self) -> None:
        if wrong := self._write(self._imported):
            self.notify(wrong, severity="error", markup=False)
        else:
            self.app.exit(self._imported)

    def _correct(self, what: What, text: str = "", line: int = 0) -> None:
        at = line or self.line
        if at:
            self._make((*self._imported.corrections, Correction(at, what, text)))

    def _make(self, corrections: tuple[Correction, ...]) -> None:
        self._imported = self._remake(corrections)
        self._show()

    def _show(self) -> None:
        imported = self._imported
        self._by_line = {fate.line: fate for fate in imported.fates}
        self._by_place = {place: fate.line for fate in reversed(imported.fates) for place in fate.out}
        original, result = self.query_one("#original", ImportPanel), self.query_one("#result", ImportPanel)
        original.rows = tuple(original_lines(self._originals, imported))
        result.rows = tuple(result_lines(imported))
        original.account = imported.account
        result.account = imported.makes
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self._align()
        self._say()

    def _align(self) -> None:
        """Move the result to what the original line became; a line that was left out moves nothing."""
        fate = self._by_line.get(self.line)
        if fate and fate.out:
            self.query_one("#result", ImportPanel).go(str(fate.out[0]))

    def _say(self) -> None:
        """Say below the panes what was done to the line."""
        fate = self._by_line.get(self.line)
        words = "; ".join((*fate.says, fate.why) if fate.why else fate.says) if fate else ""
        state = "in no step; kept where it was" if fate and fate.state is State.UNASSIGNED else ""
        said = "; ".join(part for part in (words, state) if part)
        self.query_one("#says", Cell).show(f" {self.line}: {said}" if said else f" {LEGEND}", Tone.MUTED)


class ImportApp(App[Imported]):
    """The smallest app around an import; returns what was written, None: nothing."""

    ENABLE_COMMAND_PALETTE = False
    # Textual does not load the file of the first screen's CSS_PATH.
    CSS_PATH = ImportScreen.CSS_PATH

    def __init__(self, originals: Sequence[str], remake: Remake, write: Write, title: str = "") -> None:
        super().__init__()
        self._screen = ImportScreen(originals, remake, write, title)
        self.title = printable(title)

    def on_mount(self) -> None:
        self.push_screen(self._screen)
