"""Blocks that are no action (watches, decisions, fields), and what stands at the top of a file and beside titles."""

from datetime import timedelta
from textwrap import dedent

import pytest

from cockpit.core.runbook import Choice, Input, Leads, Opening, ValueKind
from cockpit.runbooks.parse import parse_problems
from tests.runbooks.shapes import parsed

STEP = "# T\n- one\n\n{}\n"


def fenced(lang: str, *lines: str) -> str:
    return STEP.format("\n".join(["```" + lang, *lines, "```"]))


def problems(text: str) -> list[str]:
    return [problem.says for problem in parse_problems(text)]


def test_a_watch_holds_for_a_time_and_is_looked_at_longer() -> None:
    lines = ("for: 15m", "until: 30m", "read: log api", "match: ERROR", "expect: count == 0", "says: still errors")
    probe = parsed(fenced("watch", *lines)).steps[0].probe
    assert probe
    assert (probe.quiet, probe.until, probe.every) == (
        timedelta(minutes=15),
        timedelta(minutes=30),
        timedelta(seconds=15),
    )
    assert (probe.read, probe.match, probe.expect, probe.says) == ("log api", "ERROR", "count == 0", "still errors")


def test_a_watch_without_anything_to_read_is_a_persons() -> None:
    probe = parsed(fenced("watch", "for: 15m")).steps[0].probe
    assert probe
    assert (probe.read, probe.quiet) == ("", timedelta(minutes=15))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("read: queue work", "expect: stuck == 0"), "no usable `for:` line"),
        (("for: 5m", "read: queue work"), "no usable `expect:` line"),
        (("for: 5m", "times: 3"), "is not known; use one of for, until"),
        (("for: 30m", "until: 5m", "read: queue w", "expect: stuck == 0"), "`until` is shorter than `for`"),
        (("for: soon",), "cannot be used"),
    ],
)
def test_a_watch_that_cannot_be_used_as_written_is_named(lines: tuple[str, ...], says: str) -> None:
    assert any(says in problem for problem in problems(fenced("watch", *lines)))


def test_a_decision_knows_where_each_choice_leads() -> None:
    text = fenced(
        "decide",
        "question: Which **lane** is it?",
        "name: lane",
        "default: app",
        "reason: required",
        "app: the screens -> #rollback",
        "edge: webhooks → runbook edge-webhook",
        "home: something else -> back",
        "wait: nothing yet",
    )
    decision = parsed(text + "- two {id=rollback}\n").steps[0].decision
    assert decision
    assert (decision.question, decision.name, decision.default, decision.reason) == (
        "Which lane is it?",
        "lane",
        "app",
        True,
    )
    assert decision.choices == (
        Choice(id="app", says="the screens", leads=Leads.STEP, to="rollback"),
        Choice(id="edge", says="webhooks", leads=Leads.RUNBOOK, to="edge-webhook"),
        Choice(id="home", says="something else", leads=Leads.BACK),
        Choice(id="wait", says="nothing yet"),
    )


def test_a_decision_without_a_name_is_kept_under_the_steps_id_in_a_form_expressions_can_read() -> None:
    text = "# T\n## Ask us\n- Which one?\n\n```decide\nquestion: q\na: x\nb: y\n```\n"
    decision = parsed(text).steps[0].decision
    assert decision
    assert decision.name == "ask_us_which_one"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("a: x", "b: y"), "no `question:` line"),
        (("question: q", "a: x"), "fewer than two choices"),
        (("question: q", "a: x", "b: y", "default: c"), "the default c is none of a, b"),
        (("question: q", "a: x", "b: y → #gone"), "b leads to #gone, which is not here"),
        (("question: q", "a: x", "b: y", "a: z"), "is said twice"),
        (("question: q", "a: x", "b: y", "name: two words"), "is no name"),
        (("question: q", "a: x", "b: y", "reason: maybe"), "neither `required` nor `optional`"),
        (("question: q", "a: x", "b: y", "just words"), "is not `key: value`"),
        (("question: q", "a: x", "b: y", "name: since"), "`since` means the incident wherever it stands"),
    ],
)
def test_a_decision_that_cannot_be_used_as_written_is_named(lines: tuple[str, ...], says: str) -> None:
    assert any(says in problem for problem in problems(fenced("decide", *lines)))


def test_fields_say_what_is_asked_and_what_fits() -> None:
    text = fenced(
        "fields",
        'request_id: the id in the toast {pattern="[0-9a-f]{8,36}" example="4f1c"}',
        'scope: who is hit {choices="one user|one org|all"}',
        "since: when it began {kind=time default=now}",
        "note?: anything else",
    )
    runbook = parsed(text)
    assert runbook.steps[0].fields == (
        Input(name="request_id", says="the id in the toast", pattern="[0-9a-f]{8,36}", example="4f1c"),
        Input(name="scope", says="who is hit", choices=("one user", "one org", "all")),
        Input(name="since", says="when it began", kind=ValueKind.TIME, default="now"),
        Input(name="note", says="anything else", optional=True),
    )
    assert runbook.parameters == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("api_key: the key", "looks like a credential"),
        ('x: y {pattern="("}', "cannot be used"),
        ('x: y {pattern="(?=a)b"}', "cannot be used"),
        ("x: y {kind=colour}", "has no kind colour"),
        ("x: y {size=3}", "has size=, which is not known"),
        ("two words: y", "asks for nothing"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_kept_as_a_line(line: str, says: str) -> None:
    text = fenced("fields", "ok: fine", line)
    assert any(says in problem for problem in problems(text))
    assert [left.text for left in parsed(text).unassigned] == [line]


def test_front_matter_holds_inputs_symptoms_and_who_keeps_it() -> None:
    text = dedent("""\
        ---
        id: pay
        profile: shop
        when:
          - the till stops
          - "cards are refused"
        owner: Robin
        validated: 2026-05-01
        budget: 45m
        inputs:
          slug: the shop's short name {pattern="[a-z-]+"}
          staff?: "who was at the till"
        ---
        # Pay
        - look at {slug}
        """)
    runbook = parsed(text)
    assert (runbook.profile, runbook.owner, runbook.validated) == ("shop", "Robin", "2026-05-01")
    assert (runbook.when, runbook.budget) == ("the till stops; cards are refused", timedelta(minutes=45))
    assert [(one.name, one.says, one.optional) for one in runbook.inputs] == [
        ("slug", "the shop's short name", False),
        ("staff", "who was at the till", True),
    ]
    assert (runbook.unassigned, problems(text)) == ((), [])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("id: again", "id is said twice; the first counts"),
        ("validated: last week", "write a day, as in 2026-05-01"),
        ("budget: long", "is not a length of time"),
    ],
)
def test_front_matter_that_cannot_be_used_is_named_and_kept(line: str, says: str) -> None:
    text = f"---\nid: one\n{line}\n---\n# T\n- a\n"
    assert any(says in problem for problem in problems(text))
    assert parsed(text).id == "one"
    assert [left.text for left in parsed(text).unassigned] == [line]


