"""A check's walk goes on at the next look, and its values name what is known of the break."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit.core.chainarchive import Archived, Side
from cockpit.core.chainaround import Around
from cockpit.core.chaindeployed import AtBreak, Deployed
from cockpit.core.readings import UnfinishedError
from cockpit.engine.chain_checks import STALE, ChainChecks, told
from cockpit.engine.kit import Kit
from tests.core.chains import chain, walked
from tests.engine.test_chains import Rows
from tests.fakes import ACTOR, PROFILE, RUNBOOK, ListShelf, ManualClock, OneRunbook

AT = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)


def checks(folder: Path, rows: Rows, clock: ManualClock) -> ChainChecks:
    kit = Kit(
        profile=PROFILE,
        clock=clock,
        actor=ACTOR,
        incidents=ListShelf(folder),
        runbooks=OneRunbook(RUNBOOK, True, ()),
        new_id=str,
        report=lambda records, head: "",
        chains={"staff": rows},
    )
    return ChainChecks(kit, patience=0.05)


async def test_a_walk_that_takes_too_long_goes_on_at_the_next_look(tmp_path: Path) -> None:
    rows, clock = Rows(chain(9)), ManualClock()
    looks = checks(tmp_path, rows, clock)
    rows.held.clear()
    with pytest.raises(
        UnfinishedError, match=r"holds so far: 2 rows from 1 to 2, .*; the next look goes on from there"
    ):
        await looks.values("staff")
    rows.held.set()
    rows.asked.clear()
    assert (await looks.values("staff"))["rows"] == 9
    assert rows.asked[0] == "2"
    assert (await looks.values("staff"))["ok"]
    assert rows.asked[-6] is None


async def test_rows_walked_long_ago_are_walked_again(tmp_path: Path) -> None:
    rows, clock = Rows(chain(5)), ManualClock()
    looks = checks(tmp_path, rows, clock)
    rows.held.clear()
    with pytest.raises(UnfinishedError, match="holds so far"):
        await looks.values("staff")
    rows.held.set()
    rows.asked.clear()
    await clock.forward(STALE + 1)
    assert (await looks.values("staff"))["rows"] == 5
    assert rows.asked[0] is None


def test_the_values_name_the_row_the_version_and_the_side_and_the_words_tell_them() -> None:
    rows = chain(5)
    rows[3] = (*rows[3][:2], "changed", *rows[3][3:])
    live = AtBreak(row="4", at=AT, live=Deployed(at=AT, version="v2"))
    values = told(walked(rows), Around(deployed=live, archive=Archived(archive="kept", side=Side.CONTENTS, count=1)))
    assert (values["broken_at"], values["deployed"], values["archive"]) == ("4", "v2", "contents")
    assert str(values["says"]).startswith("the chain breaks at 4: its own content does not give its hash; 5 rows")
    assert "; deployed v2 since 2026-03-14 09:26:00 UTC; " in str(values["says"])
    whole = told(walked(chain(5)), Around())
    assert (whole["ok"], whole["broken_at"], whole["deployed"], whole["archive"], whole["says"]) == (
        True,
        "",
        "",
        "",
        "",
    )
