"""`cockpit reconcile` between Stripe's lab and a real database: missing, entered, ticked."""

import csv
import io
import json
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.reconcile import reconcile
from cockpit.drill.vendors.loopback import NOW, loopback
from cockpit.drill.vendors.stripe import KEY, StripeLab
from tests.config.scales import P

PROFILE = """
[targets.stripe]
provider = "stripe"
secret = "stripe"
url = "{url}"

[targets.shop-db]
provider = "sqlite"
path = "shop.sqlite"

[queries.charges]
target = "stripe"
sql = "charges since {{since}} until {{until}}"

[queries.sales]
target = "shop-db"
sql = "select intent as payment_intent, amount, at from sales where at >= {{since}} and at < {{until}}"

[reconcile.card-sales]
left = "charges"
right = "sales"
key = "payment_intent"
amount = "amount"
"""
WINDOW = ("--since", "2026-03-14T00:00:00Z", "--until", "2026-03-15T00:00:00Z")


class Shop:
    """Stripe's side, our side, and a profile that compares them."""

    def __init__(self, folder: Path, url: str, lab: StripeLab) -> None:
        self.lab, self.base = lab, folder / "shop.sqlite"
        self.profile = folder / "cockpit.toml"
        self.profile.write_text(P + PROFILE.format(url=url))
        self.run("create table sales (intent text, amount integer, at text)")

    def run(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.base)) as base, base:
            base.execute(sql, values)

    def enter(self, intent: str, amount: int) -> None:
        self.run("insert into sales values (?, ?, '2026-03-14T08:00:00Z')", intent, amount)

    def compare(self, *arguments: str) -> Result:
        return CliRunner().invoke(reconcile, ["card-sales", *WINDOW, *arguments], obj=self.profile)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    monkeypatch.setenv("COCKPIT_SECRET_STRIPE", KEY)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    lab = StripeLab()
    with loopback(lab) as server:
        yield Shop(tmp_path, server.url, lab)


def test_a_sale_that_is_missing_is_listed_then_ticked_when_it_was_entered(shop: Shop) -> None:
    for number, amount in ((1, 450), (2, 900), (3, 1250)):
        shop.lab.sale(number, amount, hours_ago=number)
    shop.enter("pi_1", 450)
    first = shop.compare()
    assert first.exit_code == 1
    assert "2 only in charges" in first.output
    assert "Only in charges: 2, sum 2150" in first.output
    assert "[ ] pi_3  1250  ch_3  2026-03-14T06:26:00Z" in first.output

    shop.enter("pi_3", 1250)
    second = shop.compare()
    assert second.exit_code == 1
    assert "[ ] pi_2  900" in second.output
    assert "[x] pi_3  1250  was only in charges, on both sides since 20" in second.output

    shop.enter("pi_2", 900)
    third = shop.compare()
    assert third.exit_code == 0
    assert "charges and sales agree on 3 rows, sum 2600" in third.output
    assert third.output.count("[x]") == 2


def test_the_document_has_every_number(shop: Shop) -> None:
    shop.lab.sale(1, 450, hours_ago=1)
    shop.enter("pi_9", 5)
    found = json.loads(shop.compare("--json").output)
    assert (found["agree"], found["left"]["total"], found["right"]["total"]) == (False, "450", "5")
    assert [one["key"] for one in found["only_left"]] == ["pi_1"]
    assert [one["key"] for one in found["only_right"]] == ["pi_9"]
    assert found["since"] == "2026-03-14T00:00:00Z"


def test_the_export_runs_no_formula_is_private_and_overwrites_nothing(shop: Shop, tmp_path: Path) -> None:
    shop.enter("=HYPERLINK(1)", 5)
    out = tmp_path / "missing.csv"
    assert shop.compare("--csv", str(out)).exit_code == 1
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert (rows[0]["state"], rows[0]["only in"], rows[0]["key"]) == ("missing", "sales", "'=HYPERLINK(1)")
    again = shop.compare("--csv", str(out))
    assert again.exit_code == 2
    assert "is not written over" in again.output


def test_what_was_missed_is_kept_for_this_person_only(shop: Shop, tmp_path: Path) -> None:
    shop.lab.sale(1, 450, hours_ago=1)
    shop.compare()
    kept = next((tmp_path / "state").rglob("bakery-card-sales.json"))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.write_text("{broken")
    assert "[ ] pi_1" in shop.compare().output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["sails"], "there is no comparison 'sails'; the profile has: card-sales"),
        (["card-sales", "--since", "soon"], "'soon' is no time"),
        (["card-sales", "--since", "2026-03-14", "--until", "2026-03-13"], "is not before the end"),
    ],
)
def test_a_mistake_is_one_line(shop: Shop, arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(reconcile, arguments, obj=shop.profile)
    assert (done.exit_code, says in done.output) == (2, True), done.output


def test_a_side_that_cannot_be_read_is_no_agreement(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_STRIPE", "rk_test_1234567890")
    done = shop.compare()
    assert done.exit_code == 1
    assert "is a test key" in done.output


def test_the_clock_of_the_lab_is_inside_the_window() -> None:
    assert datetime(2026, 3, 14, tzinfo=UTC) < NOW < datetime(2026, 3, 15, tzinfo=UTC)
