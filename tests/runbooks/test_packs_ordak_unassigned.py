"""Ordak's unassigned cards, the tables against get_unassigned_list, card by card on a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from cockpit.core.reconciled import Reconciled
from cockpit.engine.reconciling import reconciled, windowed
from cockpit.providers import registry
from cockpit.providers.sql.query import SqlQuery
from cockpit.runbooks.catalog import PACKS
from tests.fakes import START
from tests.lab.postgres import Server
from tests.lab.tables import Lab, postgres_lab
from tests.runbooks.packs import profile_of
from tests.runbooks.schemas import ORDAK
from tests.runbooks.test_packs_on_postgres import CONTEXT

PROFILE = profile_of(PACKS / "ordak")
SPEC = PROFILE.reconcile["unassigned-list"]
STAGE_CALLED_UNASSIGNED = """
create or replace function get_unassigned_list(store text) returns table (id bigint, stage stage) language sql as
    $$ select o.id, o.stage from orders_bannos o where o.stage::text = 'Unassigned' $$
"""
EVERYBODY = """
create or replace function get_unassigned_list(store text) returns table (id bigint, stage stage) language sql as
    $$ select o.id, o.stage from orders_bannos o where store = 'bannos' $$
"""


@pytest.fixture
def ordak(postgres_server: Server) -> Iterator[Lab]:
    with postgres_lab(postgres_server) as lab:
        lab.run(*filter(str.strip, ORDAK.split(";\n")))
        yield lab


async def compared(lab: Lab) -> Reconciled:
    """The pack's own comparison, read as the engine reads it."""
    sources = {
        name: registry.build_query(name, PROFILE.queries[name], lab.target, CONTEXT) for name in (SPEC.left, SPEC.right)
    }
    found = await reconciled(SPEC, PROFILE.queries, sources, {}, START, START)
    for source in sources.values():
        assert isinstance(source, SqlQuery)
        await source.close()
    return found


async def test_a_list_that_holds_what_the_tables_hold_agrees(ordak: Lab) -> None:
    found = await compared(ordak)
    assert found.says == "unassigned-cards and unassigned-listed agree on 3 rows, sum 0"
    assert not windowed(SPEC, PROFILE.queries), "it is about now, nobody is asked from when"


async def test_a_list_that_asks_for_a_stage_called_unassigned_lacks_every_card(ordak: Lab) -> None:
    ordak.run(STAGE_CALLED_UNASSIGNED)
    found = await compared(ordak)
    assert len(found.missing) == found.left.rows == 3
    assert {one.row["stage"] for one in found.missing} == {"Filling", "Packing"}


async def test_cards_that_have_an_assignee_are_on_the_right_only(ordak: Lab) -> None:
    ordak.run(EVERYBODY)
    found = await compared(ordak)
    assert [one.key.split()[0] for one in found.missing] == ["flourlane"]
    assert found.added
    assert all(one.key.startswith("bannos ") for one in found.added)
