"""Whose a block is, and the target shown for it."""

import pytest

from cockpit.core.actions import Target
from cockpit.core.runbook import RunbookAction
from cockpit.core.tenancy import stands_in

TARGETS = {
    "db": Target(name="db", provider="d1", settings={"slug": "acme", "account": "1"}),
    "bolt-db": Target(name="bolt-db", provider="d1", settings={"slug": "bolt", "account": "1"}, instead_of="db"),
    "other": Target(name="other", provider="d1", settings={"slug": "bolt"}),
}


def _block(*parameters: str, **attributes: str) -> RunbookAction:
    return RunbookAction(lang="sql", text="select 1", parameters=parameters, attributes=attributes)


@pytest.mark.parametrize(
    ("block", "values", "shown"),
    [
        (_block(), {}, "db"),
        (_block(), {"slug": "acme"}, "db"),
        (_block(), {"slug": "bolt"}, "bolt-db"),
        (_block(), {"slug": "corner"}, "db"),
        (_block(), {"account": "1"}, "db"),
        (_block(**{"for": "other_slug"}), {"slug": "acme", "other_slug": "bolt"}, "bolt-db"),
        (_block("restore_slug"), {"slug": "acme", "restore_slug": "bolt"}, "bolt-db"),
        (_block("slug", "restore_slug"), {"slug": "acme", "restore_slug": "bolt"}, "db"),
    ],
)
def test_the_target_of_the_tenant_the_block_is_for_is_shown(
    block: RunbookAction, values: dict[str, str], shown: str
) -> None:
    assert stands_in("db", block, TARGETS, values) == shown


def test_a_name_the_profile_does_not_have_stays_as_it_is() -> None:
    assert stands_in("nowhere", _block(), TARGETS, {"slug": "bolt"}) == "nowhere"
    assert stands_in("other", _block(), TARGETS, {"slug": "bolt"}) == "other"
