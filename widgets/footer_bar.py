"""The one line below: the few keys of the pane in focus that matter most, and where the others are."""

from textual.binding import Binding
from textual.widget import Widget

from widgets.line import Line, Part, Tone
from widgets.lines import Lines

KEYS = 5
HELP: tuple[Part, ...] = (("?", Tone.ACCENT), (" help ", Tone.MUTED))


class FooterBar(Lines, can_focus=False):
    """Shows five keys of the focused pane. The screen tells it which pane that is."""

    DEFAULT_CSS = """
    FooterBar { height: 1; width: 1fr; background: $surface; }
    """

    def show_keys_of(self, pane: Widget | None) -> None:
        """Show the keys of `pane`; None: only where help is."""
        shown = [binding for binding in _bindings(pane) if binding.show][:KEYS] if pane is not None else []
        parts = [part for binding in shown for part in _words(self, binding)]
        self.show([Line(tuple(parts), HELP)])


def _bindings(pane: Widget) -> list[Binding]:
    """The pane's own bindings as the keymap has them, in the order they were written."""
    active = [shown.binding for shown in pane.screen.active_bindings.values() if shown.node is pane]
    return list({binding.id or binding.key: binding for binding in active}.values())


def _words(bar: Widget, binding: Binding) -> tuple[Part, Part]:
    return ((f" {bar.app.get_key_display(binding)}", Tone.ACCENT), (f" {binding.description} ", Tone.MUTED))
