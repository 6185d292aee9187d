"""Audit, queue and query sources on the three databases."""

from datetime import UTC, datetime, timedelta

import pytest

from cockpit.core.actions import Target
from cockpit.core.profile import AuditSpec, Query, QueueSpec
from cockpit.core.readings import AuditWindow, QueueReading, SourceError, TableReading
from cockpit.ports import WholeSource
from tests.fakes import NASTY
from tests.lab.tables import AUDIT, Lab
from tests.providers.sql.conftest import FACTORIES, context

T0 = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
WINDOW = (T0 - timedelta(minutes=30), T0 + timedelta(minutes=30))
QUERY = """
select id, "at", who, action from audit_events
where "at" >= {since} and "at" <= {until} and ({person} = '' or who = {person}) order by "at" desc
"""
FORMS = {
    "iso": "%Y-%m-%dT%H:%M:%SZ",
    "millis": "%Y-%m-%dT%H:%M:%S.123Z",
    "space": "%Y-%m-%d %H:%M:%S",
    "offset": "%Y-%m-%dT%H:%M:%S+00:00",
}
MOMENTS = [T0 + timedelta(minutes=minutes) for minutes in (-31, -30, -10, 0, 29, 31)]


async def audit(lab: Lab, person: str = "", sql: str = QUERY, limit: int = 500) -> AuditWindow:
    spec = AuditSpec(query="audit", limit=limit)
    source = FACTORIES[lab.kind].build_audit("audit", spec, Query(target="shop-db", sql=sql), lab.target, context())
    return await source.window(*WINDOW, person)


async def queue(lab: Lab, **changed: object) -> QueueReading:
    spec = QueueSpec(**{"target": "shop-db", "table": "work_queue", **changed})  # type: ignore[arg-type]  # names are checked by msgspec
    source = FACTORIES[lab.kind].build_queue("work", spec, lab.target, context())
    try:
        return await source.read()
    finally:
        await source.close()  # type: ignore[attr-defined]  # SQL sources hold a connection; the port has no close


async def query(lab: Lab, sql: str, target: Target | None = None, **parameters: str) -> TableReading:
    made = FACTORIES[lab.kind].build_query("q", Query(target="shop-db", sql=sql), target or lab.target, context())
    return await made.read(parameters)


def write_moments(lab: Lab, kind: str, form: str) -> None:
    lab.create(AUDIT.replace("{time}", kind))
    for number, moment in enumerate(MOMENTS):
        lab.run(f"insert into audit_events values ({number}, '{moment.strftime(form)}', 'ana', 'x')")


@pytest.mark.parametrize("form", FORMS)
async def test_a_text_column_is_compared_in_its_own_form(lab: Lab, form: str) -> None:
    write_moments(lab, "text", FORMS[form])
    window = await audit(lab)
    found = [row.at.replace(microsecond=0) for row in window.rows if row.at]
    # .123 of the first second of the window's start is inside, of its last second outside: here both ends tell.
    assert found == MOMENTS[1:5]


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz"])
async def test_a_column_of_a_time_type_is_compared_as_time(lab: Lab, kind: str) -> None:
    write_moments(lab, kind, FORMS["space"] + "+00" if lab.kind == "postgres" else FORMS["space"])
    assert [row.at for row in (await audit(lab)).rows] == MOMENTS[1:5]


@pytest.mark.parametrize("unit", [1, 1000])
async def test_a_column_of_unix_times_is_compared_as_number(lab: Lab, unit: int) -> None:
    lab.create(AUDIT.replace("{time}", "bigint"))
    for number, moment in enumerate(MOMENTS):
        lab.run(f"insert into audit_events values ({number}, {int(moment.timestamp()) * unit}, 'ana', 'x')")
    assert [row.at for row in (await audit(lab)).rows] == MOMENTS[1:5]


async def test_a_window_is_of_one_person_or_of_all(lab: Lab) -> None:
    write_moments(lab, "timestamp", FORMS["space"])
    lab.run("update audit_events set who = 'o''neil' where id = 3")
    assert len((await audit(lab)).rows) == 4
    assert [row.who for row in (await audit(lab, "o'neil")).rows] == ["o'neil"]
    assert (await audit(lab, "' or '1'='1")).rows == ()


async def test_a_cut_window_says_so(lab: Lab) -> None:
    write_moments(lab, "timestamp", FORMS["space"])
    assert (await audit(lab, limit=2)).truncated
    assert (await audit(lab, sql=QUERY + " limit 2")).truncated
    assert not (await audit(lab)).truncated


async def test_an_empty_window_has_its_columns(lab: Lab) -> None:
    lab.create(AUDIT)
    window = await audit(lab)
    assert window.columns == ("id", "at", "who", "action")
    assert window.rows == ()


