"""The Helm runbooks' SQL on a real SQLite: what it finds, and what a plainer statement would miss."""

from datetime import timedelta

import pytest

from cockpit.config import load_profile
from cockpit.runbooks.catalog import PACKS
from tests.runbooks.helm_shop import AROUND, FORMATS, chain_of, minutes, run, shop, sql_of

QUERIES = load_profile(PACKS / "helm" / "cockpit.toml").queries

EVENTS = [
    (minutes(-45), "7", "sale"),
    (minutes(-20), "7", "sale"),
    (minutes(-1), "9", "price"),
    (minutes(0), "7", "failed"),
    (minutes(40), "7", "sale"),
]


@pytest.mark.parametrize("form", FORMATS)
def test_the_window_is_around_t0_whatever_the_columns_form(form: str) -> None:
    database = shop(EVENTS, form)
    everybody = run(database, sql_of("helm-debug", "audit"), AROUND | {"staff_id": ""})
    assert [row["id"] for row in everybody] == [4, 3, 2]
    one = run(database, sql_of("helm-debug", "audit"), AROUND | {"staff_id": "7"})
    assert [row["id"] for row in one] == [4, 2]
    queried = run(database, QUERIES["recent-audit"].sql, AROUND | {"person": "staff-9"})
    assert [row["id"] for row in queried] == [3]


def test_comparing_the_texts_themselves_would_find_nothing() -> None:
    plain = "select id from audit_events where at between {since} and {until}"
    assert run(shop(EVENTS, "sqlite text"), plain, AROUND) == []
    assert len(run(shop(EVENTS, "iso"), plain, AROUND)) == 3


def test_an_operation_that_failed_is_shown_without_a_summary() -> None:
    rows = run(shop(EVENTS), sql_of("helm-debug", "audit"), AROUND | {"staff_id": ""})
    assert rows[0]["action"] == "failed"
    assert rows[0]["summary"] is None


def test_the_proof_in_production_is_ones_own_row_since_the_test() -> None:
    for runbook, step in (("helm-debug", "clean-row"), ("helm-sev1", "clean")):
        rows = run(shop(EVENTS), sql_of(runbook, step), {"own_staff_id": "7", "tested_at": "2026-05-08T14:30:00Z"})
        assert [row["id"] for row in rows] == [5]


def test_two_people_within_ten_seconds_are_found_together() -> None:
    seconds = [(0, "7"), (4, "9"), (30, "9"), (41, "7")]
    database = shop([(timedelta(seconds=at), staff, "price") for at, staff in seconds])
    pairs = run(database, sql_of("helm-bug-classes", "pairs"), AROUND)
    assert [(row["first_who"], row["second_who"]) for row in pairs] == [("staff-7", "staff-9")]


def test_the_next_writer_stands_beside_each_row() -> None:
    database = shop([(timedelta(seconds=at), staff, "price") for at, staff in ((0, "7"), (4, "9"))])
    rows = run(database, sql_of("helm-reproduce", "drift"), AROUND)
    assert [(row["next_who"], row["next_after_s"]) for row in rows] == [("staff-9", 4), (None, None)]


WALKS = [
    ("runbook", sql_of("helm-audit-chain", "breaks"), {"from_id": "0"}),
    ("profile", QUERIES["chain-breaks"].sql, {}),
]
walk = pytest.mark.parametrize(("sql", "values"), [pair[1:] for pair in WALKS], ids=[pair[0] for pair in WALKS])


@walk
def test_an_unbroken_chain_has_no_break(sql: str, values: dict[str, str]) -> None:
    assert run(chain_of(200), sql, values) == []


@walk
def test_a_changed_hash_breaks_the_chain_at_the_row_after_it(sql: str, values: dict[str, str]) -> None:
    database = chain_of(200)
    database.execute("update audit_events set chain_hash = 'forged' where id = 17")
    broken = run(database, sql, values)
    assert [(row["before_id"], row["id"], row["expected"]) for row in broken] == [(17, 18, "forged")]
    assert broken[0]["found"] not in (None, "forged")


@walk
def test_a_lost_link_is_a_break_too(sql: str, values: dict[str, str]) -> None:
    database = chain_of(20)
    database.execute("update audit_events set prev_chain_hash = null where id = 9")
    assert [row["id"] for row in run(database, sql, values)] == [9]


def test_the_newest_fifty_rows_would_not_show_it() -> None:
    database = chain_of(200)
    database.execute("update audit_events set chain_hash = 'forged' where id = 17")
    newest = run(database, "select id from audit_events order by id desc limit 50", {})
    assert 18 not in [row["id"] for row in newest]


