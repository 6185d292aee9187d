"""Which audit rows together look like a known bug."""

from tests.bugclasses.showing import at, audit_looks_like, row

CHANGES = ("action", "row_id", "summary")


def test_two_people_who_change_a_row_within_seconds_race() -> None:
    found = audit_looks_like(CHANGES, row(0, "mia", "edit", "sale 118", ""), row(6, "joe", "edit", "sale 118", ""))
    assert found == {"race": "sale 118 was changed by two people within seconds"}


def test_a_row_named_only_in_the_summary_is_found_as_well() -> None:
    rows = row(0, "mia", "sale.edit", "price of sale 118 set"), row(6, "joe", "sale.void", "sale 118 voided")
    assert "race" in audit_looks_like(("action", "summary"), *rows)


def test_the_same_person_another_row_or_a_minute_later_is_no_race() -> None:
    mine = row(0, "mia", "edit", "sale 118", "")
    for other in (
        row(6, "mia", "edit", "sale 118", ""),
        row(6, "joe", "edit", "sale 119", ""),
        row(66, "joe", "edit", "sale 118", ""),
        row(6, "joe", "sale.view", "sale 118", ""),
    ):
        assert audit_looks_like(CHANGES, mine, other) == {}


def test_a_date_or_a_page_in_another_column_is_no_row() -> None:
    columns = ("date", "note", "summary")
    rows = (
        row(0, "mia", "Mar 14 09:26", "page 1", "price set"),
        row(6, "joe", "Mar 14 09:26", "page 1", "stock counted"),
    )
    assert audit_looks_like(columns, *rows) == {}


def test_a_save_based_on_less_than_somebody_elses_change_is_stale() -> None:
    columns = ("row_id", "based_on")
    mia = row(60, "mia", "sale 118", at(0))
    assert audit_looks_like(columns, mia, row(300, "joe", "sale 118", at(30))) == {
        "stale-state": "sale 118 was saved from a state older than somebody else's change"
    }
    assert audit_looks_like(columns, mia, row(300, "joe", "sale 118", at(90))) == {}
    assert audit_looks_like(columns, mia, row(300, "mia", "sale 118", at(30))) == {}


def test_a_version_is_compared_with_a_version() -> None:
    columns = ("row_id", "based_on_version", "version")
    mia = row(60, "mia", "sale 118", "4", "5")
    assert "stale-state" in audit_looks_like(columns, mia, row(300, "joe", "sale 118", "4", "6"))
    assert audit_looks_like(columns, mia, row(300, "joe", "sale 118", "5", "6")) == {}


def test_one_key_on_two_operations_is_reused_and_on_one_sent_twice_is_not() -> None:
    columns = ("action", "sale_id", "idempotency_key")
    first = row(0, "mia", "charge", "118", "k-77")
    assert audit_looks_like(columns, first, row(90, "mia", "charge", "119", "k-77")) == {
        "idempotency-reuse": "The idempotency key k-77 was used for two different operations"
    }
    assert audit_looks_like(columns, first, row(90, "mia", "charge", "118", "k-77")) == {}
    assert audit_looks_like(columns, first, row(90, "mia", "charge", "119", "k-78")) == {}
