"""The keys of the log pane, and its help."""

from textual.binding import Binding, BindingType

KEYS: list[BindingType] = [
    Binding("up,k", "move(-1)", "Up", id="log.up", tooltip="One row up; following ends", show=False),
    Binding("down,j", "move(1)", "Down", id="log.down", tooltip="One row down", show=False),
    Binding("pageup,ctrl+u", "page(-1)", "Page up", id="log.page_up", tooltip="One page up", show=False),
    Binding("pagedown,ctrl+d", "page(1)", "Page down", id="log.page_down", tooltip="One page down", show=False),
    Binding("home,g", "home", "Start", id="log.start", tooltip="The first row", show=False),
    Binding("end,G", "follow", "Follow", id="log.follow", tooltip="Go to the newest row and follow", show=True),
    Binding("p,space", "pause", "Pause", id="log.pause", tooltip="Hold the view still, or follow again", show=False),
    Binding("slash", "ask", "Filter", id="log.filter", tooltip="Show only rows that hold a text", show=True),
    Binding("escape", "clear", "Clear", id="log.clear", tooltip="Drop the marked text, then the filter", show=False),
    Binding("n", "match(True)", "Next match", id="log.next_match", tooltip="The next row that matches", show=False),
    Binding("N", "match(False)", "Last match", id="log.previous_match", tooltip="The match before", show=False),
    Binding("e", "worse('error', True)", "Next error", id="log.next_error", tooltip="The next error", show=True),
    Binding(
        "E", "worse('error', False)", "Error before", id="log.previous_error", tooltip="The error before", show=False
    ),
    Binding(
        "w", "worse('warn', True)", "Next warning", id="log.next_warning", tooltip="Next warning or error", show=False
    ),
    Binding(
        "W", "worse('warn', False)", "Warning before", id="log.previous_warning", tooltip="The one before", show=False
    ),
    Binding("l", "level", "Level", id="log.level", tooltip="All rows, from warnings up, or errors only", show=True),
    Binding("r", "find", "Find", id="log.find", tooltip="A request, an order, any text, in older files too", show=True),
    Binding(
        "v", "count(False)", "Count", id="log.count", tooltip="Count rows by error, path, person, words", show=False
    ),
    Binding("i", "count(True)", "Over time", id="log.histogram", tooltip="Warnings and errors over time", show=False),
    Binding("o", "order", "Order", id="log.order", tooltip="By time, or as rows came in", show=False),
    Binding("a", "time", "At", id="log.at", tooltip="Go to a time: 14:02, -15m, T0", show=False),
    Binding("m", "mark", "Bookmark", id="log.bookmark", tooltip="Set or drop a bookmark here", show=False),
    Binding("apostrophe", "next_mark", "Next bookmark", id="log.next_bookmark", tooltip="Next bookmark", show=False),
    Binding("t", "time_zero", "Set T0", id="log.time_zero", tooltip="The incident began at this row", show=False),
    Binding("T", "relative", "T±", id="log.relative", tooltip="Times of day, or times from T0", show=False),
    Binding("y", "copy", "Copy", id="log.copy", tooltip="Copy this row", show=False),
    Binding("c", "comment", "Comment", id="log.comment", tooltip="Say something about this row", show=False),
    Binding("b", "pin", "Pin", id="log.pin", tooltip="Keep this row as evidence", show=False),
    Binding("enter", "open", "Open", id="log.open", tooltip="The whole row: fields and trace", show=True),
]

HELP = """\
## Log

New rows come in at the bottom while the pane **follows**. Any key that moves up stops that and the view
stays where you put it; the title counts what is new. `G` or *end* follows again, `p` or *space* holds still.

- `/` asks what to show; all parts must fit, letters match in either case. **text** and **"two words"** must stand
  in the row, **!text** must not, **level>=warn**, **status>=500**, **path:/api** (holds), **path=/api** (is),
  **path!=/api**, **~pattern** and **path~pattern** look at its fields. **?text** hides nothing and marks.
  *enter* applies, *up* brings back what was typed before, *esc* leaves or clears.
- `l` hides what is below a warning, then below an error, then nothing.
- `n` `N` go to the next row that matches and the one before, `e` `E` to errors, `w` `W` to warnings as well.
- Several sources stand together by time; `o` shows rows in the order in which they came in, and back.
- `r` looks for a request, an order or any text in everything the logs still hold, older files too.
- `v` counts the rows shown by error, path, person or words, with first and last seen; *enter* shows a group's rows.
- `i` shows warnings and errors over time, with deployments and T0; *enter* goes there.
- `a` goes to a time: **14:02**, **-15m**, **T0**, **T+5m**, **yesterday 9:30**.
- `m` sets a bookmark, `'` goes to the next one. `c` says something about the row; it goes into the timeline.
- `t` says that the incident began at this row, `T` shows times from there.
- `y` copies the row, `b` keeps it as evidence, *enter* shows all of it: every field and the folded trace (⏎ +12).

`──` rows are the cockpit's own words: a file was rotated or truncated, a command ended.
"""
