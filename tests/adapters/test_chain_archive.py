"""Archived rows in real files of every kind, by month and between two ids."""

import csv
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import msgspec
import pytest

from cockpit.adapters.chain_archive import ArchivedFiles, of_month
from cockpit.core.profile import ArchiveSpec, Profile
from cockpit.core.readings import SourceError
from cockpit.core.severity import Scale
from tests.core.chains import COLUMNS, SPEC, chain
from tests.lab.s3 import put, s3_store

MARCH = datetime(2026, 3, 14, tzinfo=UTC)
ASKED = ("id", "prev_hash", "hash", "at", "action")


def jsonl(folder: Path) -> str:
    lines = (json.dumps(dict(zip(COLUMNS, row, strict=True))) for row in chain(20))
    (folder / "audit-2026-03.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return "audit-{year}-{month}.jsonl.gz"


def table(folder: Path) -> str:
    with (folder / "audit-2026-03.csv").open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *chain(20)])
    return "audit-*.csv"


def parquet(folder: Path) -> str:
    base = duckdb.connect()
    base.execute('create table rows (id integer, "at" varchar, action varchar, prev_hash varchar, hash varchar)')
    base.executemany("insert into rows values (?, ?, ?, ?, ?)", chain(20))
    base.execute(f"copy rows to '{folder / 'audit-2026-03.parquet'}'")
    return str(folder / "audit-{year}-{month}.parquet")


def kept(folder: Path, pattern: str, archives: dict[str, ArchiveSpec] | None = None) -> ArchivedFiles:
    profile = Profile(
        name="shop", title="Shop", scale=Scale(levels=()), path=str(folder / "cockpit.toml"), archives=archives or {}
    )
    return ArchivedFiles(msgspec.structs.replace(SPEC, archive=pattern), profile)


@pytest.mark.parametrize("write", [jsonl, table, parquet])
async def test_rows_between_two_ids_come_as_text_whatever_the_file(tmp_path: Path, write: object) -> None:
    assert callable(write)
    page = await kept(tmp_path, write(tmp_path)).between(("8", "11"), MARCH)
    assert page.columns == ASKED
    wanted = [row for row in chain(20) if int(str(row[0])) in range(8, 12)]
    assert page.rows == tuple((str(id), before, made, at, action) for id, at, action, before, made in wanted)


async def test_what_a_cell_holds_comes_unchanged_to_be_compared(tmp_path: Path) -> None:
    row = {"id": 1, "at": "t", "action": "a\x1b[2J\u202e", "prev_hash": "", "hash": "h"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    page = await kept(tmp_path, "a.jsonl").between(("1", "1"), None)
    assert page.rows == (("1", "", "h", "t", "a\x1b[2J\u202e"),)


async def test_an_archive_of_the_profile_is_meant_by_its_name(tmp_path: Path) -> None:
    jsonl(tmp_path)
    archives = {"trail": ArchiveSpec(paths=(str(tmp_path / "audit-*.jsonl.gz"),))}
    assert len((await kept(tmp_path, "trail", archives).between(("1", "5"), MARCH)).rows) == 5


async def test_a_month_without_a_file_and_a_file_that_is_none_are_told(tmp_path: Path) -> None:
    pattern = jsonl(tmp_path)
    with pytest.raises(SourceError, match="there is no file of it for April 2026"):
        await kept(tmp_path, pattern).between(("1", "2"), datetime(2026, 4, 2, tzinfo=UTC))
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 is not all there is to it")
    with pytest.raises(SourceError, match=r"^bad\.parquet: "):
        await kept(tmp_path, "bad.parquet").between(("1", "2"), MARCH)


async def test_all_files_are_read_once_however_many_pages_are_asked_for(tmp_path: Path) -> None:
    files = kept(tmp_path, jsonl(tmp_path))
    files.spec = msgspec.structs.replace(files.spec, page=8)
    after: str | None = None
    seen: list[int] = []
    while rows := (await files.page(after)).rows:
        later = json.dumps(dict(zip(COLUMNS, chain(1, first_id=21)[0], strict=True)))
        (tmp_path / "audit-2026-04.jsonl.gz").write_bytes(gzip.compress(later.encode()))  # a second look would see it
        seen += [int(str(row[0])) for row in rows]
        after = str(rows[-1][0])
    assert seen == list(range(1, 21))
    assert await files.newest() is None


@pytest.mark.parametrize("named", [False, True])
async def test_the_months_of_a_bucket_are_brought_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("COCKPIT_SECRET_FAR", "x")
    jsonl(tmp_path)
    with s3_store() as endpoint:
        put(endpoint, "shop")
        put(endpoint, "shop/trail/2026-03.jsonl.gz", (tmp_path / "audit-2026-03.jsonl.gz").read_bytes())
        put(endpoint, "shop/trail/2026-02.jsonl.gz", b"this month is not wanted, and could not be read")
        prefix = "trail/{year}-{month}"
        far = ArchiveSpec(bucket="shop", prefix=prefix, endpoint=endpoint, key_id="k", secret="far")
        files = kept(tmp_path, "trail" if named else f"s3://shop/{prefix}", {"trail": far})
        assert [row[0] for row in (await files.between(("8", "11"), MARCH)).rows] == ["8", "9", "10", "11"]
        with pytest.raises(SourceError, match="there is no file of it"):
            await files.between(("8", "11"), datetime(2026, 4, 1, tzinfo=UTC))


def test_the_month_is_any_where_the_time_is_not_known() -> None:
    assert of_month("a/{year}/{month}.csv", MARCH) == "a/2026/03.csv"
    assert of_month("a/{year}/{month}.csv", None) == "a/*/*.csv"