async def test_a_query_without_the_time_column_says_which_it_has(lab: Lab) -> None:
    write_moments(lab, "timestamp", FORMS["space"])
    with pytest.raises(SourceError, match=r"returns no column 'at'.*set `at` and `who`"):
        await audit(lab, sql='select id, who from audit_events where "at" between {since} and {until}')


async def test_what_stands_in_a_row_can_do_nothing(lab: Lab) -> None:
    lab.create(AUDIT)
    nasty = NASTY.replace("'", "''")
    lab.run(f"insert into audit_events values (1, '2026-03-14 09:30:00', 'ana', '{nasty}')")
    (row,) = (await audit(lab)).rows
    assert all(character.isprintable() for cell in row.cells for character in cell)


async def test_a_queue_is_counted_by_the_databases_clock(lab: Lab) -> None:
    lab.fill_queue(pending=3, stuck=2, done=4)
    reading = await queue(lab)
    (found,) = reading.queues
    assert found.counts == {"pending": 5, "running": 1, "done": 4}
    assert found.stuck == 3, "also the one that is running"
    assert found.oldest is not None
    assert timedelta(minutes=25) <= found.oldest < timedelta(minutes=26)
    assert reading.values["stuck"] == 3


async def test_an_empty_queue_has_zero_waiting_and_no_oldest(lab: Lab) -> None:
    lab.fill_queue(pending=0, stuck=0, done=0)
    lab.run("delete from work_queue")
    (found,) = (await queue(lab)).queues
    assert (found.counts, found.oldest, found.stuck) == ({"pending": 0}, None, 0)


async def test_a_queue_without_lock_columns_is_still_counted(lab: Lab) -> None:
    lab.run("create table jobs (id integer, state text, made timestamp)")
    lab.run("insert into jobs values (1, 'new', '2026-03-14 09:00:00')")
    reading = await queue(lab, table="jobs", status="state", created_at="made", locked_at="", waiting=("new",))
    assert reading.values["new"] == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"table": "nowhere"}, "nowhere"),
        ({"created_at": "born"}, "born"),
        ({"table": "work_queue; drop table work_queue"}, "is not a table or column name"),
    ],
)
async def test_a_wrong_table_or_column_is_one_clear_sentence(lab: Lab, changed: dict[str, str], says: str) -> None:
    lab.fill_queue()
    with pytest.raises(SourceError, match=says) as raised:
        await queue(lab, **changed)
    assert "\n" not in str(raised.value)
    assert lab.rows("select count(*) from work_queue") == [(10,)]


async def test_times_nobody_can_read_are_an_error_not_an_empty_queue(lab: Lab) -> None:
    lab.run("create table work_queue (id integer, status text, created_at text, locked_at text, locked_by text)")
    lab.run("insert into work_queue values (1, 'pending', 'yesterday-ish', null, null)")
    with pytest.raises(SourceError):
        await queue(lab)


async def test_a_named_query_gives_cells_to_read_and_numbers_to_test(lab: Lab) -> None:
    lab.fill_queue()
    reading = await query(
        lab, "select status, count(*) as jobs, null as gap from work_queue group by 1 order by 2 desc"
    )
    assert reading.columns == ("status", "jobs", "gap")
    assert reading.rows[0] == ("pending", "5", "∅")
    assert reading.values == {"status": "pending", "jobs": 5, "gap": None, "rows": 3}


async def test_a_named_query_is_bound_also_inside_its_own_quotes(lab: Lab) -> None:
    lab.fill_queue()
    value = "x' or '1'='1"
    assert (await query(lab, "select id from work_queue where status = '{s}'", s=value)).rows == ()
    assert len((await query(lab, "select id from work_queue where status = ?", status="running")).rows) == 1


async def test_rows_are_capped_and_say_so(lab: Lab) -> None:
    numbers = "with recursive n(x) as (select 1 union all select x + 1 from n where x < 900) select x from n"
    reading = await query(lab, numbers)
    assert (len(reading.rows), reading.truncated) == (500, True)


async def test_who_compares_is_given_more_rows_at_once(lab: Lab) -> None:
    numbers = "with recursive n(x) as (select 1 union all select x + 1 from n where x < 900) select x from n"
    made = FACTORIES[lab.kind].build_query("q", Query(target="shop-db", sql=numbers), lab.target, context())
    assert isinstance(made, WholeSource)
    whole, cut = await made.read_most({}, 900), await made.read_most({}, 899)
    assert (len(whole.rows), whole.truncated) == (900, False)
    assert (len(cut.rows), cut.truncated) == (899, True)
