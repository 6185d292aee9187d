"""Asks the databases of a profile whether they have what a runbook's queries name: by EXPLAIN, nothing is executed."""

import asyncio
from dataclasses import dataclass, field

from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.pings import LIMIT, context_for, pinged
from cockpit.core.actions import Target
from cockpit.core.profile import Profile, Query
from cockpit.core.readings import SourceError, TableReading
from cockpit.core.runbook import RunbookAction
from cockpit.providers import registry
from cockpit.runbooks.lint.explained import NAMES, Missing, asked, finding, missing_in
from cockpit.runbooks.lint.finding import Finding
from cockpit.runbooks.load import Loaded

_SQL = frozenset({"postgres", "sqlite", "duckdb"})


@dataclass
class Schema:
    """One run's questions. `silent` are sentences about what was not asked, for the person to know."""

    profile: Profile
    silent: list[str] = field(default_factory=list)
    _names: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _answers: dict[str, bool] = field(default_factory=dict)

    def findings(self, loaded: Loaded) -> tuple[Finding, ...]:
        """What the queries of a runbook name that its targets do not have."""
        return asyncio.run(self._findings(loaded))

    async def _findings(self, loaded: Loaded) -> tuple[Finding, ...]:
        found: list[Finding] = []
        for step in loaded.runbook.steps:
            for action in step.actions:
                if action.provider == "sql" and action.verb == "read":
                    found += await self._asked(action)
        return tuple(found)

    async def _asked(self, action: RunbookAction) -> list[Finding]:
        target = self.profile.targets.get(action.target or self.profile.default_target.get("sql", ""))
        if target is None or target.provider not in _SQL or not await self._answers_at_all(target):
            return []
        found = []
        for one, sql in asked(action):
            missing = await self._missing(target, sql)
            if missing:
                found.append(finding(one, target.name, missing, await self._known(target, missing.kind)))
        return found

    async def _answers_at_all(self, target: Target) -> bool:
        """Whether a target can be asked; tried once, and what it said instead is kept for the person."""
        if target.name not in self._answers:
            (answer,) = await pinged(self.profile, self._secrets(), [target.name])
            self._answers[target.name] = answer.ok
            if not answer.ok:
                self.silent.append(f"{target.name} was not asked about its tables: {answer.says}")
        return self._answers[target.name]

    async def _missing(self, target: Target, sql: str) -> Missing | None:
        try:
            await self._read(target, sql)
        except SourceError as error:
            return missing_in(str(error))
        except TimeoutError:
            self.silent.append(f"{target.name} did not explain a query within {LIMIT:g} s")
        return None

    async def _known(self, target: Target, kind: str) -> list[str]:
        """The names a target has; asked once, and none when it does not tell."""
        key = (target.name, kind)
        if key not in self._names:
            questions = NAMES.get(target.provider, NAMES[""])
            try:
                reading = await self._read(target, questions[kind])
                self._names[key] = [row[0] for row in reading.rows]
            except (SourceError, TimeoutError):
                self._names[key] = []
        return self._names[key]

    async def _read(self, target: Target, sql: str) -> TableReading:
        context = context_for(self.profile, self._secrets())
        query = registry.build_query("lint", Query(target=target.name, sql=sql), target, context)
        return await asyncio.wait_for(query.read({}), LIMIT)

    def _secrets(self) -> TimedSecrets:
        return TimedSecrets(stores_for(self.profile.name))
