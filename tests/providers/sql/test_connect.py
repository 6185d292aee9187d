"""Connections that cannot be made, and what a good one tells."""

import asyncio

import pytest

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.ports import Run
from cockpit.providers.sql.postgres import Postgres
from tests.lab.tables import Lab
from tests.providers.sql.conftest import FACTORIES, action, context, engine_of


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({}, "has no dsn"),
        ({"dsn": "postgresql://ana:hunter2@db/shop"}, "holds a password"),
        ({"dsn": "= nonsense hunter2"}, "not readable"),
        ({"dsn": "host=/nowhere user=x"}, "has no socket"),
        ({"dsn": "host=127.0.0.1 port=1 user=x"}, "refuses connections"),
        ({"dsn": "host=nowhere.invalid user=x"}, "has no address"),
    ],
)
async def test_a_connection_that_cannot_be_made_is_one_clear_sentence(settings: dict[str, str], says: str) -> None:
    engine = Postgres(Target(name="shop-db", provider="postgres", settings=settings), context())
    with pytest.raises(SourceError, match=says) as raised:
        await engine.ping()
    assert "\n" not in str(raised.value)
    assert "hunter2" not in str(raised.value)


async def test_a_missing_password_says_how_to_store_one(postgres: Lab) -> None:
    target = Target(name="shop-db", provider="postgres", settings=postgres.target.settings, secret="shop-pg")
    with pytest.raises(SourceError, match="cockpit secret set shop-pg"):
        await Postgres(target, context()).ping()


async def test_ping_tells_version_and_too_much_power(lab: Lab) -> None:
    says = await engine_of(lab).ping()
    assert "read-only session ok" in says
    assert ("superuser" in says) == (lab.kind == "postgres")


async def test_infinity_and_other_odd_values_can_be_shown(postgres: Lab) -> None:
    provider = FACTORIES["postgres"].build(context())
    text = (
        "select 'infinity'::timestamptz, '0044-03-15 BC'::date, '\\xff00'::bytea, '{1,2}'::int[], '{\"a\": 1}'::jsonb"
    )
    plan = await provider.plan(action("read", text), postgres.target)
    receipt = await provider.execute(plan, Run(folder=None, progress=print, cancelled=asyncio.Event()))  # type: ignore[arg-type]  # a read leaves nothing
    assert receipt.sample == (("infinity", "0044-03-15 BC", "0xff00", "[1,2]", '{"a":1}'),)
    await provider.close()