def test_a_row_taken_out_is_a_gap_and_a_break() -> None:
    database = chain_of(30)
    database.execute("delete from audit_events where id in (12, 13)")
    for sql, values in ((sql_of("helm-audit-chain", "gaps"), {"from_id": "0"}), (QUERIES["id-gaps"].sql, {})):
        gaps = run(database, sql, values)
        assert [(row["before_id"], row["id"], row["missing"]) for row in gaps] == [(11, 14, 2)]
    assert [row["id"] for row in run(database, sql_of("helm-audit-chain", "breaks"), {"from_id": "0"})] == [14]


def test_the_walk_goes_on_from_an_id() -> None:
    database = chain_of(60)
    database.execute("update audit_events set chain_hash = 'forged' where id in (10, 40)")
    walked = run(database, sql_of("helm-audit-chain", "breaks"), {"from_id": "30"})
    assert [row["id"] for row in walked] == [41]
    page = run(database, sql_of("helm-audit-chain", "breaks", 1), {"from_id": "30"})
    assert page == [{"first_id": 30, "last_id": 60, "walked": 31}]
    around = run(database, sql_of("helm-audit-chain", "neighbours"), {"broken_id": "41"})
    assert [row["id"] for row in around] == list(range(36, 47))


def test_breaks_are_counted_to_nothing_once_mended() -> None:
    database = chain_of(40)
    true = database.execute("select chain_hash from audit_events where id = 10").fetchone()[0]
    database.execute("update audit_events set chain_hash = 'forged' where id = 10")
    counts = [(sql_of("helm-audit-chain", "again"), {"from_id": "0"}), (sql_of("helm-restore", "chain"), {})]
    assert [run(database, sql, values) for sql, values in counts] == [[{"breaks": 1}]] * 2
    database.execute("update audit_events set chain_hash = ? where id = 10", (true,))
    assert [run(database, sql, values) for sql, values in counts] == [[{"breaks": 0}]] * 2


def test_all_sessions_of_one_person_end_and_nobody_elses() -> None:
    database = shop()
    for staff in ("7", "7", "9"):
        database.execute("insert into staff_sessions (staff_id, token_hash) values (?, 'x')", (staff,))
    who = {"staff_id": "7"}
    assert run(database, sql_of("helm-session-leaked", "count"), who) == [{"sessions": 2}]
    run(database, sql_of("helm-session-leaked", "end"), who)
    assert run(database, sql_of("helm-session-leaked", "none"), who) == [{"sessions": 0}]
    run(database, sql_of("helm-session-leaked", "end"), who)
    assert run(database, sql_of("helm-session-leaked", "none"), {"staff_id": "9"}) == [{"sessions": 1}]


def test_what_a_restore_loses_is_what_is_gone_afterwards() -> None:
    database = shop(EVENTS)
    before = run(database, sql_of("helm-restore", "count-before"), {})[0]
    lost = run(database, sql_of("helm-restore", "loss"), {"restore_to": "2026-05-08T14:00:00Z"})[0]
    database.execute("delete from audit_events where id > 2")  # row 3 is of 14:01
    after = run(database, sql_of("helm-restore", "count-after"), {})[0]
    assert (before["events"], lost["rows_after"], after["events"]) == (5, 3, 2)


def test_the_column_of_a_not_null_fault_is_looked_up() -> None:
    rows = run(shop(), sql_of("helm-bug-classes", "schema"), {"table_name": "transactions"})
    assert "amount integer not null" in str(rows[0]["sql"])


def test_sales_of_a_gap_come_with_their_payment() -> None:
    database = shop()
    for at, intent in (("2026-05-08 13:59:00", "pi_old"), ("2026-05-08 14:05:00", "pi_new")):
        database.execute(
            "insert into transactions (created_at, amount, stripe_payment_intent) values (?, 5, ?)", (at, intent)
        )
    rows = run(database, sql_of("helm-reconcile", "sales"), {"gap_from": "2026-05-08T14:02:00Z"})
    assert [row["stripe_payment_intent"] for row in rows] == ["pi_new"]


@pytest.mark.parametrize("step", ["other-writes", "own-writes"])
def test_writes_of_the_wrong_hours_are_listed(step: str) -> None:
    hours = {"wrong_from": "2026-05-08T13:40:00Z", "wrong_until": "2026-05-08T14:02:00Z"}
    assert [row["id"] for row in run(shop(EVENTS), sql_of("helm-wrong-d1", step), hours)] == [2, 3, 4]
