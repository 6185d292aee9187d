"""A database put back from a backup: the loss is counted, one import does it, counts afterwards, a way back."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Confirm, Outcome, Plan
from cockpit.drill.vendors.cloudflare.vendor import TOKEN
from cockpit.drill.vendors.loopback import NOW, Asked, Reply, unused_port
from cockpit.ports import Run
from cockpit.providers import registry
from tests.providers.cloudflare.test_d1 import _impatient as impatient
from tests.providers.cloudflare.test_dump import ROWS_FIRST
from tests.providers.cloudflare.world import World, new_run
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

MADE = NOW - timedelta(hours=32, minutes=26)
SHOP = """
create table customers (id integer primary key, name text not null);
create table orders (id integer primary key, customer integer not null references customers(id) on delete restrict,
                     total real, note text);
create table parts (code text primary key, within text references parts(code));
create index orders_by_customer on orders (customer);
create view spent as select customer, sum(total) as total from orders group by customer;
create trigger no_delete before delete on orders begin select raise(abort, 'orders are kept'); end;
insert into customers values (1, 'Ana'), (2, 'Bo''s; shop'), (3, 'line
break');
insert into orders values (1, 1, 10, null), (2, 2, 2.5, 'x'), (3, 3, 7, 'y;z');
insert into parts values ('a', null), ('b', 'a');
"""
WRITTEN_SINCE = (
    "insert into orders values (4, 1, 99, 'new'), (5, 2, 98, 'new'); update customers set name = 'Anna' where id = 1"
)


def begun(asked: Asked) -> bool:
    """The request that changes something."""
    return asked.path.endswith("/import") and json.loads(asked.body)["action"] == "ingest"


class Shop:
    """A world whose shop has a backup in a file, and rows written since."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        world.database().script(SHOP)
        self.file = folder / "2026-03-13.sql"
        self.write(world.database().dump())
        self.then = self.rows()
        world.database().script(WRITTEN_SINCE)

    def write(self, text: str) -> None:
        self.file.write_text(text)

    def rows(self) -> list[object]:
        tables = ("customers", "orders", "parts", "sessions", "audit_events")
        return [self.world.database().rows(f"select * from {table} order by 1") for table in tables]

    @property
    def text(self) -> str:
        sha256 = hashlib.sha256(self.file.read_bytes()).hexdigest()
        return f"file: {self.file}\nsha256: {sha256}\nat: {MADE.isoformat()}\nbecause: the orders are gone"

    async def plan(self, text: str = "", **parameters: str) -> Plan:
        return await self.world.plan("restore-backup", text or self.text, **parameters)

    def answering(self, when: Callable[[Asked], bool], reply: Reply, *, done: bool = False) -> None:
        """Answer these requests with `reply`; `done`: after they had their effect."""
        usual = self.world.lab.server.behaviour

        def behaviour(asked: Asked) -> Reply:
            if not when(asked):
                return usual(asked)
            if done:
                usual(asked)
            return reply

        self.world.lab.server.behaviour = behaviour


class TestRestoreBackup(HttpContract):
    @pytest.fixture
    async def wire(self, shop: Shop) -> Wire:
        async def effects() -> int:
            return shop.world.lab.account.writes

        world, target = shop.world, shop.world.target()
        world.d1._open = impatient(world)  # type: ignore[attr-defined]  # less patience than production
        return Wire(
            subject=Subject(
                provider=world.d1,
                target=target,
                change=world.action("restore-backup", shop.text),
                refused=world.action("restore-backup", f"file: {shop.folder}\nbecause: x"),
                effects=effects,
                dead=world.target(url=f"http://127.0.0.1:{unused_port()}"),
                secret=TOKEN,
            ),
            server=world.lab.server,
            clock=world.clock,
            is_change=begun,
            is_read=lambda asked: asked.method == "GET" or asked.path.endswith("/raw"),
        )


@pytest.fixture
def shop(world: World, tmp_path: Path) -> Shop:
    return Shop(world, tmp_path)


async def test_the_plan_counts_what_would_be_lost_and_sends_nothing(shop: Shop) -> None:
    plan = await shop.plan()
    assert not plan.refused, plan.refused
    assert shop.world.lab.account.writes == 0
    assert (plan.confirm, plan.phrase) == (Confirm.TYPE, "helm-acme-db")
    assert plan.columns == ("table", "now", "backup", "lost")
    assert plan.sample[0] == ("orders", "5", "3", "2")
    assert ("parts", "2", "2", "0 or more") in plan.sample
    assert plan.irreversible[0] == (
        "everything written since 2026-03-13 01:00 UTC, 32 h 26 (1946 minutes) until 09:26; at least 2 rows: orders 2"
    )
    assert any("secrets" in line and "buckets" in line for line in plan.warnings)
    assert "because: the orders are gone" in plan.says
    assert "rewind to the bookmark of now (b-" in plan.way_back
    assert plan.undo is not None and plan.undo.action.verb == "rewind"
    drops = [line for line in plan.request if line.startswith(("DROP", "DELETE"))]
    assert drops[:2] == ['DROP TRIGGER "no_delete";', 'DROP VIEW "spent";']
    assert drops.index('DROP TABLE "orders";') < drops.index('DROP TABLE "customers";')


async def test_a_plan_that_is_read_for_minutes_is_still_the_same(shop: Shop) -> None:
    target = shop.world.target()
    for verb, text in (("restore-backup", shop.text), ("rewind", MADE.isoformat())):
        action = msgspec.structs.replace(shop.world.action(verb, text), id=verb)
        first = await shop.world.d1.plan(action, target)
        shop.world.clock.later = timedelta(minutes=7)
        assert (await shop.world.d1.plan(action, target)).digest == first.digest


async def test_the_backup_takes_the_place_of_everything_and_the_undo_brings_it_back(
    shop: Shop, run: Run, tmp_path: Path
) -> None:
    now = shop.rows()
    receipt = await shop.world.done(await shop.plan(), run)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert receipt.says == "acme-d1: restored: 5 tables, 13 rows, as many as in the backup"
    assert shop.rows() == shop.then
    assert receipt.values["equal"] is True
    assert ("orders", "3", "3") in receipt.sample
    assert shop.world.database().rows("select count(*) from sqlite_master where type in ('index', 'view', 'trigger')")
    assert receipt.undo is not None
    back = await shop.world.d1.plan(receipt.undo.action, shop.world.target())
    assert (await shop.world.done(back, new_run(tmp_path / "back"))).outcome is Outcome.DONE
    assert shop.rows() == now


async def test_a_backup_whose_rows_come_before_their_tables_is_put_in_order_and_says_so(shop: Shop, run: Run) -> None:
    shop.write(ROWS_FIRST)
    plan = await shop.plan()
    assert any("its tables are made first" in line for line in plan.warnings)
    assert any("with its tables made before its rows" in line for line in plan.request)
    receipt = await shop.world.done(plan, run)
    assert receipt.outcome is Outcome.DONE, receipt.says
    assert shop.world.database().rows("select * from c join p on c.p = p.id") == [(5, 5)]


async def test_a_database_that_lost_everything_is_filled_again(shop: Shop, run: Run) -> None:
    shop.world.database().script(
        "drop trigger no_delete; drop view spent; drop table orders; drop table customers; drop table parts;"
        "drop table sessions; drop table audit_events"
    )
    plan = await shop.plan()
    assert "; 0 rows" in plan.irreversible[0]
    assert ("orders", "none", "3", "") in plan.sample
    assert (await shop.world.done(plan, run)).outcome is Outcome.DONE
    assert shop.rows() == shop.then


async def test_the_file_is_sent_without_the_token_and_asked_for_once(shop: Shop, run: Run) -> None:
    await shop.world.done(await shop.plan(), run)
    asked = shop.world.lab.server.asked
    [put] = [one for one in asked if one.method == "PUT"]
    assert "authorization" not in put.headers
    assert put.body.endswith(shop.file.read_bytes())
    assert put.body.startswith(b"-- incident cockpit c1\nPRAGMA defer_foreign_keys")
    assert sum(map(begun, asked)) == 1
    assert TOKEN.encode() not in put.body


async def test_what_only_the_live_database_has_is_said(shop: Shop) -> None:
    shop.world.database().script(
        "alter table orders add column paid integer; create table gifts (id integer primary key); "
        "insert into gifts values (1); create index gifts_by_id on gifts (id)"
    )
    plan = await shop.plan()
    said = "\n".join(plan.warnings)
    assert "the backup has no table gifts: it goes, with its rows" in said
    assert "in the backup orders has no paid" in said
    assert "the backup has no index gifts_by_id" in said
    assert ("gifts", "1", "none", "1") in plan.sample


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "which file"),
        ("file: {file}", "does not say why"),
        ("file: {file}\nbecause:", "does not say why"),
        ("file: backup.sql\nbecause: x", "whole path"),
        ("file: /nowhere/x.sql\nbecause: x", "is no file here"),
        ("file: {file}\nsha256: 00\nbecause: x", "is not what was fetched"),
        ("file: {file}\nat: noon\nbecause: x", "is no time"),
        ("file: {file}\nfile: /etc/passwd\nbecause: x", "is not understood"),
        ("{file}", "is not understood"),
    ],
)
async def test_a_block_that_does_not_say_all_is_refused_with_what_to_write(shop: Shop, text: str, says: str) -> None:
    plan = await shop.world.plan("restore-backup", text.replace("{file}", str(shop.file)))
    assert says in plan.refused
    assert "\n" not in plan.refused


