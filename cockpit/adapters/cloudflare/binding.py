"""The guard against another tenant's data: rule, live Worker, database and wrangler.jsonc must name the same.

Asked at start and by doctor, and before every action on a database: a Worker bound to another shop's database writes
there without an error anywhere.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

import msgspec

from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.cloudflare.place import named, required
from cockpit.adapters.cloudflare.workers import deployments, version
from cockpit.adapters.cloudflare.wrangler_file import databases_of
from cockpit.adapters.vendor import part
from cockpit.core.actions import Target
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.text import printable


class Database(msgspec.Struct, frozen=True):
    """A D1 database as the vendor tells of it."""

    uuid: str
    name: str = ""
    version: str = "production"
    num_tables: int | None = None
    file_size: float | None = None
    created_at: str | None = None
    running_in_region: str | None = None


class WrongTenantError(WrongTargetError):
    """Two of the things that must name the same database do not. Nothing may be done."""


class Side(msgspec.Struct, frozen=True):
    """One place that names a database, and the id it names."""

    where: str
    id: str
    name: str = ""


class Compared(msgspec.Struct, frozen=True):
    """All of them side by side; `wrong` is why they do not agree, empty: they do."""

    sides: tuple[Side, ...]
    wrong: str = ""


class Guard:
    """Checks one target; nothing is kept, so what it says is true now."""

    def __init__(self, cloud: Cloudflare, target: Target) -> None:
        self._cloud, self._target = cloud, target

    async def checked(self) -> str:
        """What holds, in one sentence. Raises SourceError, WrongTenantError when names and ids do not agree."""
        worker = named(self._target, "worker")
        if named(self._target, "database") or self._target.settings.get("database_id"):
            database = await self.database()
            bound = f", and worker {worker} is bound to it alone" if worker else ""
            return f"database {printable(database.name, 60)} is {database.uuid[:8]}…{bound}"
        if worker:
            newest = (await deployments(self._cloud, worker))[0]
            runs = f"version {_short(newest.only)}" if newest.only else "several versions"
            return f"worker {worker} runs {runs} since {newest.created_on:%Y-%m-%d %H:%M}"
        raise SourceError(f"target {self._target.name} names neither worker nor database; add one of them")

    async def database(self) -> Database:
        """The target's database, after every check. Raises as `checked`."""
        found = await self._found()
        await self._agrees(found)
        return found

    async def _found(self) -> Database:
        """By its id, where the profile has one: a name can be given to another database tomorrow."""
        id, name = self._target.settings.get("database_id", ""), named(self._target, "database")
        if id:
            found = await self._cloud.get(f"/d1/database/{part(id)}", Database)
            if name and found.name != name:
                raise WrongTenantError(
                    f"database {id[:8]}… of {self._target.name} is called {printable(found.name, 60)}, not {name}: "
                    f"wrong tenant; correct the profile before anything else"
                )
            return found
        name = required(self._target, "database")
        listed = await self._cloud.get("/d1/database", list[Database], (("name", name),))
        exact = [database for database in listed if database.name == name]
        if len(exact) != 1:
            raise SourceError(f"there is no database {name} in this account; correct target {self._target.name}")
        return exact[0]

    async def compared(self) -> Compared:
        """Every place that names the database, also where they disagree. Raises SourceError: it cannot be told."""
        try:
            ours = await self._found()
        except WrongTenantError as error:
            return Compared(sides=(), wrong=str(error))
        bound, wrong = await self._bound(), ""
        try:
            self._agree(bound, ours)
        except WrongTenantError as error:
            wrong = str(error)
        names = {ours.uuid: ours.name}
        for id in {id for _, ids in bound for id in ids} - {ours.uuid}:
            with suppress(SourceError):  # of a database that is not there any more the id has to do
                names[id] = (await self._cloud.get(f"/d1/database/{part(id)}", Database)).name
        sides = [Side(where, id, names.get(id, "")) for where, ids in bound for id in ids]
        return Compared(sides=(Side("the account's list", ours.uuid, ours.name), *sides), wrong=wrong)

    async def _agrees(self, database: Database) -> None:
        self._agree(await self._bound(), database)

    def _agree(self, bound: list[tuple[str, list[str]]], database: Database) -> None:
        for where, ids in bound:
            self._same(named(self._target, "worker"), ids, database, where)

    async def _bound(self) -> list[tuple[str, list[str]]]:
        """What the running versions and the file bind the Worker to; none: the target names no Worker."""
        worker = named(self._target, "worker")
        if not worker:
            return []
        found = []
        for share in (await deployments(self._cloud, worker))[0].versions:
            live = await version(self._cloud, worker, share.version_id)
            bindings = live.resources.bindings if live.resources else []
            found.append((f"version {_short(live.id)}", [one.database for one in bindings if one.database]))
        if file := self._target.settings.get("file", ""):
            written = await asyncio.to_thread(databases_of, Path(file), worker)
            found.append((Path(file).name, [one.database_id for one in written]))
        return found

    def _same(self, worker: str, bound: list[str], database: Database, where: str) -> None:
        others = [id for id in bound if id != database.uuid]
        if others:
            raise WrongTenantError(
                f"{where} binds worker {worker} to database {others[0][:8]}…, not to {printable(database.name, 60)} "
                f"({database.uuid[:8]}…): wrong tenant; nothing was sent"
            )
        if not bound:
            raise WrongTenantError(f"{where} binds worker {worker} to no database; nothing was sent")


def _short(id: str) -> str:
    return id[:8]
