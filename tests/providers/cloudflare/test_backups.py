"""Backups in a bucket: listed with what is missing, fetched whole or not at all, never over another file."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.adapters.cloudflare.bucket import PAGE, PAGES
from cockpit.core.actions import Action, Confirm, Outcome, Plan
from cockpit.core.readings import SourceError
from cockpit.drill.vendors.cloudflare.vendor import TOKEN
from cockpit.drill.vendors.loopback import NOW, Asked, Reply
from cockpit.ports import Run
from tests.providers.cloudflare.world import World, new_run
from tests.providers.http_contract import BOMB

BUCKET = "helm-acme-assets"
DUMP = b"PRAGMA defer_foreign_keys=TRUE;\n" * 40


def filled(world: World, *ago: int, **sizes: int) -> None:
    """One backup for each of these days ago, put there at one in the night."""
    bucket = world.lab.account.buckets.setdefault(BUCKET, {"receipts/1": b"x", "backups/db/readme.txt": b"x"})
    for number in ago:
        day = NOW - timedelta(days=number)
        key = f"backups/db/{day:%Y-%m-%d}.sql"
        bucket[key] = DUMP[: sizes.get(f"d{number}", len(DUMP))]
        world.lab.account.store.came[key] = day.replace(hour=1, minute=0)


async def planned(world: World, verb: str, text: str = "", **more: str) -> Plan:
    settings = {"bucket": "helm-{slug}-assets", "backups": "backups/db/{day}.sql", **more}
    target = world.target("acme", "cloudflare", **settings)
    action = Action(id="c1", provider="cloudflare", verb=verb, target=target.name, text=text)
    return await world.workers.plan(action, target)


async def test_the_list_says_what_is_there_what_is_missing_and_what_is_too_small(world: World, run: Run) -> None:
    filled(world, 1, 2, 4, 5, 6, d2=300)
    plan = await planned(world, "backups")
    assert plan.confirm is Confirm.NOTHING
    receipt = await world.done(plan, run)
    assert receipt.says == (
        "missing: 2026-03-11; none of today yet; that of 2026-03-12 has only 23% of its neighbours' size; "
        "5 backups, 2026-03-08 to 2026-03-13, the newest 32 h 26 old."
    )
    notes = {row[0]: row[2] for row in receipt.sample if row[2]}
    assert notes == {"2026-03-12": "small: 23% of the usual", "2026-03-11": "missing"}
    assert [row[0] for row in receipt.sample] == [f"2026-03-{day:02}" for day in (13, 12, 11, 10, 9, 8)]
    assert (receipt.values["missing"], receipt.values["today"], receipt.values["rows"]) == (1, False, 5)


async def test_a_backup_of_today_and_no_gap_are_said_too(world: World, run: Run) -> None:
    filled(world, 0, 1)
    says = (await world.done(await planned(world, "backups"), run)).says
    assert "no day missing; today's is there" in says


async def test_no_backup_at_all_is_said_with_where_it_looked(world: World, run: Run) -> None:
    filled(world)
    receipt = await world.done(await planned(world, "backups"), run)
    assert receipt.says.startswith("no backup lies under backups/db/ in helm-acme-assets")
    assert receipt.values["rows"] == 0


@pytest.mark.parametrize("backups", ["", "/db/", "db/{date}.sql"])
async def test_a_profile_that_does_not_say_where_is_told_what_to_write(world: World, backups: str) -> None:
    plan = await planned(world, "backups", backups=backups)
    assert "backups/db/{day}.sql" in plan.refused


async def test_a_backup_comes_to_a_private_file_with_its_hashes(world: World, run: Run) -> None:
    filled(world, 1, 2)
    receipt = await world.done(await planned(world, "backup", "2026-03-12"), run)
    assert receipt.outcome is Outcome.DONE, receipt.says
    path = Path(str(receipt.values["path"]))
    assert path.read_bytes() == DUMP
    assert path.is_relative_to(run.folder)
    assert path.stat().st_mode & 0o777 == 0o600
    named = dict(zip(receipt.columns, receipt.sample[0], strict=True))
    assert named["sha256"] == hashlib.sha256(DUMP).hexdigest() and named["sha256"] in receipt.says
    assert named["md5"] == hashlib.md5(DUMP, usedforsecurity=False).hexdigest()
    assert (named["key"], named["bytes"]) == ("backups/db/2026-03-12.sql", str(len(DUMP)))
    assert named["at"] == "2026-03-12T01:00:00Z"


async def test_no_day_named_is_the_newest_and_a_day_without_one_is_refused(world: World) -> None:
    filled(world, 1, 2)
    assert "2026-03-13.sql" in (await planned(world, "backup")).says
    assert "there is no backup of 2026-03-01" in (await planned(world, "backup", "2026-03-01")).refused
    assert "is no day" in (await planned(world, "backup", "yesterday")).refused


async def test_any_object_comes_by_its_key_also_one_with_odd_letters(world: World, run: Run) -> None:
    filled(world)
    world.lab.account.buckets[BUCKET]["a b/ü?#%.txt"] = b"odd"
    receipt = await world.done(await planned(world, "get", "a b/ü?#%.txt"), run)
    assert Path(str(receipt.values["path"])).read_bytes() == b"odd"
    assert "holds no object nothing" in (await planned(world, "get", "nothing")).refused
    assert (await planned(world, "get")).refused


CUT = {
    "a line that breaks": Reply(200, DUMP[:500], reset=True),
    "a shorter body": Reply(200, DUMP[:500]),
    "a longer body": Reply(200, DUMP, times=1000),
    "a gzip bomb": BOMB,
    "another body": Reply(200, bytes(len(DUMP))),
    "an error": Reply(503),
    "a refusal": Reply(403, b'{"success": false, "errors": [{"code": 1, "message": "no"}]}'),
}


@pytest.mark.parametrize("how", CUT)
async def test_what_does_not_come_whole_is_not_kept(world: World, run: Run, how: str) -> None:
    filled(world, 1)
    plan = await planned(world, "backup")
    usual = world.lab.server.behaviour
    world.lab.server.behaviour = lambda asked: CUT[how] if asked.path.endswith(".sql") else usual(asked)
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert TOKEN not in receipt.says
    assert [path for path in run.folder.rglob("*") if path.is_file()] == []
    assert sum(asked.path.endswith(".sql") for asked in world.lab.server.asked) == 1


async def test_a_person_can_stop_it_and_nothing_stays(world: World, run: Run) -> None:
    filled(world, 1)
    plan = await planned(world, "backup")
    run.cancelled.set()
    receipt = await world.done(plan, run)
    assert (receipt.outcome, "stopped by you" in receipt.says) == (Outcome.FAILED, True)
    assert [path for path in run.folder.rglob("*") if path.is_file()] == []


async def test_a_second_fetch_into_the_same_folder_overwrites_nothing(world: World, run: Run) -> None:
    filled(world, 1)
    plan = await planned(world, "backup")
    await world.done(plan, run)
    receipt = await world.done(plan, run)
    assert (receipt.outcome, "a file of that name" in receipt.says) == (Outcome.FAILED, True)


async def test_an_object_over_the_budget_is_refused_before_it_is_asked_for(world: World) -> None:
    filled(world, 1)
    usual = world.lab.server.behaviour

    def large(asked: Asked) -> Reply:
        reply = usual(asked)
        body = reply.body.replace(f'"size": {len(DUMP)}'.encode(), b'"size": 900000000')
        return Reply(reply.status, body, reply.headers)

    world.lab.server.behaviour = large
    assert "at most 536.9 MB are fetched here" in (await planned(world, "backup")).refused


async def test_a_tag_that_is_no_md5_is_said_and_the_size_decides(world: World, tmp_path: Path) -> None:
    filled(world, 1)
    usual = world.lab.server.behaviour
    tag = hashlib.md5(DUMP, usedforsecurity=False).hexdigest().encode()

    def parts(asked: Asked) -> Reply:
        reply = usual(asked)
        return Reply(reply.status, reply.body.replace(tag, b"abc-3"), reply.headers)

    world.lab.server.behaviour = parts
    receipt = await world.done(await planned(world, "backup"), new_run(tmp_path / "parts"))
    assert (receipt.outcome, "its tag is no MD5" in receipt.says) == (Outcome.DONE, True)


async def test_doctor_says_how_old_the_newest_backup_is_and_when_there_is_none(world: World) -> None:
    filled(world)
    target = world.target("acme", "cloudflare", bucket=BUCKET, backups="backups/db/{day}.sql")
    with pytest.raises(SourceError, match="no backup lies where"):
        await world.workers.ping(target)
    filled(world, 1, 2)
    assert "; 2 backups, the newest 32 h 26 old; " in await world.workers.ping(target)


async def test_more_objects_than_are_listed_are_no_list_of_backups(world: World) -> None:
    filled(world, 1)
    bucket = world.lab.account.buckets[BUCKET]
    bucket |= {f"backups/db/0-{number}.sql": b"" for number in range(PAGE * PAGES)}
    assert "the newest may not be among those listed" in (await planned(world, "backup")).refused