async def test_another_shop_and_another_binding_stop_it(shop: Shop, run: Run) -> None:
    assert "this is for bolt" in (await shop.plan(slug="bolt")).refused
    plan = await shop.plan()
    shop.world.bind("acme", shop.world.database("bolt").uuid)
    assert "wrong tenant" in (await shop.plan()).refused
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, "wrong tenant" in receipt.says) == (Outcome.FAILED, True)
    assert shop.world.lab.account.writes == 0


async def test_rows_written_after_the_plan_stop_it(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.world.database().script("insert into orders values (6, 1, 1, 'late')")
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, "orders 6" in receipt.says) == (Outcome.FAILED, True), receipt.says
    assert shop.world.lab.account.writes == 0


async def test_a_file_that_changed_after_the_plan_stops_it(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.write(shop.file.read_text() + "delete from customers;\n")
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, "no longer the one" in receipt.says) == (Outcome.FAILED, True)


async def test_a_person_can_stop_it_before_it_is_imported(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    run.cancelled.set()
    assert (await shop.world.done(plan, run)).outcome is Outcome.FAILED
    assert shop.world.lab.account.writes == 0


async def test_an_import_that_fails_leaves_everything_as_it_was(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    now = shop.rows()
    # Of another shape than the plan saw: a table that is in the backup, and not among those dropped.
    private = {**plan.private, "head": plan.private["head"].replace('DROP TABLE "parts";\n', "")}
    etag = hashlib.md5(private["head"].encode() + shop.file.read_bytes(), usedforsecurity=False).hexdigest()
    plan = msgspec.structs.replace(plan, private=private, request=(f'"etag":"{etag}"',))
    receipt = await shop.world.done(plan, run)
    assert receipt.outcome is Outcome.FAILED
    assert "table parts already exists" in receipt.says
    assert shop.rows() == now
    assert (await shop.world.d1.check(plan, run.folder)).outcome is Outcome.FAILED


async def test_a_store_that_holds_other_bytes_stops_it(shop: Shop, run: Run) -> None:
    shop.world.lab.account.transfers.mangles = True
    receipt = await shop.world.done(await shop.plan(), run)
    assert (receipt.outcome, "holds another file" in receipt.says) == (Outcome.FAILED, True)
    assert shop.world.lab.account.writes == 0


async def test_a_file_address_that_is_not_the_vendors_is_not_used(shop: Shop, run: Run) -> None:
    body = {
        "success": True,
        "errors": [],
        "messages": [],
        "result": {"filename": "x", "upload_url": "https://evil.example/x"},
    }
    shop.answering(lambda asked: asked.path.endswith("/import"), Reply(200, json.dumps(body).encode()))
    receipt = await shop.world.done(await shop.plan(), run)
    assert (receipt.outcome, "evil.example" in receipt.says) == (Outcome.FAILED, True)
    assert not any(asked.method == "PUT" for asked in shop.world.lab.server.asked)


LOST = {"a cut line": Reply(200, b"{", reset=True), "503": Reply(503), "no JSON": Reply(200, b"<html>")}


@pytest.mark.parametrize("how", LOST)
async def test_done_without_an_answer_is_unknown_and_found_out(shop: Shop, run: Run, how: str) -> None:
    plan = await shop.plan()
    shop.world.lab.account.transfers.polls = 2
    shop.answering(begun, LOST[how], done=True)
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, receipt.undo is not None) == (Outcome.UNKNOWN, True), receipt.says
    assert sum(map(begun, shop.world.lab.server.asked)) == 1
    found = await shop.world.d1.check(plan, run.folder)
    assert (found.outcome, found.undo is not None) == (Outcome.UNKNOWN, True), "it may still run"
    found = await shop.world.d1.check(plan, run.folder)
    assert (found.outcome, found.undo is not None) == (Outcome.DONE, True), found.says


async def test_not_done_without_an_answer_is_found_out_too(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.answering(begun, Reply(503))
    assert (await shop.world.done(plan, run)).outcome is Outcome.UNKNOWN
    assert (await shop.world.d1.check(plan, run.folder)).outcome is Outcome.FAILED


async def test_an_import_whose_end_never_comes_is_unknown_with_the_way_back(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.world.lab.account.transfers.polls = 10**9
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, "30 minutes" in receipt.says) == (Outcome.UNKNOWN, True), receipt.says
    assert receipt.undo is not None
    assert (await shop.world.d1.check(plan, run.folder)).outcome is Outcome.UNKNOWN


async def test_another_cockpit_finds_out_by_what_the_first_one_left(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.world.lab.account.transfers.polls = 10**9
    assert (await shop.world.done(plan, run)).outcome is Outcome.UNKNOWN
    shop.world.lab.account.transfers.end()
    kept = msgspec.json.decode(msgspec.json.encode(plan), type=Plan)
    other = registry.build("d1", shop.world.context)
    found = await other.check(kept, run.folder)
    await other.close()
    assert (found.outcome, found.undo is not None) == (Outcome.DONE, True), found.says
    assert sum(map(begun, shop.world.lab.server.asked)) == 1


IDLE = Reply(
    200,
    json.dumps(
        {
            "success": True,
            "errors": [],
            "messages": [],
            "result": {"success": False, "error": "Not currently importing anything."},
        }
    ).encode(),
)


def polled(asked: Asked) -> bool:
    return asked.path.endswith("/import") and b'"poll"' in asked.body


async def test_an_import_the_vendor_loses_track_of_is_told_by_its_rows(shop: Shop, run: Run) -> None:
    shop.answering(polled, IDLE)
    receipt = await shop.world.done(await shop.plan(), run)
    assert (receipt.outcome, receipt.undo is not None) == (Outcome.DONE, True), receipt.says
    assert shop.rows() == shop.then


async def test_one_that_was_taken_back_is_told_by_its_rows_too(shop: Shop, run: Run) -> None:
    plan, now = await shop.plan(), shop.rows()
    accepted = {"success": True, "status": "active", "type": "import", "at_bookmark": "b-x", "messages": []}
    body = json.dumps({"success": True, "errors": [], "messages": [], "result": accepted}).encode()
    shop.answering(begun, Reply(202, body))
    shop.answering(polled, IDLE)
    receipt = await shop.world.done(plan, run)
    assert (receipt.outcome, "rows it had before" in receipt.says) == (Outcome.FAILED, True), receipt.says
    assert shop.rows() == now
    shop.world.database().script("insert into orders values (8, 1, 1, 'after')")
    found = await shop.world.d1.check(plan, run.folder)
    assert found.outcome is Outcome.UNKNOWN, "more rows than before are not a backup put back"


async def test_rows_as_before_are_not_called_undone_while_it_may_still_run(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    shop.answering(begun, Reply(503))
    await shop.world.done(plan, run)
    shop.answering(polled, Reply(503))
    found = await shop.world.d1.check(plan, run.folder)
    assert (found.outcome, "may still come" in found.says) == (Outcome.UNKNOWN, True)


async def test_a_few_lost_questions_do_not_end_it(shop: Shop, run: Run) -> None:
    left = [3]
    shop.world.lab.account.transfers.polls = 5

    def poll(asked: Asked) -> bool:
        if asked.path.endswith("/import") and b'"poll"' in asked.body and left[0]:
            left[0] -= 1
            return True
        return False

    shop.answering(poll, Reply(500))
    assert (await shop.world.done(await shop.plan(), run)).outcome is Outcome.DONE


async def test_rows_that_are_fewer_than_the_backups_are_not_called_done(shop: Shop, run: Run) -> None:
    plan = await shop.plan()
    counts = json.loads(plan.private["counts"])
    counts["backup"]["orders"] = 30
    receipt = await shop.world.done(
        msgspec.structs.replace(plan, private={**plan.private, "counts": json.dumps(counts)}), run
    )
    assert (receipt.outcome, "orders 3 instead of 30" in receipt.says) == (Outcome.UNKNOWN, True)


async def test_an_action_that_never_began_is_failed_and_one_without_a_note_is_unknown(
    shop: Shop, run: Run, tmp_path: Path
) -> None:
    plan = await shop.plan()
    assert (await shop.world.d1.check(plan, run.folder)).outcome is Outcome.FAILED
    assert (await shop.world.d1.check(plan, tmp_path / "gone")).outcome is Outcome.UNKNOWN


async def test_an_export_comes_to_a_private_file_and_says_what_stands_still(world: World, run: Run) -> None:
    world.database().script(SHOP)
    plan = await world.plan("export")
    assert plan.confirm is Confirm.ASK
    assert any("answers nobody" in line for line in plan.irreversible)
    assert not any(asked.path.endswith("/export") for asked in world.lab.server.asked)
    receipt = await world.done(plan, run)
    assert receipt.outcome is Outcome.DONE, receipt.says
    path = Path(str(receipt.values["path"]))
    assert path.read_text() == world.database().dump()
    found = await world.d1.check(plan, run.folder)
    assert (found.outcome, str(receipt.values["sha256"]) in found.says) == (Outcome.DONE, True)
    assert path.stat().st_mode & 0o777 == 0o600
    [got] = [asked for asked in world.lab.server.asked if asked.path.startswith("/stored/")]
    assert "authorization" not in got.headers
    assert "X-Amz-Signature" not in receipt.says


async def test_an_export_that_fails_or_never_ends_leaves_no_file(world: World, run: Run, tmp_path: Path) -> None:
    world.database().script("create virtual table words using fts5(word)")
    receipt = await world.done(await world.plan("export"), run)
    assert (receipt.outcome, "Virtual Tables" in receipt.says) == (Outcome.FAILED, True)
    world.lab.account.transfers.polls = 10**9
    other = new_run(tmp_path / "never")
    receipt = await world.done(await world.plan("export"), other)
    assert (receipt.outcome, "ends by itself" in receipt.says) == (Outcome.UNKNOWN, True)
    assert list(other.folder.iterdir()) == []
    assert (await world.d1.check(await world.plan("export"), other.folder)).outcome is Outcome.FAILED
