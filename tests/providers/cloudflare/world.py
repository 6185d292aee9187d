"""Two shops in one account, and the providers that act on them; shared by the tests of both."""

import asyncio
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.secret import Secret
from cockpit.drill.vendors.cloudflare.database import AnyDatabase
from cockpit.drill.vendors.cloudflare.vendor import TOKEN, Lab
from cockpit.drill.vendors.loopback import QuickClock
from cockpit.ports import Provider, ProviderContext, Run
from cockpit.providers import registry

SCHEMA = """
create table sessions (id integer primary key, staff_id text, token text, seen real);
insert into sessions values (1, 'u-1', 'a', 1.5), (2, 'u-1', 'b', null), (3, 'u-2', 'c', 2.0);
create table audit_events (id integer primary key, at text not null, staff_id text, staff_label text, action text,
                           prev_chain_hash text, chain_hash text);
insert into audit_events values (1, '2026-03-14 09:10:00', 'u-1', 'Ana', 'sale', '', 'h1'),
                                (2, '2026-03-14 09:20:00', 'u-2', 'Ben', 'refund', 'h1', 'h2');
"""
VALUE = "whsec-canary-0987654321"


class World:
    """The lab, a clock that does not wait, and one provider at a time."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.clock = lab, QuickClock()
        self.secrets = {"cf": TOKEN, "stripe-new": VALUE}
        self.typed: dict[str, str] = {}
        self.context = ProviderContext(secret_of=self._secret_of, typed_of=self._typed_of, who="ana", clock=self.clock)
        for database in lab.account.databases.values():
            database.script(SCHEMA)
        self.d1 = self._provider("d1")
        self.workers = self._provider("cloudflare")

    def target(self, slug: str = "acme", provider: str = "d1", **more: str) -> Target:
        database = {"database": "helm-{slug}-db"} if provider == "d1" else {}
        settings = self.lab.settings(slug, **database, **more)
        return Target(name=f"{slug}-{provider}", provider=provider, settings=settings, secret="cf")

    def action(self, verb: str, text: str = "", target: str = "acme-d1", **parameters: str) -> Action:
        return Action(id="c1", provider="d1", verb=verb, target=target, text=text, parameters=parameters)

    def database(self, slug: str = "acme") -> AnyDatabase:
        return next(one for one in self.lab.account.databases.values() if one.name == f"helm-{slug}-db")

    def bind(self, slug: str, uuid: str) -> None:
        """Deploy the Worker of `slug` bound to another database."""
        for version in self.lab.account.workers[f"helm-{slug}"].versions.values():
            version["resources"] = {"bindings": [{"type": "d1", "name": "DB", "id": uuid}]}

    async def plan(
        self, verb: str, text: str = "", shop: str = "acme", provider: str = "d1", **parameters: str
    ) -> Plan:
        target = self.target(shop, provider)
        action = msgspec.structs.replace(self.action(verb, text, target.name, **parameters), provider=provider)
        return await (self.d1 if provider == "d1" else self.workers).plan(action, target)

    async def done(self, plan: Plan, run: Run) -> Receipt:
        assert not plan.refused, plan.refused
        return await (self.d1 if plan.target.provider == "d1" else self.workers).execute(plan, run)

    async def close(self) -> None:
        await self.d1.close()
        await self.workers.close()

    def _provider(self, name: str) -> Provider:
        return registry.build(name, self.context)

    def _typed_of(self, name: str) -> Secret | None:
        return Secret(name, self.typed[name]) if name in self.typed else None

    async def _secret_of(self, name: str) -> Secret | None:
        return Secret(name, self.secrets[name]) if name in self.secrets else None


def new_run(folder: Path) -> Run:
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())
