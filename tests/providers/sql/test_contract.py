"""The SQL provider on three databases against the contract of all providers."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from cockpit.core.profile import QueueSpec
from tests.lab.lossy import Fault, lossy
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.providers.contract import ProviderContract, Subject
from tests.providers.sql.conftest import FACTORIES, action, context

UPDATE = "update work_queue set attempts = attempts + 1 where status = {status}"
MANY = "with recursive n(x) as (select 1 union all select x + 1 from n where x < 900) select x from n"


def subject_of(lab: Lab, **more: object) -> Subject:
    kind = lab.kind
    spec = QueueSpec(target="shop-db", table="work_queue")
    broken = {"dsn": "host=/nowhere user=x"} if kind == "postgres" else {"path": "/nowhere/shop.db"}

    async def effects() -> int:
        return int(str(lab.rows("select sum(attempts) from work_queue")[0][0])) // 5

    return msgspec.structs.replace(
        Subject(
            provider=FACTORIES[kind].build(context({"work": spec})),
            target=lab.target,
            change=action("write", UPDATE, kind, status="pending"),
            refused=action("write", "update work_queue set status = null where id = 1", kind),
            read=action("read", MANY, kind),
            effects=effects,
            dead=msgspec.structs.replace(lab.target, settings=broken),
        ),
        **more,
    )


class TestOnEachDatabase(ProviderContract):
    # A COMMIT to a local file is always answered: only PostgreSQL has a line to lose.
    @pytest.fixture
    async def subject(self, lab: Lab) -> AsyncIterator[Subject]:
        lab.fill_queue()
        subject = subject_of(lab)
        yield subject
        await subject.provider.close()


class TestPostgresOverALineThatDies(ProviderContract):
    @pytest.fixture
    async def subject(self, postgres_server: Server) -> AsyncIterator[Subject]:
        secret = "hunter2-très-secret"
        async with lossy(postgres_server.socket) as line:
            with postgres_lab(postgres_server) as lab:
                lab.fill_queue()
                base = lab.target.settings["dsn"].split("dbname=", 1)[1]
                dsn = f"host=127.0.0.1 port={line.port} dbname={base}"
                through = msgspec.structs.replace(lab.target, settings={"dsn": dsn, "timeout": "1"}, secret="pg")
                lab.run(
                    # COMMIT waits for this longer than the client does.
                    "create function nap() returns trigger language plpgsql"
                    " as $$ begin perform pg_sleep(20); return new; end $$",
                    "create constraint trigger nap after insert on work_queue deferrable initially deferred"
                    " for each row execute function nap()",
                )
                line.fault = Fault.NONE
                subject = subject_of(
                    lab,
                    provider=FACTORIES["postgres"].build(context(password=secret)),
                    target=through,
                    secret=secret,
                    unanswered=action(
                        "write", "insert into work_queue (id, status, created_at) values (99, 'pending', now())"
                    ),
                )
                yield subject
                await subject.provider.close()
