"""Reads what a probe asks for: sources, logs, files, reading blocks run again, the newest receipt."""

import asyncio
import hashlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cockpit.core.actions import Confirm, Outcome, Receipt
from cockpit.core.compare import compare
from cockpit.core.expr import Value
from cockpit.core.listing import moment_of
from cockpit.core.logrow import RowKind
from cockpit.core.readings import AuditWindow, Held, QueueReading, SourceError, StatusReading
from cockpit.core.reconciled import Reconciled
from cockpit.core.runbook import Probe, Risk, Step
from cockpit.engine.chain_checks import ChainChecks
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.planner import MissingParametersError, NotPlannedError, Planner
from cockpit.engine.poll import Poll
from cockpit.engine.reconciling import kept_from, reconciled, windowed
from cockpit.ports import Run

DEADLINE = 20.0  # seconds a reading may take
BLOCK_LIMIT = "15s"
"""A block run again ends by itself before it is given up: none piles up behind another."""
SLICE = 5_000  # rows of a log looked at in one go

Values = Mapping[str, Value]


@dataclass(slots=True)
class _Seen:
    """How far a step has read a log: rows up to `upto`, since it began at `began`."""

    began: datetime
    upto: int
    count: int = 0
    lines: int = 0
    last: datetime | None = None


class Evidence:
    """Reads for probes. Nothing here changes anything; what may not run before the runbook is trusted does not."""

    def __init__(self, kit: Kit, ledger: Ledger, poll: Poll, planner: Planner, runnable: Callable[[], bool]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._poll = poll
        self._planner = planner
        self._runnable = runnable
        self._chains = ChainChecks(kit)
        self._receipts: dict[str, Receipt] = {}
        self._seen: dict[str, _Seen] = {}
        self.compared: Callable[[str, Reconciled, datetime], None] = lambda name, found, since: None
        """Hears of a comparison a check made: its name, what came of it, from when it compares."""

    def begin(self, step: str) -> None:
        """The step's time begins (again): only what a log brings from here counts."""
        self._seen.pop(self._key(step), None)

    def acted(self, step: str, receipt: Receipt) -> None:
        """The newest receipt of the step's actions."""
        self._receipts[self._key(step)] = receipt

    async def values(self, step: Step, probe: Probe) -> Values:
        """What `probe` reads now. Raises SourceError, TimeoutError."""
        kind, _, name = probe.read.partition(" ")
        self._planner.tenants.check(name or kind, self._ledger.incident)
        async with asyncio.timeout(DEADLINE):
            match kind:
                case "action":
                    return self._receipt(step)
                case "query":
                    return await self._query(name)
                case "compare":
                    return await self._compared(name)
                case "reconcile":
                    return await self._reconciled(name)
                case "chain":
                    return await self._chains.values(name)
                case "log":
                    return await self._log(step, probe, name)
                case "audit":
                    return self._audit(await self._poll.read_now(name))
                case "file":
                    return await self._file(name)
                case "block":
                    return await self._block(step, int(name or 1))
                case _:
                    return _fresh(await self._poll.read_now(name or kind))

    def _key(self, step: str) -> str:
        """Two runbooks of one incident may have a step of the same id."""
        return f"{self._ledger.incident.checklist.runbook}/{step}"

    def _receipt(self, step: Step) -> Values:
        receipt = self._receipts.get(self._key(step.id))
        if receipt is None or receipt.outcome is not Outcome.DONE:
            raise SourceError("the step's action has not been done yet")
        return {**receipt.values, "rows": receipt.rows}

    async def _query(self, name: str) -> Values:
        source = self._planner.tenants.query(name, self._ledger.incident)
        return (await source.read(self._planner.known(self._ledger.incident))).values

    async def _compared(self, words: str) -> Values:
        """`LEFT RIGHT by COLUMN[,COLUMN]`: two named queries held against each other."""
        names, _, key = words.partition(" by ")
        left, _, right = names.partition(" ")
        found = [self._planner.tenants.query(name, self._ledger.incident) for name in (left, right)]
        known = self._planner.known(self._ledger.incident)
        ours, theirs = await asyncio.gather(found[0].read(known), found[1].read(known))
        return compare(ours, theirs, [column.strip() for column in key.split(",")]).values

    async def _reconciled(self, name: str) -> Values:
        """Both sides from the incident's value the comparison names until now."""
        profile, known = self._kit.profile, self._planner.known(self._ledger.incident)
        spec = profile.reconcile.get(name)
        if spec is None:
            raise SourceError(f"the profile has no comparison called {name!r}; add [reconcile.{name}]")
        now = self._kit.clock.now()
        since = moment_of(known.get(spec.since, "")) if windowed(spec, profile.queries) else now
        if since is None:
            raise SourceError(f"nobody said yet from when {name} compares ({spec.since})")
        edge = kept_from(spec, profile.queries, now)
        begin = max(since, edge[0]) if edge else since
        sides = self._planner.tenants.sides(spec, self._ledger.incident)
        found = await reconciled(spec, profile.queries, sides, known, begin, now)
        self.compared(name, found, begin)
        return found.values

    async def _log(self, step: Step, probe: Probe, name: str) -> Values:
        """Counts the rows of one log that hold the text since the step began; each row is looked at once."""
        log = self._kit.log
        if log is None or name not in log.sources:
            known = ", ".join(log.sources) if log else ""
            raise SourceError(f"the profile has no log called {name!r} (it has: {known or 'none'})")
        now, end = self._kit.clock.now(), len(log)
        seen = self._seen.setdefault(self._key(step.id), _Seen(began=now, upto=end))
        if log.last_arrival(name) is None:
            raise SourceError(f"the log {name} has brought nothing yet ({log.state(name)}); silence proves nothing")
        while seen.upto < end:
            stop = min(seen.upto + SLICE, end)
            mine = {
                seen.upto + place
                for place, row in enumerate(log.rows(seen.upto, stop))
                if row.source == name and row.kind is RowKind.LINE
            }
            found = mine.intersection(log.matching(probe.match.encode(), seen.upto, stop)) if probe.match else mine
            seen.lines, seen.count = seen.lines + len(mine), seen.count + len(found)
            seen.last = now if found else seen.last
            seen.upto = stop
            await asyncio.sleep(0)  # a storm between two looks must not hold up the engine
        quiet = now - (seen.last or seen.began)
        return {"count": seen.count, "lines": seen.lines, "quiet_min": quiet.total_seconds() / 60}

    def _audit(self, held: Held) -> Values:
        window = held.reading
        if held.error or not isinstance(window, AuditWindow):
            raise SourceError(held.error or f"{held.source} has not been read yet")
        newest = max((row.at for row in window.rows if row.at), default=None)
        age = (self._kit.clock.now() - newest).total_seconds() / 60 if newest else None
        return {"rows": len(window.rows), "newest_min": age}

    async def _file(self, path: str) -> Values:
        if self._kit.files is None:
            raise SourceError("files cannot be looked at here")
        if not self._runnable():
            raise SourceError("nothing in this runbook is looked at before somebody trusts it")
        filled = self._planner.filled(path, self._ledger.incident)
        return await self._kit.files.read(filled)

    async def _block(self, step: Step, number: int) -> Values:
        """Runs the step's reading block again; what it says is evidence, not an action."""
        if not self._runnable():
            raise SourceError("nothing in this runbook runs before somebody trusts it")
        reading = [index for index, block in enumerate(step.actions) if block.provider and block.risk is Risk.READS]
        if number > len(reading):
            raise SourceError("this step has no such block that only reads")
        try:
            limit = {"timeout": BLOCK_LIMIT}
            plan = await self._planner.step_plan(step, reading[number - 1], self._ledger.incident, limit)
        except MissingParametersError as missing:
            raise SourceError(f"values are needed: {', '.join(missing.names)}; run the block once") from missing
        except NotPlannedError as error:
            raise SourceError(str(error)) from error
        if plan.action.risk is not Risk.READS or plan.confirm is not Confirm.NOTHING:
            raise SourceError("that block does more than read")
        # Never a name from the file: what the folder held is cleared each time.
        name = hashlib.sha256(self._key(step.id).encode()).hexdigest()[:16]
        folder = self._ledger.journal.folder / "probes" / name
        shutil.rmtree(folder, ignore_errors=True)
        try:
            folder.mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise SourceError(f"cannot keep what is read in {folder}: {error.strerror}") from error
        run = Run(folder=folder, progress=lambda _: None, cancelled=asyncio.Event())
        receipt = await self._planner.provider(plan.target).execute(plan, run)
        if receipt.outcome is Outcome.UNKNOWN or (receipt.outcome is Outcome.FAILED and not receipt.values):
            raise SourceError(receipt.says)
        return {**receipt.values, "rows": receipt.rows}


def _fresh(held: Held) -> Values:
    if held.error:
        raise SourceError(held.error)
    if isinstance(held.reading, QueueReading | StatusReading):
        return held.reading.values
    raise SourceError(f"{held.source} has not been read yet")
