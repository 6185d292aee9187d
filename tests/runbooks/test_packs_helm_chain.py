"""The chain Helm's profile describes, walked on a copy of a shop as helm-reproduce leaves it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from cockpit.commands.sources import audit
from cockpit.runbooks.catalog import PACKS
from tests.runbooks.helm_shop import chain_of

PROFILE = (PACKS / "helm" / "cockpit.toml").read_text()
FILLED = PROFILE.replace('# fields = ["prev_chain_hash"', 'null = "None"\nfields = ["prev_chain_hash"').replace(
    '# separator = "|"', 'separator = "|"'
)


def verified(folder: Path, profile: str, *changes: str) -> Result:
    path = folder / "cockpit.toml"
    path.write_text(profile)
    with closing(sqlite3.connect(folder / "incident.sqlite")) as copy, closing(chain_of(50)) as shop:
        shop.commit()
        shop.backup(copy)
        for change in changes:
            copy.execute(change)
        copy.commit()
    return CliRunner().invoke(audit, ["verify", "copy"], obj=path)


def test_as_it_comes_the_links_are_walked_and_the_answer_says_so(tmp_path: Path) -> None:
    done = verified(tmp_path, PROFILE)
    assert done.exit_code == 0, done.output
    assert "50 rows from 1 to 50, links only" in done.output


def test_a_forged_hash_and_a_row_taken_out_break_it(tmp_path: Path) -> None:
    forged = verified(tmp_path, PROFILE, "update audit_events set chain_hash = 'forged' where id = 17")
    assert (forged.exit_code, "mismatch at 18" in forged.output) == (1, True)
    (tmp_path / "two").mkdir()
    gone = verified(tmp_path / "two", PROFILE, "delete from audit_events where id = 17")
    assert (gone.exit_code, "gap at 18" in gone.output) == (1, True)


def test_filled_in_a_row_changed_without_its_hash_is_found_too(tmp_path: Path) -> None:
    done = verified(tmp_path, FILLED)
    assert (done.exit_code, "links and contents" in done.output) == (0, True), done.output
    (tmp_path / "two").mkdir()
    changed = verified(tmp_path / "two", FILLED, "update audit_events set action = 'refund' where id = 17")
    assert (changed.exit_code, "recompute at 17" in changed.output) == (1, True)
