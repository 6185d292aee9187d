"""`cockpit audit verify` on the profile of docs/audit.md: holds, breaks, goes on, held against the archive."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from cockpit.commands.sources import audit

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"
EXAMPLE = PAGE.read_text().split("```toml\n", 1)[1].split("```", 1)[0]
TABLE = "(id integer primary key, at text, staff_id integer, action text, prev_chain_hash text, chain_hash text)"
ROWS = 40


class Shop:
    """The folder of the documented profile: a real SQLite file, and the archive of it in a real DuckDB file."""

    def __init__(self, folder: Path) -> None:
        self.base, self.profile = folder / "shop.sqlite", folder / "cockpit.toml"
        self.profile.write_text(EXAMPLE)
        rows: list[tuple[object, ...]] = []
        previous: str | None = None
        for id in range(1, ROWS + 1):
            row = (id, f"2026-03-14T09:26:{id:02}Z", id % 5, f"order.update {id}")
            made = sha256("|".join(map(str, (previous or "", *row))).encode()).hexdigest()
            rows.append((*row, previous, made))
            previous = made
        self.heads = [str(row[5]) for row in rows]
        with closing(sqlite3.connect(self.base)) as base, base:
            base.execute(f"create table audit_events {TABLE}")
            base.executemany("insert into audit_events values (?, ?, ?, ?, ?, ?)", rows)
            base.execute("create table deploys (at text, version text, author text, message text)")
            deploys = (
                ("08:00:00", "v11", "ben", "till"),
                ("09:26:10", "v12", "ana", "tips"),
                ("11:00:00", "v13", "", ""),
            )
            base.executemany("insert into deploys values ('2026-03-14T' || ? || 'Z', ?, ?, ?)", deploys)
        with closing(duckdb.connect(str(folder / "archive.duckdb"))) as archive:
            archive.execute("create table audit " + TABLE.replace(" at ", ' "at" '))
            archive.executemany("insert into audit values (?, ?, ?, ?, ?, ?)", rows[9:30])

    def run(self, sql: str) -> None:
        with closing(sqlite3.connect(self.base)) as base, base:
            base.execute(sql)

    def verify(self, *arguments: str) -> Result:
        return CliRunner().invoke(audit, ["verify", *arguments], obj=self.profile)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_the_documented_chain_holds(shop: Shop) -> None:
    done = shop.verify("staff")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.output.splitlines() == [
        "the chain holds: 40 rows from 1 to 40, links and contents",
        f"  head: {shop.heads[-1]} at 40; keep it elsewhere: a cut end shows only against it",
    ]


def test_the_first_break_is_told_with_its_neighbours_and_exits_1(shop: Shop) -> None:
    shop.run("update audit_events set action = 'order.update 0' where id = 17")
    shop.run("update audit_events set chain_hash = 'forged' where id = 30")
    done = shop.verify("staff")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0] == (
        "the chain breaks at 17: its own content does not give its hash (3 breaks in all); 40 rows from 1 to 40 walked"
    )
    assert "  recompute at 17" in lines
    assert [line.split()[:2] for line in lines if line.startswith(("  before", "  broken", "  after"))] == [
        ["before", "16"],
        ["broken", "17"],
        ["after", "18"],
    ]
    assert "action=order.update 0" in done.output


def test_the_document_has_the_promised_keys(shop: Shop) -> None:
    shop.run("delete from audit_events where id in (20, 21)")
    done = shop.verify("staff", "--json")
    found = json.loads(done.output)
    assert done.exit_code == 1
    assert (found["rows"], found["ok"], found["breaks"]) == (38, False, 1)
    first = found["first_break"]
    assert (first["id"], first["kind"]) == ("22", "gap")
    assert (first["expected"], first["found"]) == (shop.heads[18], shop.heads[20])
    assert found["gaps"] == [{"after": "19", "before": "22", "missing": 2, "linked": False}]


def test_the_first_break_tells_what_was_deployed_then_and_what_the_archive_has(shop: Shop) -> None:
    assert "deployed" not in shop.verify("staff").output
    shop.run("update audit_events set action = 'order.update 0' where id = 17")
    assert shop.verify("staff").output.splitlines()[1:11] == [
        "  deployed  v12 since 2026-03-14 09:26:10 UTC",
        "            by ana: tips",
        "            7 s before row 17 was written, 2026-03-14 09:26:17 UTC",
        "  earlier   v11 since 2026-03-14 08:00:00 UTC",
        "            by ben: till",
        "  archive   same hash, other contents: the row was edited here",
        "            archive: 20 rows around it are the same, 1 is not",
        "            archived row 17 gives its own hash: it is as it was written",
        "            17: action is order.update 0 here, order.update 17 in the archive",
        "  recompute at 17",
    ]
    told = json.loads(shop.verify("staff", "--json").output)
    assert (told["deployed"]["live"]["version"], told["deployed"]["before"]["by"]) == ("v12", "ben")
    assert (told["archive"]["side"], told["archive"]["rows"][0]["id"]) == ("contents", "17")


def test_rows_taken_out_are_named_by_the_archive_and_a_break_behind_its_end_is_not_compared(shop: Shop) -> None:
    shop.run("delete from audit_events where id in (20, 21)")
    told = json.loads(shop.verify("staff", "--json").output)["archive"]
    assert (told["side"], [row["id"] for row in told["rows"]]) == ("taken out", ["20", "21"])
    shop.run("update audit_events set chain_hash = 'forged' where id = 39")
    shop.run("delete from audit_events where id < 39")
    assert "  archive   it does not reach the broken row" in shop.verify("staff").output.splitlines()


def test_a_cut_end_shows_against_the_head_that_was_kept(shop: Shop) -> None:
    shop.run("delete from audit_events where id > 35")
    assert shop.verify("staff").exit_code == 0
    went_on = shop.verify("staff", "--from", "35", "--head", shop.heads[34])
    assert went_on.exit_code == 0
    cut = shop.verify("staff", "--from", "40", "--head", shop.heads[39])
    assert cut.exit_code == 1
    assert "the chain breaks at 40: the row to go on from is not as it was" in cut.output
    assert "found     no such row" in cut.output


def test_a_forged_head_is_told(shop: Shop) -> None:
    wrong = shop.verify("staff", "--from", "20", "--head", "0" * 64)
    assert wrong.exit_code == 1
    assert "the chain breaks at 20: the row to go on from is not as it was; 20 rows from 21 to 40" in wrong.output


def test_an_emptied_table_does_not_hold(shop: Shop) -> None:
    shop.run("delete from audit_events")
    done = shop.verify("staff")
    assert (done.exit_code, done.output) == (
        1,
        "the chain breaks: there is no row at all; no rows walked\n  empty\n  expected  at least one row\n"
        "  found     none\n",
    )


def test_the_archive_is_the_same_as_far_as_it_goes(shop: Shop) -> None:
    done = shop.verify("staff", "--against", "archive")
    assert done.exit_code == 0
    assert "archive: 21 rows from 10 to 30 are the same" in done.output


def test_the_files_of_the_archive_are_compared_as_a_whole(shop: Shop) -> None:
    text = EXAMPLE.replace('archive = "archive"', 'archive = "kept-{year}-{month}.csv"')
    shop.profile.write_text(text.replace("[chains.archive]", "[chains.old]"))
    with closing(duckdb.connect(str(shop.profile.parent / "archive.duckdb"))) as kept:
        for month, ids in (("02", "id < 20"), ("03", "id >= 20")):
            kept.execute(f"copy (from audit where {ids}) to '{shop.profile.parent}/kept-2026-{month}.csv' (header)")
    assert (
        "kept-{year}-{month}.csv: 21 rows from 10 to 30 are the same"
        in shop.verify("staff", "--against", "archive").output
    )
    shop.run("update audit_events set action = 'nothing' where id = 25")
    differs = shop.verify("staff", "--against", "archive", "--from", "15")
    assert differs.exit_code == 1
    assert "differs first at 25: action is nothing here, order.update 25 there" in differs.output


def test_a_chain_made_anew_holds_and_differs_from_the_archive(shop: Shop) -> None:
    shop.run("update audit_events set action = 'nothing' where id = 12")
    with closing(sqlite3.connect(shop.base)) as base, base:  # somebody who knows the recipe
        previous = shop.heads[10]
        for id in range(12, ROWS + 1):
            row = base.execute("select id, at, staff_id, action from audit_events where id = ?", (id,)).fetchone()
            made = sha256("|".join(map(str, (previous, *row))).encode()).hexdigest()
            base.execute(
                "update audit_events set prev_chain_hash = ?, chain_hash = ? where id = ?", (previous, made, id)
            )
            previous = made
    assert shop.verify("staff").exit_code == 0
    done = shop.verify("staff", "--against", "archive", "--json")
    found = json.loads(done.output)
    assert (done.exit_code, found["ok"], found["against"]["same"]) == (1, False, False)
    assert found["against"]["difference"]["id"] == "12"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "say which chain; the profile has: staff, archive"),
        (["stuff"], "there is no chain 'stuff'; the profile has: staff, archive"),
        (["staff", "--against", "staff"], "is the same chain; name another copy"),
        (["staff", "--head", "ab"], "--head is the hash of the row --from names; give both"),
    ],
)
def test_a_mistake_is_one_line_and_exits_2(shop: Shop, arguments: list[str], says: str) -> None:
    done = shop.verify(*arguments)
    assert (done.exit_code, says in done.output) == (2, True), done.output


def test_what_stands_in_a_row_reaches_the_terminal_as_text_alone(shop: Shop) -> None:
    with closing(sqlite3.connect(shop.base)) as base, base:
        base.execute("update audit_events set action = ? where id = 17", ("[red]x\x1b[2J\x07\u202e",))
    output = shop.verify("staff").output
    assert "action=[red]x" in output
    assert not any(bad in output for bad in ("\x1b", "\x07", "\u202e"))


def test_a_column_that_is_not_there_is_named(shop: Shop) -> None:
    shop.profile.write_text(EXAMPLE.replace('"staff_id", "action"', '"staff", "action"'))
    done = shop.verify("staff")
    assert done.exit_code == 2
    assert "the chain has no column 'staff'" in done.output
