"""Every mistake in a profile is one line with its file, its line, its key and what to write instead."""

from pathlib import Path

import pytest

from cockpit.config import ConfigError, load_profile
from tests.config.scales import P

TARGETS = """
[targets.shop-db]
provider = "sqlite"
path = "shop.db"
"""
QUEUE = """
[sources.work]
kind = "queue"
target = "shop-db"
table = "jobs"
"""


def lines_of(folder: Path, text: str) -> list[str]:
    """The problems of a file with that text, its path left out and its lines counted from where `text` begins."""
    path = folder / "cockpit.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_profile(path)
    return [str(problem).removeprefix(str(path)) for problem in raised.value.problems]


WRONG = [
    (
        TARGETS + '[sources.app]\nkind = "log"\ntarget = "shop-db"',
        "7: sources.app.target: provider 'sqlite' cannot be followed as a log; point the source at another target",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\nfilter = {status = "error"}',
        '4: sources.app.filter: only a log with target = "…" has one; leave it out',
    ),
    (
        '[profil]\nname = "x"',
        "1: profil: unknown key",
    ),
    ('[people]\nownr = "Anna"', "2: people.ownr: unknown key; did you mean owner?"),
    (
        TARGETS + '[targets.bolt-db]\nprovider = "shell"\ninstead_of = "shop-bd"',
        "7: targets.bolt-db.instead_of: no target is called 'shop-bd'; did you mean shop-db?",
    ),
    (
        TARGETS + '[targets.bolt-db]\nprovider = "shell"\ninstead_of = "shop-db"',
        "7: targets.bolt-db.instead_of: shop-db is sqlite, and this is shell",
    ),
    (
        '[targets.db]\nprovider = "shell"\ninstead_of = "db"',
        "3: targets.db.instead_of: db is no target of another tenant; name the one runbooks name",
    ),
    (
        '[targets.db]\nprovider = ""',
        "1: targets.db: provider is missing; "
        "write one of postgres, sqlite, duckdb, d1, cloudflare, shell, slack, statuspage, http, supabase, stripe, "
        "shopify, copy, byhand",
    ),
    (
        '[sources.new]\nkind = "fresh"\nqueries = ["newest"]',
        "3: sources.new.queries[1]: no query is called 'newest'; add one under [queries]",
    ),
    (
        '[sources.new]\nkind = "fresh"\nqueries = []',
        '3: sources.new.queries: must name at least one query, as in ["newest-order"]',
    ),
    (
        TARGETS + '[queries.sales]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[reconcile.cards]\nleft = "sales"\nright = "sale"\nkey = "id"',
        "10: reconcile.cards.right: no query is called 'sale'; did you mean sales?",
    ),
    (
        TARGETS + '[queries.sales]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[reconcile.cards]\nleft = "sales"\nright = "sales"\nkey = "id"',
        "10: reconcile.cards.right: is the same query as left; name another one",
    ),
    (
        TARGETS + '[queries.sales]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[queries.charges]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[reconcile.cards]\nleft = "sales"\nright = "charges"\nkey = "id"\namout = "amount"',
        "15: reconcile.cards.amout: unknown key; did you mean amount?",
    ),
    (
        TARGETS + '[queries.sales]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[queries.charges]\ntarget = "shop-db"\nsql = "select 1"\n'
        '[reconcile.cards]\nleft = "sales"\nright = "charges"\nkey = "id"\ndecimals = 12',
        "15: reconcile.cards.decimals: is 0 to 6: 2 where 4120 means 41.20",
    ),
    (
        TARGETS + '[queries.sales]\ntarget = "shop-db"\nsql = "select 1"\nkeeps = "long"',
        '8: queries.sales.keeps: is not a length of time; write it like "30s", "15m" or "48h"',
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"',
        '5: chains.staff: a chain has either query = "…" or both target = "…" and table = "…"',
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-bd"\ntable = "audit"',
        "6: chains.staff.target: no target is called 'shop-bd'; did you mean shop-db?",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit; drop"',
        "7: chains.staff.table: audit; drop is not a table or column name; write it like public.work_queue",
    ),
    (
        TARGETS + '[queries.rows]\ntarget = "shop-db"\nsql = "select 1"\n[chains.staff]\nquery = "rows"',
        "9: chains.staff.query: rows does not read {after} and {limit}; a chain is read in pages",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\ndeployed = "deploys"',
        "8: chains.staff.deployed: no query is called 'deploys'; add one under [queries]",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\narchive = "kept"',
        "8: chains.staff.archive: no chain and no archive is called 'kept'; there is staff; name one, or files, as in "
        "audit/{year}-{month}.jsonl.gz",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\narchive = "staff"',
        "8: chains.staff.archive: is the chain itself; name another copy",
    ),
    (
        TARGETS + '[archives.kept]\nclickhouse = "https://x"\ntable = "t"\n'
        '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\narchive = "kept"',
        "11: chains.staff.archive: is a server of log lines; name files, a bucket or a chain",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\nform = "jsn"',
        "8: chains.staff.form: must be joined or json; did you mean json?",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\nencoding = "hax"',
        "8: chains.staff.encoding: must be hex or base64; did you mean hex?",
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\nprevious_leads = true',
        '8: chains.staff.previous_leads: says how fields are hashed; name them, as in fields = ["id", "at"]',
    ),
    (
        TARGETS + '[chains.staff]\ntarget = "shop-db"\ntable = "audit"\npage = 100001',
        "8: chains.staff.page: must be 100000 or less",
    ),
    ('[messages.m]\ntext = ""', "2: messages.m.text: must not be empty"),
    (
        '[sources.api]\nkind = "log"\npaths = ["a"]\nagain_after = "5s"',
        "4: sources.api.again_after: is for a log with a command; a file is followed by itself",
    ),
    ('[logs]\nbudget = "plenty"', '2: logs.budget: is not a size; write it like "500 MB" or "2 GB"'),
    ('[logs]\nbudget = "5 kB"', "2: logs.budget: must be 1 MB or more"),
    ("[logs]\nbudget = 5", '2: logs.budget: must be text, not a whole number; write "5"'),
    ("[people]\nowner = 3", '2: people.owner: must be text, not a whole number; write "3"'),
    ('[runbooks]\npaths = "x"', '2: runbooks.paths: must be a list, not text; write ["x"]'),
    (
        '[targets.db]\nprovider = "postgre"',
        "2: targets.db.provider: no provider is called 'postgre'; did you mean postgres?",
    ),
    (
        '[targets.db]\nprovider = "sqlite"\npth = "x"',
        "3: targets.db.pth: sqlite has no such setting; did you mean path?",
    ),
    (
        '[targets.db]\nprovider = "sqlite"\npath = ["x"]',
        "3: targets.db.path: must be text, a number, true or false, not a list",
    ),
    (
        '[targets.db]\nprovider = "sqlite"\nenvironment = "prod"',
        "3: targets.db.environment: no environment is called 'prod'; did you mean production?",
    ),
    (
        '[targets."a b"]\nprovider = "sqlite"',
        '1: targets."a b": a name is made of letters, digits, - and _ (at most 64), and starts with a letter or digit',
    ),
    (
        '[targets.db]\nprovider = "postgres"\ndsn = "postgresql://u:hunter2@h/x"',
        '3: targets.db.dsn: holds a password; take it out, add secret = "NAME" and run: cockpit secret set NAME',
    ),
    (
        '[targets.db]\nprovider = "postgres"\ndsn = "host=h password=hunter2 dbname=x"',
        '3: targets.db.dsn: holds a password; take it out, add secret = "NAME" and run: cockpit secret set NAME',
    ),
    (
        '[targets.db]\nprovider = "postgres"\ndsn = "postgresql://h/x?user=u&password=hunter2"',
        '3: targets.db.dsn: holds a password; take it out, add secret = "NAME" and run: cockpit secret set NAME',
    ),
    (
        '[targets.db]\nprovider = "postgres"\ndsn = "postgresql://${DB_HOST}/x"',
        "3: targets.db.dsn: ${DB_HOST} is not filled in: variables are not read here; write the value itself",
    ),
    (
        TARGETS + QUEUE.replace("shop-db", "shopdb"),
        "8: sources.work.target: no target is called 'shopdb'; did you mean shop-db?",
    ),
    (
        TARGETS + QUEUE + 'every = "5 lightyears"',
        '10: sources.work.every: is not a length of time; write it like "30s", "15m" or "48h"',
    ),
    (TARGETS + QUEUE + "every = 5", '10: sources.work.every: must be a length of time like "15m", not a whole number'),
    (TARGETS + QUEUE + 'every = "10ms"', "10: sources.work.every: must be 1s or more"),
    (TARGETS + QUEUE + 'waiting = "new"', '10: sources.work.waiting: must be a list, not text; write ["new"]'),
    ('[sources.app]\nkind = "logs"', "2: sources.app.kind: is not a kind of source; did you mean log?"),
    (
        '[sources.app]\npaths = ["a.log"]',
        "1: sources.app: kind is missing; write one of log, audit, queue, status, fresh",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\nformat = "sylog"',
        "4: sources.app.format: no format is called 'sylog'; did you mean syslog?",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\nzone = "Europe/Berln"',
        "4: sources.app.zone: no time zone is called 'Europe/Berln'; did you mean Europe/Berlin?",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\nzone = "+25:00"',
        '4: sources.app.zone: no time zone is called \'+25:00\'; write one such as "Europe/Berlin" or "+02:00"',
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\ndeploys = "level>=loud"',
        "4: sources.app.deploys: no level is called 'loud'; write level>=warn,"
        " with one of debug, info, warn, error, fatal",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\nown = [""]',
        '4: sources.app.own: an empty part fits all code; name folders or packages, as in ["src/", "com.bakery."]',
    ),
    (
        '[sources.app]\nkind = "log"\npaths = ["a"]\nstdin = true',
        '1: sources.app: a log has one of paths = ["…"], command = ["…"], stdin = true or target = "…"',
    ),
    (
        TARGETS + '[queries.q]\ntarget = "shop-db"\nsql = "select 1"\n[sources.a]\nkind = "audit"\nquery = "q"',
        "10: sources.a.query: q does not read {since} and {until}; an audit query is always around a time",
    ),
    (
        '[queries.q]\ntarget = "db"\nsql = "select 1"',
        "2: queries.q.target: no target is called 'db'; add one under [targets]",
    ),
    (
        '[messages.m]\ntext = "x"\nchannel = "ops"',
        "3: messages.m.channel: no target is called 'ops'; add one under [targets]",
    ),
    ('[messages.m]\npromise = "15m"', "1: messages.m: text is missing"),
    ('[messages.m]\ntext = "a\\u202Eb"', "2: messages.m.text: holds a character that does not show (U+202E)"),
    ('[people]\nowner = "a\\nb"', "2: people.owner: must be one line"),
    ('[defaults]\nsql = "db"', "2: defaults.sql: no target is called 'db'; add one under [targets]"),
    (
        TARGETS + QUEUE + '[[thresholds]]\nname = "t"\nsource = "wrok"\nexpr = "total > 1"',
        "12: thresholds[1].source: no source is called 'wrok'; did you mean work?",
    ),
    (
        TARGETS + QUEUE + '[[thresholds]]\nname = "t"\nsource = "work"\nexpr = "total >"',
        "13: thresholds[1].expr: 'total >' is not an expression; write it like `oldest_min > 15`",
    ),
    (
        TARGETS + QUEUE + '[[thresholds]]\nname = "t"\nsource = "work"\nexpr = "max(total) > 1"',
        "13: thresholds[1].expr: 'max(total) > 1' is more than a comparison; write it like `oldest_min > 15`",
    ),
    (
        TARGETS + QUEUE + '[[thresholds]]\nname = "t"\nsource = "work"\nexpr = "total > 1"\nseverity = "SEV1"',
        "14: thresholds[1].severity: no severity level is called 'SEV1'; there is P1, P2, P3",
    ),
    (
        TARGETS + QUEUE + '[[thresholds]]\nname = "t"\nsource = "work"\nexpr = "total > 1"\nhold = "1m"',
        "14: thresholds[1].hold: unknown key; there is for, clear, severity, runbook",
    ),
    (
        '[sources.app]\nkind = "log"\nstdin = true\n[[thresholds]]\nname = "t"\nsource = "app"\nexpr = "total > 1"',
        "6: thresholds[1].source: app is a source of kind log, which measures nothing; name a queue or a status page",
    ),
    ("[thresholds]\nname = 1", "1: thresholds: must be a list of tables, each begun with [[thresholds]]"),
    ('[runbooks]\npath = ["x"]', "2: runbooks.path: unknown key; did you mean paths?"),
]


