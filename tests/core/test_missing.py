"""What was missing once and what became of it: nothing is lost, nothing is settled but by evidence or a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.fold import replay
from cockpit.core.missing import MOST, Fate, Reconciliation
from cockpit.core.missing_rows import change, row_of, unit_of
from cockpit.core.money import Unit, money
from cockpit.core.profile import ReconcileSpec
from cockpit.core.readings import TableReading
from cockpit.core.reconcile import reconcile
from cockpit.core.reconciled import Entry, Reconciled
from cockpit.core.timeline import entry
from cockpit.reports.brief import brief
from cockpit.reports.postmortem import postmortem
from tests.core.test_fold import DECLARED, records
from tests.fakes import NASTY, START

EUR = Unit(currency="EUR", decimals=2)
AGO = START - timedelta(hours=1)


def side(name: str, *keys: str) -> TableReading:
    return TableReading(source=name, at=START, columns=("id", "amount"), rows=tuple((key, "100") for key in keys))


def held(left: str, right: str, cuts: tuple[str, str] = ("", "")) -> Reconciled:
    """Keys of one letter each."""
    return reconcile(side("theirs", *left), side("ours", *right), "id", "amount", cuts)


def worked(*runs: tuple[str, str] | e.MissingMarked) -> Reconciliation:
    """The comparison after these runs and marks, as the journal tells it."""
    events: list[e.AnyEvent] = [DECLARED]
    for run in runs:
        before = replay(records(*events)).reconciled.get("orders")
        event = run if isinstance(run, e.MissingMarked) else change("orders", held(*run), AGO, EUR, before)
        events += [event] if event else []
    return replay(records(*events)).reconciled["orders"]


def said(keys: str, fate: Fate = Fate.SAID, reason: str = "") -> e.MissingMarked:
    return e.MissingMarked(comparison="orders", keys=tuple(keys), fate=fate, reason=reason)


def fates(one: Reconciliation) -> dict[str, str]:
    return {row.row.key: str(row.fate) for row in one.rows}


def test_the_way_of_a_row_from_missing_to_seen() -> None:
    assert fates(worked(("abc", "a"))) == {"b": "missing", "c": "missing"}
    assert fates(worked(("abc", "a"), said("b"))) == {"b": "said to be re-created", "c": "missing"}
    assert fates(worked(("abc", "a"), said("b"), ("abc", "ab"))) == {"b": "re-created", "c": "missing"}
    assert fates(worked(("abc", "a"), ("abc", "abc"), ("abc", "ac"))) == {"b": "missing", "c": "re-created"}
    assert fates(worked(("abc", "a"), said("b", Fate.NOT_NEEDED, "x"), ("ac", "ac"))) == {
        "b": "not needed",
        "c": "re-created",
    }


def test_the_same_result_again_is_not_written_down_again() -> None:
    one = worked(("abc", "a"))
    assert change("orders", held("abc", "a"), AGO, EUR, one) is None
    assert change("orders", held("abc", "a"), AGO - timedelta(hours=1), EUR, one) is not None


def test_nobody_asked_so_only_what_became_of_a_row_is_a_line() -> None:
    one = worked(("abc", "a"))
    assert change("orders", held("abc", "ax"), AGO, EUR, one, quiet=True) is None
    assert change("orders", held("abc", "ax"), AGO, EUR, one) is not None
    assert change("orders", held("abc", "ab"), AGO, EUR, one, quiet=True) is not None


def test_the_one_currency_of_the_rows_is_that_of_the_amounts() -> None:
    spec = ReconcileSpec(left="a", right="b", key="id", decimals=2)
    found = held("a", "")
    euro, both = replace(found.left, currencies=("EUR",)), replace(found.left, currencies=("EUR", "USD"))
    assert unit_of(spec, replace(found, left=euro)) == EUR
    assert unit_of(spec, replace(found, left=both)) == unit_of(spec, None) == Unit(decimals=2)
    assert unit_of(replace(spec, currency="JPY"), replace(found, left=euro)).currency == "JPY"


def test_a_right_side_that_was_cut_says_nothing_and_a_left_one_nothing_of_what_is_gone() -> None:
    one = worked(("abc", "a"))
    assert change("orders", held("abcd", "a", ("", "cut")), AGO, EUR, one) is None
    made = change("orders", held("ad", "a", ("cut", "")), AGO, EUR, one)
    assert made is not None
    assert ([row.key for row in made.found], made.gone) == (["d"], ())


KEYS = st.text("abcdef", max_size=6)


@given(st.lists(st.tuples(KEYS, KEYS), min_size=1, max_size=6))
def test_after_any_runs_exactly_what_the_last_one_missed_is_open(runs: list[tuple[str, str]]) -> None:
    one, (left, right) = worked(*runs), runs[-1]
    assert {row.row.key for row in one.open} == set(left) - set(right)
    ever = {key for left, right in runs for key in set(left) - set(right)}
    assert {row.row.key for row in one.rows} == ever
    assert all(row.fate is not Fate.GONE or row.row.key not in left for row in one.rows)


@given(st.lists(st.one_of(st.tuples(KEYS, KEYS), KEYS.map(said)), max_size=6))
def test_what_is_only_said_stays_open(runs: list[tuple[str, str] | e.MissingMarked]) -> None:
    one = worked(("abcdef", ""), *runs)
    assert all(row.is_open == (row.fate in (Fate.OPEN, Fate.SAID)) for row in one.rows)
    assert bool(one.left_open) == bool(one.open)


def test_more_rows_than_are_named_are_counted_and_stay_open_until_they_are_waived() -> None:
    keys = [f"k{number}" for number in range(MOST + 50)]
    found = reconcile(side("theirs", *keys), side("ours"), "id", "amount")
    made = change("orders", found, AGO, EUR, None)
    assert made is not None
    assert (len(made.found), made.more) == (MOST, 50)
    one = replay(records(DECLARED, made)).reconciled["orders"]
    assert one.left_open == "2050 of orders still missing, more than 2 000.00 EUR"
    named = tuple(row.row.key for row in one.rows)
    waived = e.MissingMarked(comparison="orders", keys=named, fate=Fate.NOT_NEEDED, reason="x", waived=50)
    settled = replay(records(DECLARED, made, waived)).reconciled["orders"]
    assert settled.left_open == ""
    again = change("orders", found, AGO, EUR, settled)
    assert again is None


def test_two_cockpits_that_find_the_same_row_leave_its_mark_alone() -> None:
    made = change("orders", held("ab", "a"), AGO, EUR, None)
    assert made is not None
    one = replay(records(DECLARED, made, said("b"), made)).reconciled["orders"]
    assert fates(one) == {"b": "said to be re-created"}


def test_a_mark_of_what_was_never_compared_changes_nothing() -> None:
    assert replay(records(DECLARED, said("a"))).reconciled == {}


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("4120", EUR, "41.20 EUR"),
        ("123456789", EUR, "1 234 567.89 EUR"),
        ("-5", EUR, "-0.05 EUR"),
        ("41.20", Unit(), "41.20"),
        ("500", Unit(currency="JPY"), "500 JPY"),
        ("0", EUR, "0.00 EUR"),
    ],
)
def test_amounts_are_shown_in_the_usual_unit(amount: str, unit: Unit, shown: str) -> None:
    assert money(Decimal(amount), unit) == shown


def test_a_row_keeps_its_time_and_what_else_it_says() -> None:
    row = {"id": "o1", "amount": "100", "currency": "eur", "created_at": "2026-03-14", "name": "#1", "refunded": "0"}
    kept = row_of(Entry(key="o1", amount="100", row={**row, "note": ""}))
    assert (kept.at, kept.says) == ("2026-03-14", "#1")
    assert len(row_of(Entry(key="o1", row={"id": "o1", "note": "x" * 500})).says) == 160


def test_the_post_mortem_has_totals_and_each_row_and_the_brief_what_is_left() -> None:
    made = change("orders", held("abcd", "a"), AGO, EUR, None)
    assert made is not None
    hostile = replace(made.found[0], key=NASTY)
    there = replace(made, found=(), there=("c",), says="2 only in theirs")
    told = records(
        DECLARED, replace(made, found=(hostile, *made.found[1:])), said("d", Fate.NOT_NEEDED, "a test"), there
    )
    text = postmortem(told, "0" * 64)
    assert "| found missing | 3 | 3.00 EUR |" in text
    assert "| re-created | 1 | 1.00 EUR |" in text
    assert "| missing | 1 | 1.00 EUR |" in text
    assert "| d |  | 1.00 EUR | not needed | 2026-03-14 09:26:03 | ana | a test |" in text
    assert "- 1 of orders still missing, 1.00 EUR" in text
    assert "\x1b" not in text
    assert "1 of orders still missing, 1.00 EUR" in brief(replay(told), START, "0")
    assert "## Reconciled" not in postmortem(records(DECLARED), "0")


def test_the_timeline_says_what_changed() -> None:
    made = change("orders", held("abc", "a"), AGO, EUR, None)
    assert made is not None
    lines = [entry(one).says for one in records(made, replace(made, found=(), there=("b",)), said("c"), said("bc"))]
    assert lines == [
        "compared orders: 2 only in theirs (2 newly missing)",
        "compared orders: 2 only in theirs (1 re-created)",
        "c of orders: said to be re-created",
        "2 rows of orders: said to be re-created",
    ]
