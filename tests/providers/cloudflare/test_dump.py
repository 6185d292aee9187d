"""A backup file tried here: what D1 would not take is refused with its line, and what it holds is told."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.sqlite_script import statements
from cockpit.core.readings import SourceError
from cockpit.providers.sql.d1.dump import LONGEST_STATEMENT, content_of, to_send, tried
from cockpit.providers.sql.d1.wipe import wiping

GOOD = """PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE orders (id integer primary key, customer integer references customers(id));
CREATE TABLE customers (id integer primary key, name text);
INSERT INTO "orders" VALUES(1,7);
INSERT INTO "customers" VALUES(7,replace('two\\nlines; and','\\n',char(10)));
DELETE FROM sqlite_sequence;
CREATE INDEX by_customer ON orders (customer);
CREATE TRIGGER stays BEFORE DELETE ON orders BEGIN SELECT 1; SELECT raise(abort, 'no'); END;
"""


def test_what_a_backup_holds_is_told() -> None:
    found = tried(GOOD.encode(), "b.sql")
    assert (found.statements, found.rows, found.size, found.deferred) == (8, 2, len(GOOD), True)
    assert found.tables["orders"].columns == ("id", "customer")
    assert (found.tables["customers"].key, found.tables["customers"].last) == ("id", 7)
    assert found.others == ("index by_customer", "trigger stays")


def test_a_key_that_is_no_number_is_not_compared_with() -> None:
    text = "CREATE TABLE a (k integer primary key) without rowid; INSERT INTO a VALUES ('1) or (1=1');"
    assert (tried(text.encode(), "b.sql").tables["a"].key, tried(text.encode(), "b.sql").tables["a"].last) == ("", None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "makes no table"),
        ("CREATE TABLE a (x);\nINSERT INTO a VALUES('cut", "ends in the middle of a statement (line 2)"),
        ("CREATE TABLE a (x);\nINSERT INTO a VALUES(1", "cut off"),
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE a (x);\nCOMMIT;", "line 2 of b.sql holds BEGIN"),
        ("CREATE TABLE a (x);\nCREATE TABLE a (x);", "line 2 of b.sql fails with 'table a already exists'"),
        ("INSERT INTO b VALUES(1);", "no such table: b"),
        ("CREATE VIRTUAL TABLE w USING fts5(x);", "virtual table"),
        ("ATTACH '/tmp/x.sqlite' AS x;", "opens another database"),
        ("CREATE TABLE a (x);\nPRAGMA writable_schema=ON;", "sets PRAGMA writable_schema"),
        ("CREATE TABLE a (x);\nINSERT INTO a SELECT load_extension('x');", "line 2"),
        ("CREATE TABLE a (x);\nINSERT INTO a VALUES(zeroblob(100000000));", "too big"),
        (
            "PRAGMA defer_foreign_keys=TRUE;CREATE TABLE p (id integer primary key);"
            "CREATE TABLE c (p references p(id));INSERT INTO c VALUES(5);",
            "1 row of c in b.sql point to rows of p that are not there",
        ),
        (f"CREATE TABLE a (x);\nINSERT INTO a VALUES('{'x' * LONGEST_STATEMENT}');", "above 100 KB"),
        ("CREATE TABLE a (x);\nnonsense;", "line 2"),
    ],
)
def test_what_would_not_go_in_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(SourceError) as raised:
        tried(text.encode(), "b.sql")
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)


ROWS_FIRST = """PRAGMA defer_foreign_keys=TRUE;
CREATE TABLE "c" (p integer references p(id));
INSERT INTO "c" VALUES(5);
CREATE TABLE p (id integer primary key);
INSERT INTO "p" VALUES(5);
CREATE INDEX by_p ON c (p);
"""


def test_a_backup_whose_rows_come_before_the_tables_they_point_to_goes_in_with_its_tables_first() -> None:
    found = tried(ROWS_FIRST.encode(), "b.sql")
    assert (found.reordered, found.rows) == (True, 2)
    lines = to_send(ROWS_FIRST.encode(), True).decode().splitlines()
    assert lines[:3] == [line for line in ROWS_FIRST.splitlines() if line.startswith(("PRAGMA", "CREATE TABLE"))]
    assert sorted(lines) == sorted(ROWS_FIRST.splitlines())
    assert not tried(GOOD.encode(), "b.sql").reordered
    assert to_send(GOOD.encode(), False) == GOOD.encode()


def test_a_packed_file_and_one_that_is_no_text_are_said_to_be_that() -> None:
    with pytest.raises(SourceError, match="gunzip"):
        tried(b"\x1f\x8b\x08", "b.sql.gz")
    with pytest.raises(SourceError, match="NUL"):
        tried(b"CREATE TABLE a (x);\0", "b.sql")
    with pytest.raises(SourceError, match="UTF-8"):
        tried(b"CREATE TABLE a (x);\xff", "b.sql")


def test_a_file_that_never_ends_running_is_given_up() -> None:
    endless = "CREATE TABLE a AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT max(x) FROM n;"
    with pytest.raises(SourceError, match="too long to try it here"):
        tried(endless.encode(), "b.sql", deadline_s=0.2)


def test_a_file_is_read_only_when_it_is_one_of_ours_to_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no file here"):
        content_of(tmp_path)
    link = tmp_path / "link"
    link.symlink_to("/etc/passwd")
    with pytest.raises(SourceError, match="is no file here"):
        content_of(link)


def test_statements_are_told_apart_where_semicolons_end_nothing() -> None:
    trigger = "create trigger t after insert on a begin select 1; end;"
    script = f"-- one; two\nselect ';' ; select \";\"\n; /* ; */ {trigger}\n;;\n"
    found = list(statements(script))
    assert [one.line for one in found] == [2, 2, 3]
    assert [one.whole for one in found] == [True, True, True]
    assert found[2].text.endswith("end;")
    assert list(statements("  -- nothing\n ;\n")) == []


@given(st.lists(st.text(alphabet="ab';-/*\n\"[]`", max_size=12), max_size=6))
def test_texts_of_any_kind_come_through_as_they_are(texts: list[str]) -> None:
    written = ["create table t (x);", *("insert into t values (" + literal(text) + ");" for text in texts)]
    found = [one.text for one in statements("\n".join(written))]
    assert found == written
    with closing(sqlite3.connect(":memory:")) as file:
        for one in found:
            file.execute(one)
        assert [row[0] for row in file.execute("select x from t")] == texts


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@given(st.dictionaries(st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3)))
def test_any_web_of_references_is_emptied(pointing: dict[str, set[str]]) -> None:
    """Every table points with a row of its own to a row of each other one, and to itself."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        for name in "abcdef":
            points = "".join(f", {to} integer references {to}(id)" for to in sorted(pointing.get(name, ())))
            file.execute(f"create table {name} (id integer primary key{points})")
            columns = ["id", *sorted(pointing.get(name, ()))]
            file.execute(f"insert into {name} ({', '.join(columns)}) values ({', '.join('1' for _ in columns)})")
        file.execute("create trigger no before delete on a begin select raise(abort, 'no'); end")
        file.execute("create view seen as select * from a")
        file.execute("pragma foreign_keys = on")
        file.execute("begin")
        for one in wiping([("trigger", "no"), ("view", "seen")], "abcdef", pointing):
            file.execute(one)
        file.execute("commit")
        assert file.execute("select count(*) from sqlite_master").fetchone() == (0,)