@pytest.mark.parametrize(("text", "line"), WRONG, ids=[line for _, line in WRONG])
def test_each_mistake_is_told_in_one_exact_line(tmp_path: Path, text: str, line: str) -> None:
    before = P.count("\n")
    number, _, says = line.partition(":")
    assert lines_of(tmp_path, P + text) == [f":{int(number) + before}:{says}"]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    levels = '[[severity.levels]]\nid = "P1"\n'
    text = '[profile]\nread_only = "yes"\n' + TARGETS + levels + QUEUE.replace("shop-db", "x")
    problems = lines_of(tmp_path, text)
    assert problems == [
        ':1: profile: name is missing; write name = "shop"',
        ":2: profile.read_only: must be true or false, not text",
        ":7: severity.levels[1]: label is missing",
        ":12: sources.work.target: no target is called 'x'; there is shop-db",
    ]


def test_a_section_that_is_no_table_is_one_problem(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "people = 3\n" + P) == [":1: people: must be a table, not a whole number"]


def test_an_empty_file_says_what_must_be_there(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "") == [
        ': profile: name is missing; write name = "shop"',
        ": severity: levels are missing; write at least one [[severity.levels]], worst first",
    ]


def test_a_level_or_threshold_given_twice_is_told(tmp_path: Path) -> None:
    twice = P + '[[severity.levels]]\nid = "P1"\nlabel = "again"\n'
    assert lines_of(tmp_path, twice) == [
        f":{P.count(chr(10)) + 2}: severity.levels[4].id: P1 is given twice; each level has its own id"
    ]


