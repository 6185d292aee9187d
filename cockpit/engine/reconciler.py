"""The comparisons of the profile at work: read beside everything else, and written down as they change."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.comparing import Comparing
from cockpit.core.events import MissingMarked
from cockpit.core.incident import Incident, Phase
from cockpit.core.listing import iso
from cockpit.core.missing import Fate
from cockpit.core.missing_rows import change, unit_of
from cockpit.core.profile import ReconcileSpec
from cockpit.core.readings import SourceError
from cockpit.core.reconcile_sheet import COLUMNS, cells
from cockpit.core.reconciled import Reconciled
from cockpit.core.runbook import Risk
from cockpit.core.sheet import sheet
from cockpit.engine import requests as r
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import Planner
from cockpit.engine.reconciling import LARGE, kept_from, reconciled, wanted, windowed
from cockpit.engine.steps import RefusedError
from cockpit.engine.updates import ComparingChanged, Said, Update

LATER = 15.0  # seconds after an action until it is looked at once more
MARKS = (Fate.OPEN, Fate.SAID, Fate.NOT_NEEDED)
"""What a person can say; only a comparison can say the rest."""


class Reconciler:
    """Reads one comparison at a time; asked for once more, it begins anew. Changes nothing but the journal."""

    def __init__(self, kit: Kit, ledger: Ledger, planner: Planner, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._planner = planner
        self._publish = publish
        self._asked: dict[str, r.Compare] = {}
        self._bell = asyncio.Event()
        self._changed = asyncio.Event()
        self._reading = ""
        self._task: asyncio.Task[None] | None = None
        self._shown: dict[str, Comparing] = {}

    async def handle(self, request: r.AboutMissing) -> None:
        """Raises RefusedError, JournalError."""
        self._spec(request.comparison)
        match request:
            case r.Compare():
                self._stop(request.comparison)
                self._ask(request)
            case r.StopComparing():
                self._stop(request.comparison)
            case r.MarkMissing():
                self._mark(request)
            case r.ExportMissing():
                await self._export(request.comparison)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._read_asked())
            group.create_task(self._look_later())

    def acted(self, plan: Plan, receipt: Receipt) -> None:
        """Something was changed: what was missing may be there now, or soon."""
        if plan.action.risk is not Risk.READS and receipt.outcome is not Outcome.FAILED:
            self._look_again()
            self._changed.set()

    def saw(self, name: str, found: Reconciled, since: datetime) -> None:
        """A check compared too: it ticks what is there by now, once somebody works on that comparison."""
        if name in self._ledger.incident.reconciled:
            self._keep(name, found, since, quiet=True)

    async def _read_asked(self) -> None:
        while True:
            await self._bell.wait()
            while self._asked:
                asked = self._asked.pop(next(iter(self._asked)))
                self._reading = asked.comparison
                self._task = asyncio.ensure_future(self._compare(asked))
                try:
                    await asyncio.wait({self._task})
                finally:
                    self._task.cancel()
                if not self._task.cancelled():
                    self._task.result()
            self._bell.clear()

    async def _look_later(self) -> None:
        """What an action set going, as events sent again, arrives some seconds after it."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self._kit.clock.sleep(LATER)
            self._look_again()

    def _look_again(self) -> None:
        for name, one in self._ledger.incident.reconciled.items():
            if one.left_open and name in self._kit.profile.reconcile:
                self._ask(r.Compare(comparison=name, since=one.since))

    def _ask(self, request: r.Compare) -> None:
        self._asked[request.comparison] = request
        self._bell.set()

    def _stop(self, name: str) -> None:
        self._asked.pop(name, None)
        if self._task is not None and self._reading == name:
            self._task.cancel()

    async def _compare(self, asked: r.Compare) -> None:
        name, now = asked.comparison, self._kit.clock.now()
        spec, queries = self._spec(name), self._kit.profile.queries
        before = self._shown.get(name)
        edge = kept_from(spec, queries, now)
        late = edge if edge and edge[0] > asked.since and windowed(spec, queries) else None
        since = late[0] if late else asked.since
        shown = Comparing(
            comparison=name,
            since=since,
            until=now,
            running=True,
            edge=f"{late[1]} keeps nothing before {iso(late[0])}: what is older is not compared" if late else "",
            found=before.found if before else None,
            at=before.at if before else None,
        )
        self._tell(shown)

        def told(side: str, rows: int) -> None:
            self._tell(replace(self._shown[name], read={**self._shown[name].read, side: rows}))

        known = self._planner.known(self._ledger.incident)
        try:
            missing = wanted(spec, queries, known)
            if missing:
                raise SourceError(f"values are needed: {', '.join(missing)}")
            sides = self._planner.tenants.sides(spec, self._ledger.incident)
            found = await reconciled(spec, queries, sides, known, since, now, told, cut=True)
        except SourceError as error:
            self._tell(replace(self._shown[name], running=False, error=str(error)))
        except asyncio.CancelledError:
            self._tell(replace(self._shown[name], running=False, error="stopped before it was through"))
            raise
        else:
            self._tell(replace(self._shown[name], running=False, found=found, at=self._kit.clock.now()))
            self._keep(name, found, since)

    def _keep(self, name: str, found: Reconciled, since: datetime, quiet: bool = False) -> None:
        """Write down what changed, once there is an incident to write it to."""
        incident = self._ledger.incident
        if not _at_work(incident):
            return
        unit = unit_of(self._spec(name), found)
        made = change(name, found, since, unit, incident.reconciled.get(name), quiet)
        if made is not None:
            self._ledger.note(made)

    def _mark(self, request: r.MarkMissing) -> None:
        known = self._ledger.incident.reconciled.get(request.comparison)
        if not _at_work(self._ledger.incident) or known is None:
            raise RefusedError("marks are kept in the incident; press d to declare one, then compare again")
        if request.fate not in MARKS:
            raise RefusedError(f"only a comparison can say that a row is {request.fate}; r compares again")
        if request.fate is Fate.NOT_NEEDED and not request.reason.strip():
            raise RefusedError("say why it is not needed; the report will ask")
        waived = known.unnamed if request.others and request.fate is Fate.NOT_NEEDED else 0
        standing = {one.row.key: one.fate for one in known.rows}
        keys = tuple(key for key in request.keys if standing.get(key) in MARKS and standing[key] is not request.fate)
        if not keys and not waived:
            raise RefusedError("a comparison has seen what became of that row")
        self._ledger.record(
            MissingMarked(
                comparison=request.comparison, keys=keys, fate=request.fate, reason=request.reason, waived=waived
            )
        )

    async def _export(self, name: str) -> None:
        shown = self._shown.get(name)
        if shown is None or shown.found is None:
            raise RefusedError(f"{name} has not been compared yet")
        if not _at_work(self._ledger.incident):
            raise RefusedError("no incident to keep it with: declare one, or use cockpit reconcile --csv FILE")
        at = shown.at or shown.until
        path = self._ledger.journal.folder / f"reconcile-{name}-{at:%Y%m%dT%H%M%SZ}.csv"
        try:
            rows = cells(shown.found)
            large = len(shown.found.only_left) + len(shown.found.only_right) >= LARGE
            text = await asyncio.to_thread(sheet, COLUMNS, rows) if large else sheet(COLUMNS, rows)
            path.write_text(text, encoding="utf-8", newline="")
            path.chmod(0o600)
        except OSError as error:
            raise RefusedError(f"cannot write {path}: {error.strerror}") from error
        self._publish(Said(text=f"written to {path}"))

    def _spec(self, name: str) -> ReconcileSpec:
        spec = self._kit.profile.reconcile.get(name)
        if spec is None:
            raise RefusedError(f"the profile has no comparison called {name!r}; add [reconcile.{name}]")
        return spec

    def _tell(self, shown: Comparing) -> None:
        self._shown[shown.comparison] = shown
        self._publish(ComparingChanged(comparing=shown))


def _at_work(incident: Incident) -> bool:
    return incident.phase in (Phase.OPEN, Phase.RESOLVED)
