"""Risk: what a block can do. A wrong `reads` is the only grave mistake here; unsure is `changes`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.runbook import Risk
from cockpit.runbooks.lint.tools import tool_of
from cockpit.runbooks.risk import risk_of, worst
from cockpit.runbooks.shell_vendors import DESTROYING, READING
from tests.runbooks import evil

READS = [
    "select status, count(*) from work_queue group by status;",
    "SELECT e.id FROM a e WHERE e.at BETWEEN datetime('now', '-30 minutes') AND datetime('now') AND staff_id = ?",
    "with old as (select * from t) select * from old union all values (1, 2)",
    "explain select 1",
    "explain (analyze, buffers) select * from t",
    "show server_version",
    "select now(), pg_size_pretty(pg_total_relation_size('t')), to_char(at, 'HH24') from t",
    "select 'drop table t' as joke -- delete from t",
    "-- nothing but words",
    "select * from {table} where id = {id}",
    "select a from t; select b from t;",
]
CHANGES = [
    "update work_queue set locked_at = null where locked_at < now()",
    "insert into t values (1) on conflict do nothing",
    "with gone as (insert into t values (1) returning 1) select * from gone",
    "select * into copy from t",
    "select * from t for update",
    "select pg_terminate_backend(12)",
    "select pg_cancel_backend(12)",
    "select nextval('s')",
    "select setval('s', 1)",
    "select pg_advisory_lock(1)",
    "select lo_unlink(1)",
    "select * from dblink('x', 'delete from t') as t(a int)",
    "select pg_reload_conf()",
    "select complete_filling('x')",
    "select public.count(1)",
    "create index on t (a)",
    "alter table t add column a int",
    "set role admin",
    "begin",
    "do $$ begin perform 1; end $$",
    "vacuum full t",
    "copy t to '/tmp/x'",
    "explain analyze update t set a = 1 where b = 2",
    "merge into t using s on t.a = s.a when matched then update set b = 1",
    "this is no SQL at all (",
    "select 1; update t set a = 1 where b = 2",
]
DESTROYS = [
    "delete from t where a = 1",
    "drop table t",
    "truncate t",
    "alter table t drop column a",
    "update t set a = 1",
    "update t set a = 1 where true",
    "with gone as (delete from t returning *) select * from gone",
    "explain analyze delete from t",
    "select 1; drop table t",
    "delete from ( no sql",
]


@pytest.mark.parametrize(
    ("risk", "text"),
    [(Risk.READS, text) for text in READS]
    + [(Risk.CHANGES, text) for text in CHANGES]
    + [(Risk.DESTROYS, text) for text in DESTROYS],
)
def test_sql_is_judged_by_what_it_does(risk: Risk, text: str) -> None:
    assert risk_of("sql", text) is risk


SHELL_READS = [
    "ls -la /var/log | grep error | sort | uniq -c | head",
    "tail -n 100 app.log 2>/dev/null && df -h; uptime",
    "git log --oneline -5\ngit -C /srv/app status",
    "kubectl -n prod get pods | wc -l",
    "curl -sS -o /dev/null -w '%{http_code}' https://example.org/health",
    "curl -fsSI -X GET https://example.org",
    "ping -c 3 db.internal; date -u +%H:%M",
    "# only words: rm -rf /",
    "echo $(date)",
    "for p in a b; do ping -c 1 $p; done",
    "wrangler tail --env {slug}",
    "find . -name '*.log' -mtime +3",
    "sudo journalctl -u worker --since '10 min ago'",
    "LANG=C timeout 5 dig example.org",
]
SHELL_CHANGES = [
    "systemctl restart worker",
    "ls > files.txt",
    "echo hi >> log",
    "echo $(systemctl restart worker)",
    "echo `./deploy.sh`",
    "$(cat command.txt)",
    "./ls",
    "psql -c 'select 1'",
    "curl -X POST https://example.org",
    "curl -d '{}' https://example.org",
    "curl -sSLo out https://example.org",
    "curl --request POST https://example.org",
    "date -s 10:00",
    "date 10101010",
    "hostname other",
    "sort -o a a",
    "find . -exec touch {} +",
    "npm run deploy:prod",
    "git revert abc && npm run deploy",
    "kubectl rollout restart deploy/api",
    "cat <<EOF\nit's\nEOF",
    "echo 'never closed",
    "case x in a) ls;; esac",
    "git --exec-path=/tmp log",
    "git push origin main",
    "uniq a b",
    "sudo -i",
]
SHELL_DESTROYS = [
    "rm -rf /srv/data",
    "rm file",
    "sudo -u postgres rm -r x",
    "watch 'rm x'",
    "git --no-pager push --force",
    "ls; rm -rf x",
    "ls # fine\nrm -rf x",
    "ls | xargs rm",
    "bash -c 'rm -rf x'",
    "ssh db 'cd /srv && rm -rf x'",
    "echo $(rm -rf x)",
    "git push --force",
    "git push -f origin main",
    "git -C /srv reset --hard HEAD~1",
    "dd if=/dev/zero of=/dev/sda",
    "mkfs.ext4 /dev/sda1",
    "truncate -s 0 log",
    "wrangler d1 time-travel restore shop --timestamp=1",
    "npx wrangler d1 delete shop",
    "kubectl -n prod delete pod x",
    "psql -c 'drop table t'",
    "find . -name x -delete",
    "echo 'never closed\nrm -rf x",
    "$ ls\nfile\n$ rm file",
]


@pytest.mark.parametrize(
    ("risk", "text"),
    [(Risk.READS, text) for text in SHELL_READS]
    + [(Risk.CHANGES, text) for text in SHELL_CHANGES]
    + [(Risk.DESTROYS, text) for text in SHELL_DESTROYS],
)
def test_a_command_is_judged_by_what_it_does(risk: Risk, text: str) -> None:
    assert risk_of("sh", text) is risk


@pytest.mark.parametrize(
    ("risk", "text"),
    [(Risk.DESTROYS, text) for text in evil.DESTROYS]
    + [(Risk.CHANGES, text) for text in evil.CHANGES]
    + [(Risk.READS, text) for text in evil.READS],
)
def test_evil_and_near_evil_commands_get_the_verdict_of_a_careful_person(risk: Risk, text: str) -> None:
    assert risk_of("sh", text) is risk


@given(st.sampled_from(evil.DESTROYS), st.sampled_from(["sudo ", "nohup ", "time ", "env X=1 ", "timeout 5 "]))
def test_a_wrapper_before_a_simple_command_does_not_hide_it(text: str, wrapper: str) -> None:
    if text.split()[0].isalpha() and "\n" not in text and not text.startswith(("if", "for", "while", "trap", "exec")):
        assert risk_of("sh", wrapper + text) is Risk.DESTROYS


@pytest.mark.parametrize(
    "entry", [line.partition("|")[0].strip() for line in (READING + DESTROYING).split("\n") if line]
)
def test_every_vendor_verb_with_a_label_is_a_verb_of_that_tool(entry: str) -> None:
    name, _, verb = entry.partition(" ")
    tool = tool_of(name)
    assert tool is not None
    parent = verb.rpartition(" ")[0]
    free = parent in tool.commands and "…" in tool.commands[parent].split()  # its sub-verbs are not listed one by one
    assert verb in tool.commands or free


@pytest.mark.parametrize(
    ("lang", "text", "risk"),
    [
        ("", "systemctl restart x", Risk.CHANGES),
        ("", "ls", Risk.CHANGES),
        ("", "rm -rf x", Risk.DESTROYS),
        ("yaml", "a: b", Risk.CHANGES),
        ("queue", "", Risk.CHANGES),
        ("http", "GET https://example.org/health", Risk.READS),
        ("http", "https://example.org/health", Risk.READS),
        ("http", "DELETE https://example.org/1", Risk.CHANGES),
    ],
)
def test_other_blocks_change_something_unless_they_are_a_get(lang: str, text: str, risk: Risk) -> None:
    assert risk_of(lang, text) is risk


def test_the_worst_of_several_counts() -> None:
    assert worst(Risk.READS, Risk.DESTROYS, Risk.CHANGES) is Risk.DESTROYS
    assert worst() is Risk.READS


@given(st.text(alphabet="ab rm-f;|&<>$()`'\"\\\n#{}/=", max_size=60), st.sampled_from(["sh", "sql", ""]))
def test_no_text_is_too_odd_to_judge(text: str, lang: str) -> None:
    assert risk_of(lang, text) in Risk


@given(st.sampled_from(SHELL_DESTROYS + SHELL_CHANGES), st.sampled_from(SHELL_READS))
def test_a_harmless_line_before_never_makes_a_block_look_harmless(grave: str, harmless: str) -> None:
    assert risk_of("sh", f"{harmless}\n{grave}") is not Risk.READS