def test_a_wrong_target_means_a_level_there_is(tmp_path: Path) -> None:
    assert lines_of(tmp_path, '[severity]\nwrong_target = "SEV1"\n' + P) == [
        ":2: severity.wrong_target: no severity level is called 'SEV1'; there is P1, P2, P3"
    ]
    assert lines_of(tmp_path, "[severity]\nwrong_target = 1\n" + P) == [
        ':2: severity.wrong_target: must be text, not a whole number; write "1"'
    ]


def test_a_deadline_after_an_unknown_moment_names_the_known_ones(tmp_path: Path) -> None:
    text = P.replace('after = "resolved"', 'after = "resolve"')
    assert lines_of(tmp_path, text) == [
        ":11: severity.levels[1].deadlines[1].after: 'resolve' is not a moment; did you mean resolved?"
    ]


SYNTAX = [
    ('a = "x', ":1: a text is not closed; put a quote at its end"),
    ("a = [1, 2", ":1: a [ is not closed; put a ] at its end"),
    ("a = 1\nb = tru\n", ':2: a value is not written right; text wants quotes: key = "text" (column 5)'),
    ("[a]\nb = 1\n[a]\n", ":3: this table is begun twice; put its keys together (column 3)"),
    ("a = 1\na = 2\nb = 3", ":2: this key is given twice; keep one (column 6)"),
    ("just words\n", ':1: a line must be key = "value" or [table] (column 6)'),
    ('a = "\\q"', r":1: a \ in a text is written \\, or the text put in single quotes (column 8)"),
    ("a = " + "[" * 5000, ": is nested too deeply"),
    ("a = " + "9" * 5000, ": holds a number that is too long"),
]


