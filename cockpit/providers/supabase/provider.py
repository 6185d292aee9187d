"""What can be done to a Supabase project, and what never is: a restore over the running database."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from cockpit.adapters import vendor
from cockpit.adapters.http import Http
from cockpit.adapters.logs.polled import PolledLog, Rhythm
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.placeholders import filled
from cockpit.core.profile import LogSpec, StatusSpec
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import LogFeed, ProviderContext, Run, Verb
from cockpit.providers.supabase import flags, secrets
from cockpit.providers.supabase.client import BUDGET, Client
from cockpit.providers.supabase.log import ProjectLog
from cockpit.providers.supabase.status import ProjectHealth
from cockpit.providers.supabase.verbs import READINGS, Asked

SETTINGS = {
    "ref": "the project's reference, the 20 letters in its address",
    "function": "the function whose failed requests are counted as part of the project's health",
    "url": "another address than https://api.supabase.com",
}
LONGEST_NAME = 20  # of a restore point
POINT, NEW_PROJECT = "restore-point", "restore-to-new-project"
VERBS: Mapping[str, Verb] = {
    **{name: Verb(name=name, risk=Risk.READS, says=reading.says) for name, reading in READINGS.items()},
    POINT: Verb(name=POINT, risk=Risk.CHANGES, says="mark this moment, by a name of up to 20 characters"),
    flags.SET: Verb(
        name=flags.SET,
        risk=Risk.CHANGES,
        says="set a switch that a function reads: `NAME=1`, 0, true, false, … or unset",
    ),
    secrets.PUT: Verb(
        name=secrets.PUT,
        risk=Risk.CHANGES,
        says="set a secret of the functions: its name, and the name its value has in the keyring; else it is asked for",
        secret="its new value",  # noqa: S106  # the question, not a password
    ),
    NEW_PROJECT: Verb(
        name=NEW_PROJECT,
        risk=Risk.CHANGES,
        says="a person restores to a new project: the page for it",
    ),
}
IN_PLACE = (
    "the API restores over the running database only, with downtime, and what was written since is lost; the cockpit "
    f"does not do that. Use {NEW_PROJECT}: the copy is made beside it"
)
_IN_PLACE_NAMES = ("restore", "restore-pitr", "pitr", "undo", "restore-backup")


class Supabase:
    """Implements `ports.Provider`. Each target is one project."""

    name = "supabase"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = VERBS

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        client = self._at(target)
        try:
            if action.verb in _IN_PLACE_NAMES:
                raise SourceError(IN_PLACE)
            if action.verb not in VERBS:
                raise SourceError(f"supabase cannot {printable(action.verb, 40)!r}; it can {', '.join(VERBS)}")
            if action.verb == NEW_PROJECT:
                raise MissingHereError(_guide(client.ref))
            await client.ready()
            text = filled(action.text, action.parameters).strip()
            if action.verb == flags.SET:
                return await flags.plan(client, action, target, text)
            if action.verb == secrets.PUT:
                return await secrets.plan(client, self._context, action, target, text)
            if action.verb == POINT:
                return await self._plan_point(client, action, target, text)
            return Plan(
                action=action,
                target=target,
                request=(f"GET {client.address(READINGS[action.verb].path)}", *([text] if text else [])),
                says=f"{READINGS[action.verb].says}; changes nothing",
                confirm=Confirm.NOTHING,
            )
        except SourceError as error:
            return vendor.refusal(action, target, error)

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return vendor.refused(plan)
        client = self._at(plan.target)
        try:
            if plan.action.verb == flags.SET:
                return await flags.execute(client, plan)
            if plan.action.verb == secrets.PUT:
                return await secrets.execute(client, self._context, plan)
            if plan.action.verb == POINT:
                name = plan.private["name"]
                return client.receipt(
                    await client.create_restore_point(name),
                    done=f"restore point {name} was asked for",
                )
            action = msgspec.structs.replace(plan.action, text=filled(plan.action.text, plan.action.parameters))
            table = await READINGS[action.verb].read(Asked(client=client, action=action, now=self._context.clock.now()))
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=str(error))
        return Receipt(
            outcome=Outcome.DONE,
            says=table.says,
            rows=len(table.rows),
            columns=table.columns,
            sample=table.rows[:200],
            values={**table.values, "rows": len(table.rows)},
        )

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """Whether the restore point is there, or the flag or secret as planned; reads only."""
        if plan.action.verb not in (POINT, flags.SET, secrets.PUT):
            return Receipt(outcome=Outcome.UNKNOWN, says="a reading changes nothing; read it again")
        try:
            if plan.action.verb == flags.SET:
                return await flags.check(self._at(plan.target), plan)
            if plan.action.verb == secrets.PUT:
                return await secrets.check(self._at(plan.target), plan)
            found = await self._at(plan.target).restore_point(plan.private["name"])
        except SourceError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"cannot be checked: {error}")
        outcome = Outcome.DONE if found.status in ("AVAILABLE", "PENDING") else Outcome.UNKNOWN
        return Receipt(
            outcome=outcome, says=f"restore point {printable(found.name, 40)} is {printable(found.status, 40)}"
        )

    async def identity(self, target: Target) -> str:
        """Which project answers. Raises WrongTargetError for another one, SourceError."""
        found = await self._at(target).project()
        return f"the project is {printable(found.name, 60)} ({printable(found.ref, 40)})"

    async def ping(self, target: Target) -> str:
        client = self._at(target)
        project = await client.project()
        return (
            f"{printable(project.name, 60)} is {printable(project.status, 40)}, PostgreSQL "
            f"{printable(project.database.version, 20)}; {client.asked()} of {BUDGET} requests this minute"
        )

    async def close(self) -> None:
        await self._http.close()

    def _at(self, target: Target) -> Client:
        return Client(target, self._context, self._http)

    async def _plan_point(self, client: Client, action: Action, target: Target, name: str) -> Plan:
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise SourceError(f"a restore point's name has 1 to {LONGEST_NAME} characters, not {printable(name, 60)!r}")
        if not (await client.backups()).pitr_enabled:
            raise SourceError("this project has no point-in-time restore, so no restore points; note the time instead")
        confirm = required_confirmation(max(action.risk, Risk.CHANGES, key=list(Risk).index))
        return Plan(
            action=action,
            target=target,
            request=(f"POST {client.address('/database/backups/restore-point')}", f'{{"name": "{name}"}}'),
            says=f"marks this moment of {target.name} as {name}; nothing else changes",
            irreversible=("the mark itself: it stays until it is too old",),
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            private={"name": name},
        )


def build(context: ProviderContext) -> Supabase:
    """The provider; tokens are fetched at each use."""
    return Supabase(context)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> ProjectHealth:
    """The health of the project behind `target`."""
    http = Http(context.clock, paces=context.paces)
    return ProjectHealth(name, Client(target, context, http), target.settings.get("function", ""), context.clock, http)


def build_log(name: str, spec: LogSpec, target: Target, feed: LogFeed, context: ProviderContext) -> PolledLog:
    """A log of the project behind `target`, asked for every 15 s."""
    http = Http(context.clock, paces=context.paces)
    log = ProjectLog(
        Client(target, context, http), spec.filter.get("kind", "requests"), spec.filter.get("function", "")
    )
    return PolledLog(name, feed, log.page, http.close, context.clock, Rhythm())


def _guide(ref: str) -> str:
    return (
        f"restore to a new project by hand: https://supabase.com/dashboard/project/{ref}/database/backups/"
        "restore-to-new-project. The copy has no storage files, functions, auth settings or API keys, and its "
        "scheduled jobs and webhooks start at once"
    )
