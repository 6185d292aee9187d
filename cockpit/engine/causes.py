"""Looks at new log rows and audit windows for signs of known bugs: suggests causes, and does nothing else."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cockpit.core.bugclass import BugClass, Sign, audit_text, follows, line_text, read
from cockpit.core.bugsigns import KEPT, Match, Seen, grown, met
from cockpit.core.logline import parse
from cockpit.core.logrow import ParsedRow, RowKind
from cockpit.core.readings import AuditWindow
from cockpit.core.text import clipped, decoded, printable
from cockpit.engine.kit import Kit
from cockpit.engine.updates import CausesSuggested, SourceRead, Update
from cockpit.ports import LogView

EVERY = 1.0  # seconds between looks
SLICE = 2_000  # rows of the log looked at in one go: other tasks run in between
AT_MOST = 25_000  # rows in one look; about 60 ms of a core for all bundled signs (bench/causes.py)
BEHIND = 100_000  # rows not looked at yet after which the older ones are left out, and counted
LOOK_BACK = 50_000  # rows that were there before the cockpit
PARSED = 100  # rows of one sign read in one look; of more it is said that there are at least so many
COUNTED = 5_000  # rows of one sign known to be counted already
LONGEST = 400  # characters of a row kept with a match


@dataclass(slots=True)
class _Watched:
    """One sign of a class: the rows it is made of that are still close enough, and those counted already."""

    bug_class: BugClass
    sign: Sign
    seen: dict[str, Seen] = field(default_factory=dict)
    counted: dict[str, None] = field(default_factory=dict)
    read: int = 0
    """Rows of this look that may be it, read or not."""


@dataclass(frozen=True, slots=True)
class _Row:
    parsed: ParsedRow
    text: str
    """What is matched."""
    shown: str


class _Slice:
    """Some rows of the log, each parsed once however many signs it may be, and only when it may be one."""

    def __init__(self, log: LogView, start: int, stop: int, now: datetime) -> None:
        self.now = now
        self._log, self._start, self._stop = log, start, stop
        self._holding: dict[str, Sequence[int]] = {}
        self._rows: dict[int, _Row] = {}

    def holding(self, needles: Iterable[str]) -> list[int]:
        """The rows that hold one of the needles."""
        for needle in needles:
            if needle not in self._holding:
                self._holding[needle] = self._log.matching(needle.encode(), self._start, self._stop)
        return sorted({row for needle in needles for row in self._holding[needle]})

    def row(self, index: int) -> _Row:
        if index not in self._rows:
            [row] = self._log.rows(index, index + 1)
            parsed = parse(row)
            shown = clipped(printable(decoded(row.raw)), LONGEST)
            self._rows[index] = _Row(parsed, line_text(parsed), shown)
        return self._rows[index]


class CauseWatch:
    """The matches of all classes so far. Nothing is written down before a person raises one."""

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        watched = [_Watched(one, sign) for one in kit.bug_classes for sign in one.signs]
        self._log = [one for one in watched if one.sign.read == "log"]
        self._audit = [one for one in watched if one.sign.read == "audit"]
        self._upto = -1
        self._left_out = 0
        self._dismissed: set[str] = set()
        self.matches: dict[str, Match] = {}

    async def run(self) -> None:
        """Look until cancelled."""
        log = self._kit.log
        if log is None or not self._log:
            return
        while True:
            await self._look(log)
            await self._kit.clock.sleep(EVERY)

    def pass_on(self, update: Update) -> None:
        """Publish `update`; an audit window in it is looked at on the way."""
        self._publish(update)
        if isinstance(update, SourceRead) and not update.held.error and isinstance(update.held.reading, AuditWindow):
            self._audited(update.held.reading)

    def _audited(self, window: AuditWindow) -> None:
        found = [self._weigh(watched, list(_audit_rows(watched.sign, window))) for watched in self._audit]
        if any(found):
            self._tell()

    def dismiss(self, bug_class: str) -> None:
        """Suggest this class no more, until the cockpit is opened again."""
        self._dismissed.add(bug_class)
        self._tell()

    async def _look(self, log: LogView) -> None:
        end = len(log)
        if self._upto < 0:
            self._upto = max(end - LOOK_BACK, 0)
        if end - self._upto > BEHIND:
            self._left_out += end - AT_MOST - self._upto
            self._upto = end - AT_MOST
        stop, changed = min(end, self._upto + AT_MOST), False
        for watched in self._log:
            watched.read = 0
        while self._upto < stop:
            upto = min(self._upto + SLICE, stop)
            changed |= self._slice(log, self._upto, upto)
            self._upto = upto
            await asyncio.sleep(0)
        if changed:
            self._tell()

    def _slice(self, log: LogView, start: int, stop: int) -> bool:
        rows, changed = _Slice(log, start, stop, self._kit.clock.now()), False
        for watched in self._log:
            if watched.read >= PARSED:
                continue  # enough for this look: even the scan for its needles is saved
            sign = watched.sign
            new = list(self._found(watched, rows, rows.holding(sign.needles), sign))
            if sign.then and (watched.seen or new):
                new += self._found(watched, rows, rows.holding(sign.then_needles), None)
            changed |= bool(new) and self._weigh(watched, new)
        return changed

    def _found(self, watched: _Watched, rows: _Slice, indexes: Sequence[int], sign: Sign | None) -> Iterable[Seen]:
        """The rows that are the sign; without `sign`, those that follow it."""
        room = max(PARSED - watched.read, 0)
        watched.read += len(indexes)
        for index in indexes[:room]:
            row = rows.row(index)
            values = read(sign, row.text) if sign else ({} if follows(watched.sign, row.text) else None)
            if values is not None and row.parsed.kind is RowKind.LINE:
                yield Seen(
                    key=f"{index}{'' if sign else ' after'}",
                    source=row.parsed.source,
                    text=row.shown,
                    at=row.parsed.at or rows.now,
                    values=values,
                    follows=sign is None,
                )

    def _weigh(self, watched: _Watched, new: Iterable[Seen]) -> bool:
        """Whether `new` rows, with those seen before, add to what the class has matched."""
        watched.seen.update((one.key, one) for one in new)
        for key in list(watched.seen)[:-KEPT]:
            del watched.seen[key]
        together = [one for one in met(watched.sign, list(watched.seen.values())) if one.key not in watched.counted]
        if not together:
            return False
        watched.counted.update((one.key, None) for one in together)
        for key in list(watched.counted)[:-COUNTED]:
            del watched.counted[key]
        id = watched.bug_class.id
        self.matches[id] = grown(self.matches.get(id), watched.bug_class, together, least=watched.read >= PARSED)
        return True

    def _tell(self) -> None:
        shown = tuple(match for id, match in self.matches.items() if id not in self._dismissed)
        self._publish(CausesSuggested(matches=shown, left_out=self._left_out))


def _audit_rows(sign: Sign, window: AuditWindow) -> Iterable[Seen]:
    for row in window.rows:
        text = audit_text(window.columns, row)
        values = read(sign, text, {"who": row.who}) if row.at else None
        if values is not None and row.at:
            shown = clipped(" · ".join(cell for cell in row.cells if cell), LONGEST)
            yield Seen(
                key=f"{window.source} {row.at} {row.cells}", source=window.source, text=shown, at=row.at, values=values
            )