@pytest.mark.parametrize(("text", "line"), SYNTAX, ids=[line for _, line in SYNTAX])
def test_what_is_not_toml_is_told_with_its_line_and_no_jargon(tmp_path: Path, text: str, line: str) -> None:
    assert lines_of(tmp_path, text) == [line]


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.toml"
    path.write_bytes(b'[profile]\nname = "caf\xe9"\n')
    with pytest.raises(ConfigError) as raised:
        load_profile(path)
    assert str(raised.value) == f"{path}:2: is not UTF-8 text; save it as UTF-8"


def test_several_mistakes_in_one_line_of_text_name_the_way_to_see_all(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.toml"
    path.write_text("[profil]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        load_profile(path)
    assert str(raised.value).endswith("(and 2 more; run: cockpit doctor)")
    assert "\n" not in str(raised.value)


def test_a_password_is_never_in_the_line_that_refuses_it(tmp_path: Path) -> None:
    text = P + '[targets.db]\nprovider = "postgres"\ndsn = "postgresql://u:hunter2@h/x"\n'
    assert not any("hunter2" in line for line in lines_of(tmp_path, text))


def test_nothing_of_the_file_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    text = P + '["a\\u001b[31m"]\nx = 1\n[targets."b\\u202e"]\nprovider = "sql\\u001b[2J"\n'
    assert all(line.isprintable() for line in lines_of(tmp_path, text))
