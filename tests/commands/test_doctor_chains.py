"""What `cockpit doctor` says of the chains of docs/audit.md: one line each, and what to do."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cockpit.commands.doctor import doctor
from tests.commands.test_audit_verify import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def told(shop: Shop) -> list[str]:
    """The lines about chains."""
    lines = CliRunner().invoke(doctor, obj=shop.profile).output.splitlines()
    return [line for line in lines if line[5:].startswith("chain ")]


def test_a_chain_that_can_be_walked_has_its_first_rows_its_archive_and_its_deployments_told(shop: Shop) -> None:
    assert told(shop) == [
        "ok   chain staff: the chain holds so far: 40 rows from 1 to 40, links and contents",
        "ok   chain staff archive: archive has 21 of the first 40 rows",
        "ok   chain staff deployed: v13 since 2026-03-14 11:00:00 UTC",
        "ok   chain archive: the chain holds so far: 21 rows from 10 to 30, links and contents",
    ]


def test_a_wrong_recipe_shows_at_the_first_row(shop: Shop) -> None:
    shop.profile.write_text(shop.profile.read_text().replace('"staff_id", "action"', '"action", "staff_id"'))
    assert told(shop)[0].startswith(
        "FAIL chain staff: the chain breaks at 1: its own content does not give its hash (40 breaks in all); "
    )
    assert told(shop)[0].endswith("correct its recipe, or see: cockpit audit verify staff")


def test_a_chain_without_a_recipe_and_one_without_rows_are_warned_of(shop: Shop) -> None:
    lines = shop.profile.read_text().splitlines()
    shop.profile.write_text("\n".join(line for line in lines if not line.startswith("fields")))
    assert told(shop)[0].startswith("warn chain staff: ")
    assert told(shop)[0].endswith("name the fields, or a row changed without its hash is not found")
    shop.run("delete from audit_events")
    assert told(shop)[:2] == [
        "warn chain staff: there is no row yet; when there are some: cockpit audit verify staff",
        "warn chain staff archive: not asked: there is no row yet",
    ]


def test_a_column_an_archive_and_a_list_that_are_not_there_are_named(shop: Shop) -> None:
    text = shop.profile.read_text().replace('hash = "chain_hash"', 'hash = "seal"', 1)
    text = text.replace('archive = "archive"', 'archive = "kept-{year}.jsonl"').replace(
        "select at, version,", "select at,"
    )
    shop.profile.write_text(text)
    assert told(shop)[0].startswith("FAIL chain staff: the chain has no column 'seal'")
    shop.profile.write_text(text.replace('hash = "seal"', 'hash = "chain_hash"'))
    assert told(shop)[1:3] == [
        "FAIL chain staff archive: there is no file of it",
        "FAIL chain staff deployed: query deploys has no column 'version' (it has: at, by, message); name it so there",
    ]


def test_a_chain_on_a_target_that_does_not_answer_is_not_read(shop: Shop) -> None:
    shop.base.unlink()
    assert told(shop)[0] == "FAIL chain staff: not read: its target shop-db does not answer"