def test_what_stands_beside_a_title_is_read_and_leaves_the_words() -> None:
    text = "# T\n## Edge {if=\"lane == 'edge'\" id=edge}\n"
    text += (
        '- Switch it off {opens="webhooks off" within=4h by=person}\n- On again {closes="webhooks off" if="x > 1"}\n'
    )
    runbook = parsed(text + "\n```fields\nlane: l\nx: x\n```\n")
    off, on = runbook.steps
    assert [(phase.title, phase.id, phase.condition) for phase in runbook.phases] == [
        ("Edge", "edge", "lane == 'edge'")
    ]
    assert (off.title, off.by_person, off.condition) == ("Switch it off", True, "lane == 'edge'")
    assert off.opens == Opening("webhooks off", timedelta(hours=4))
    assert (on.title, on.closes, on.condition) == ("On again", "webhooks off", "(lane == 'edge') and (x > 1)")
    assert problems(text + "\n```fields\nlane: l\nx: x\n```\n") == []


def test_attributes_hold_beside_a_long_title_and_when_words_follow_on_the_next_line() -> None:
    long = "Is the worker that holds the old locks really dead? "
    long += "Its lines in the log have stopped for some time now, all of them."
    one, two = parsed(f"# T\n- {long} {{id=dead budget=2m}}\n- Stop it {{id=stop}}\n  and say so.\n").steps
    assert (one.id, one.title) == ("dead", "Is the worker that holds the old locks really dead?")
    assert one.text == "Its lines in the log have stopped for some time now, all of them."
    assert (one.budget, two.id, two.title, two.text) == (timedelta(minutes=2), "stop", "Stop it", "and say so.")


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ("{within=4h}", "within= stands alone"),
        ('{id="../../x"}', "is no id"),
        ("{id=..}", "is no id"),
        ("{by=robot}", "write by=person"),
        ('{if="lane ="}', "is not an expression"),
        ('{if="f(lane)"}', "is more than a comparison"),
        ("{budget=2m size=3}", "size= is not known beside a title"),
        ('{if="nowhere == 1"}', "nothing here gives `nowhere` a value"),
    ],
)
def test_attributes_of_a_title_that_cannot_be_used_are_named(attributes: str, says: str) -> None:
    assert any(says in problem for problem in problems(f"# T\n- one {attributes}\n"))


def test_an_alert_is_a_pitfall_and_a_note_is_words() -> None:
    step = parsed(STEP.format("  > [!CAUTION]\n  > It *drops*\n  > rows.\n\n  > [!NOTE]\n  > Mind you.")).steps[0]
    assert step.pitfalls == ("It drops rows.",)
    assert "Mind you." in step.text


def test_a_block_leaves_open_puts_back_and_hands_on() -> None:
    text = '# T\n- one\n\n```sh {on=host opens="sales paused" within=2h as=out}\nx\n```\n'
    text += '```sh {closes="sales paused"}\necho {out_exit_code} {out}\n```\n'
    pause, go = parsed(text).steps[0].actions
    assert (pause.opens, go.closes) == (Opening("sales paused", timedelta(hours=2)), "sales paused")
    assert parsed(text).parameters == ()


def test_a_block_that_names_a_runbook_opens_it() -> None:
    action = parsed(fenced("runbook", "restore-backup")).steps[0].actions[0]
    assert (action.provider, action.verb, action.text) == ("runbook", "open", "restore-backup")


@pytest.mark.parametrize("text", ["../secret", "/etc/passwd", "notes.md", "two words", ""])
def test_a_runbook_block_names_an_id_and_never_a_path(text: str) -> None:
    assert parsed(fenced("runbook", text)).steps[0].actions[0].provider == ""


def test_a_check_may_run_a_reading_block_again_and_only_such_a_one() -> None:
    text = "# T\n- one\n\n```sql\nselect 1 as n\n```\n```check\nread: block\nexpect: n == 1\n```\n"
    assert problems(text) == []
    assert any(
        "needs a block of this step that only reads" in says for says in problems(text.replace("select 1", "delete"))
    )


def test_what_the_incident_knows_is_not_asked_for() -> None:
    text = "# T\n- a\n\n```sql\nselect {since}, {until}, {t0}, {date}\n```\n"
    assert [parameter.name for parameter in parsed(text).parameters] == ["date"]
