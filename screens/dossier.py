"""All about one hit: the row whole, the rows of its request, what its people did near it, its error elsewhere."""

import time
from collections.abc import Callable, Sequence
from threading import Event
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from cockpit.core.dossier import NEAR, acts_near, errors_of, parsed, persons_of, request_of
from cockpit.core.hits import Hit, Span
from cockpit.core.logfilter import read
from cockpit.core.loggroups import Group
from cockpit.core.logrow import ParsedRow
from cockpit.core.readings import AuditWindow
from cockpit.ports import Finder, LogView
from screens.ask.dialog import Dialog
from widgets.cells import broken
from widgets.line import Line, Tone, line
from widgets.log_scan import scan
from widgets.page import Page

MOST = 200  # rows of the request that are shown


class DossierScreen(Dialog[str | None]):
    """Returns a person whose audit rows are wanted, or None. What takes time is looked for while it is shown."""

    DEFAULT_CSS = """
    DossierScreen { Box { max-width: 100%; } }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "audit", "Audit", id="dossier.audit", tooltip="The audit window of this person, around this time"),
        Binding("q", "back", "Back", id="dossier.back", tooltip="Back to what was found", show=False),
    ]
    KEYS = "up down pgup pgdn read · a audit window of its person · esc back"

    def __init__(
        self,
        hit: Hit,
        hits: Sequence[Hit],
        needle: str,
        finder: Finder,
        view: LogView | None,
        audits: Sequence[AuditWindow],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`hits`: what was found for `needle`; `audits`: the windows held now."""
        self._row = parsed(hit)
        self._request = request_of(self._row)
        super().__init__(f"Request {self._request}" if self._request else "Found row", now)
        self._rows = [parsed(one) for one in hits] if self._request in ("", needle) else None
        self._finder, self._view, self._audits = finder, view, audits
        self._siblings: dict[str, Group] = {}
        self._counted = False
        self._stop = Event()

    def content(self) -> ComposeResult:
        yield Page(lambda width: self._lines(width), id="words")

    def first_focus(self) -> Widget | None:
        return self.query_one("#words")

    def on_mount(self) -> None:
        self.run_worker(self._look, thread=True, group="find", description="gather what belongs to a request")

    def on_unmount(self) -> None:
        self._stop.set()

    def action_audit(self) -> None:
        persons = persons_of(self._all)
        if persons:
            self.answer(persons[0])
        else:
            self.wrong("These rows name no person: no audit window can be put around one.")

    @property
    def _all(self) -> list[ParsedRow]:
        return self._rows or [self._row]

    def _look(self) -> None:
        if self._rows is None:
            finding = self._finder.find(self._request, Span(), self._stop)
            self._rows = [parsed(hit) for hit in finding.hits()]
            self._tell()
        if self._view is not None:
            for error in errors_of(self._all):
                group = self._siblings[error] = Group(error, 0)
                wanted = read(f'"{error}"') if '"' not in error and "…" not in error else None
                for _, row in scan(self._view, None, wanted, lambda _: None, self._stop.is_set):
                    if error in errors_of([row]):
                        group.add(row.at)
        self._counted = True
        self._tell()

    def _tell(self) -> None:
        if not self._stop.is_set():
            self.app.call_from_thread(self.query_one(Page).remake)

    def _lines(self, width: int) -> list[Line]:
        lines = [line((row, Tone.STRONG)) for row in broken(_head(self._row), width)]
        fields = [f"{name}: {value}" for name, value in self._row.fields.items()]
        lines += [line(row) for text in (*fields, *self._row.folded) for row in broken(text, width)]
        for title, shown in (("Rows of the request", self._request_lines()), ("Its people", self._person_lines())):
            lines += [line(""), line((title, Tone.STRONG))]
            lines += [line(row) for text in shown for row in broken(text, width)]
        lines += [line(""), line(("Its errors elsewhere in the live log", Tone.STRONG))]
        return lines + [line(row) for text in self._error_lines() for row in broken(text, width)]

    def _request_lines(self) -> list[str]:
        if not self._request:
            return ["This row names no request."]
        if self._rows is None:
            return ["looking…"]
        more = len(self._rows) - MOST
        return [*(_head(row) for row in self._rows[:MOST]), *([f"and {more} more"] if more > 0 else [])]

    def _person_lines(self) -> list[str]:
        persons = persons_of(self._all)
        if not persons:
            return ["These rows name no person."]
        if self._row.at is None:
            return [", ".join(persons), "The row tells no time, so nothing near it can be shown."]
        said = [f"{', '.join(persons)}, within {NEAR.seconds // 60} min:"]
        for window in self._audits:
            acts = acts_near(window.rows, persons, self._row.at)
            said += [f"{row.at:%H:%M:%S} {row.who} {'  '.join(row.cells)}" for row in acts]
            if not window.since <= self._row.at <= window.until:
                said.append(f"{window.source} shows another time now; press a to put it around this row.")
            elif not acts:
                said.append(f"nothing of theirs in {window.source}.")
        return said if self._audits else [*said, "No audit source was read."]

    def _error_lines(self) -> list[str]:
        if not errors_of(self._all):
            return ["These rows tell no error."]
        said = [f"{group.key}: {_rows(group.count)}{_seen(group)}" for group in self._siblings.values() if group.count]
        said += [f"{group.key}: not among the live rows" for group in self._siblings.values() if not group.count]
        return [*said, *([] if self._counted else ["counting…"])]


def _head(row: ParsedRow) -> str:
    when = f"{row.at:%Y-%m-%d %H:%M:%S}" if row.at else "no time"
    folded = f" ⏎ +{len(row.folded)}" if row.folded else ""
    return f"{when}  {row.level.upper() or '–':<5}  {row.source}  {row.text}{folded}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def _seen(group: Group) -> str:
    if group.first is None or group.last is None:
        return ""
    return f", first {group.first:%m-%d %H:%M:%S}, last {group.last:%m-%d %H:%M:%S}"
