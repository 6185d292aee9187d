"""What was deployed at the first break: the newest version before the row's time, and the one before that."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cockpit.core.chaindeployed import Deployed, at_break, deployments, written
from cockpit.core.readings import SourceError, TableReading
from tests.core.chains import SPEC, chain, walked

NOON = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)
LISTED = [Deployed(at=NOON + timedelta(minutes=10 * n), version=f"v{n}", by="ana", message=f"m{n}") for n in range(3)]


def listed(columns: tuple[str, ...], *rows: tuple[str, ...]) -> TableReading:
    return TableReading(source="deploys", at=NOON, columns=columns, rows=rows)


@pytest.mark.parametrize(
    ("minutes", "live", "before"), [(0, "v0", None), (9, "v0", None), (10, "v1", "v0"), (500, "v2", "v1")]
)
def test_the_newest_version_that_is_not_later_than_the_row_was_live(
    minutes: int, live: str, before: str | None
) -> None:
    found = at_break("17", NOON + timedelta(minutes=minutes), LISTED)
    assert found.live is not None
    assert (found.live.version, found.before and found.before.version, found.unknown) == (live, before, "")


def test_it_is_said_in_short_lines_how_long_after_the_deployment_the_row_was_written() -> None:
    lines = list(at_break("17", NOON + timedelta(minutes=12), LISTED).lines)
    assert lines == [
        "  deployed  v1 since 2026-03-14 09:10:00 UTC",
        "            by ana: m1",
        "            2 min before row 17 was written, 2026-03-14 09:12:00 UTC",
        "  earlier   v0 since 2026-03-14 09:00:00 UTC",
        "            by ana: m0",
    ]
    first = list(at_break("17", NOON, [Deployed(at=NOON, version="v0", message="first")]).lines)
    assert first[1:] == [
        "            first",
        "            0 s before row 17 was written, 2026-03-14 09:00:00 UTC",
        "  earlier   not known: the list does not reach back further",
    ]


def test_a_list_that_does_not_reach_back_to_the_row_says_so() -> None:
    early = at_break("17", NOON - timedelta(days=1), LISTED)
    assert early.live is None
    assert "the oldest deployment listed is of 2026-03-14 09:00:00 UTC" in early.unknown
    assert "no deployment is listed" in at_break("17", NOON, []).unknown


def test_a_list_in_any_order_and_form_of_time_is_read_and_rows_without_a_time_are_left_out() -> None:
    rows = listed(("version", "at"), ("b", "1773480413"), ("c", "not yet"), ("a", "2026-03-14 09:00:00"))
    assert [(one.version, one.by) for one in deployments(rows)] == [("a", ""), ("b", "")]


def test_a_list_without_the_column_is_an_error_that_names_it() -> None:
    with pytest.raises(SourceError, match=r"query deploys has no column 'version' \(it has: at, tag\); name it so"):
        deployments(listed(("at", "tag")))


def test_the_time_is_taken_from_the_broken_row() -> None:
    rows = chain(5)
    rows[3] = (*rows[3][:2], "changed", *rows[3][3:])
    assert written(walked(rows), SPEC) == datetime(2026, 3, 14, 9, 26, 4, tzinfo=UTC)
    assert written(walked(rows), msgspec.structs.replace(SPEC, at="made")) is None
    assert written(walked(chain(5)), SPEC) is None
