"""A provider, its database, and the two steps of every action."""

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.ports import Provider, Run
from tests.lab.tables import Lab
from tests.providers.sql.conftest import action


class Desk(msgspec.Struct, frozen=True):
    """A provider and its database, and the two steps of every action."""

    lab: Lab
    provider: Provider
    run: Run

    async def plan(self, verb: str, text: str = "", target: Target | None = None, **parameters: str) -> Plan:
        made = action(verb, text, self.lab.kind, **parameters)
        if verb == "unlock":
            made = msgspec.structs.replace(made, attributes={"queue": "work"})
        return await self.provider.plan(made, target or self.lab.target)

    async def execute(self, plan: Plan) -> Receipt:
        return await self.provider.execute(plan, self.run)

    async def undone(self, receipt: Receipt) -> Plan:
        assert receipt.undo is not None
        # What comes out of the journal is what went in.
        token = msgspec.json.decode(msgspec.json.encode(receipt.undo.action), type=Action)
        return await self.provider.plan(token, self.lab.target)

    def table(self) -> list[tuple[object, ...]]:
        return self.lab.rows(
            "select id, status, topic, attempts, cast(created_at as varchar), cast(locked_at as varchar), locked_by"
            " from work_queue order by id"
        )
