"""Deployments and versions as named queries."""

import pytest

from cockpit.core.profile import Query
from cockpit.core.readings import SourceError
from cockpit.providers.cloudflare.lists import WorkerList
from tests.providers.cloudflare.world import World


def asked(world: World, sql: str) -> WorkerList:
    query = Query(target="acme-cloudflare", sql=sql)
    return WorkerList("deploys", query, world.target(provider="cloudflare"), world.context)


async def test_deployments_come_newest_first_with_author_and_message(world: World) -> None:
    source = asked(world, "deployments since {since} until {until}")
    reading = await source.read({"since": "2026-03-14T10:30:00Z", "until": "2026-03-14T13:00:00Z"})
    await source.close()
    assert reading.columns == ("at", "version", "by", "message")
    assert reading.rows == (
        ("2026-03-14T12:00:00Z", "00000000-0000-4000-8000-000000000003", "ana@x.example", "release 3"),
        ("2026-03-14T11:00:00Z", "00000000-0000-4000-8000-000000000002", "ana@x.example", "release 2"),
    )


async def test_versions_reach_further_back_than_the_ten_newest_deployments(world: World) -> None:
    worker = world.lab.account.workers["helm-acme"]
    for _ in range(10):
        world.lab.account.deploy(worker, "00000000-0000-4000-8000-000000000003", "again")
    for what, oldest in (("deployments", "2026-03-14T13:00:00Z"), ("versions", "2026-03-14T10:00:00Z")):
        source = asked(world, what)
        assert (await source.read({})).rows[-1][0] == oldest
        await source.close()


async def test_a_list_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(SourceError, match="query deploys: there is no list 'deploys'; there is deployments, versions"):
        await asked(world, "deploys").read({})
