"""Any Markdown opens: the shapes people write, and what each becomes."""

import time
from datetime import timedelta
from textwrap import dedent

import pytest

from cockpit.core.runbook import Parameter, ParameterKind, Risk
from cockpit.runbooks.parse import heading_of, parse_problems
from tests.runbooks.shapes import outline, parsed


def md(text: str) -> str:
    return dedent(text).lstrip("\n")


SHAPES = {
    "headings are phases, list items steps": (
        "# T\n## A\n1. one\n2. two\n## B\n- three\n* four\n",
        [("A", ["one", "two"]), ("B", ["three", "four"])],
    ),
    "a task list": ("# T\n## A\n- [ ] one\n- [x] two\n", [("A", ["one", "two"])]),
    "a nested list is text of its item": ("# T\n## A\n- one\n  - two\n  - three\n- four\n", [("A", ["one", "four"])]),
    "a nested task is a step": ("# T\n## A\n- one\n  - [ ] two\n", [("A", ["one", "two"])]),
    "a nested item with a fence is a step": (
        "# T\n## A\n- one\n  - two\n    ```\n    x\n    ```\n",
        [("A", ["one", "two"])],
    ),
    "setext headings": ("T\n=\n\nA\n-\n\n- one\n", [("A", ["one"])]),
    "lists right below the title": ("# T\n- one\n- two\n", [("T", ["one", "two"])]),
    "no headings at all": ("- one\n- two\n", [("file-name", ["one", "two"])]),
    "nothing but a fence": ("```sh\nls\n```\n", [("file-name", ["file-name"])]),
    "an empty file": ("", []),
    "only words": ("Call Bob.\n", []),
    "a heading with words alone is one step": (
        "# T\n## Call Bob\nHis number is on the wall.\n",
        [("Call Bob", ["Call Bob"])],
    ),
    "a fence below a heading makes a step": ("# T\n## A\n```sh\nls\n```\n", [("A", ["A"])]),
    "headings below a phase without lists are steps": (
        "# T\n## A\n### one\nx\n### two\n```\ny\n```\n## B\n- z\n",
        [("A", ["one", "two"]), ("B", ["z"])],
    ),
    "headings below a phase with lists are phases": (
        "# T\n## A\n### one\n- x\n### two\nwords\n",
        [("A", []), ("one", ["x"]), ("two", ["two"])],
    ),
    "numbered steps as headings": (
        "# T\n## Step 1: look (30 seconds)\n- what?\n## Step 2: act\n1. a\n2. b\n## More\n- c\n",
        [("T", ["Step 1: look", "Step 2: act", "a", "b"]), ("More", ["c"])],
    ),
    "a numbered step after another phase goes back to its own": (
        "# T\n## A\n### Step 1: x\n### B\n- b\n### Step 2: y\n",
        [("A", ["Step 1: x"]), ("B", ["b"]), ("A", ["Step 2: y"])],
    ),
    "a bold line names the block below it": (
        "# T\n## A\n- one\n\n**Signals**\n\n```sql\nselect 1\n```\n\n**Say**\n> words\n",
        [("A", ["one", "Signals", "Say"])],
    ),
    "a second H1 is a phase": ("# T\n# A\n- one\n", [("A", ["one"])]),
    "front matter names the title, the H1 is a phase": (
        "---\ntitle: T\n---\n# A\n- one\n",
        [("A", ["one"])],
    ),
    "an item that begins with a fence": ("# T\n1. ```sh\n   ls\n   ```\n2. two\n", [("T", ["ls", "two"])]),
    "no language but the author's": (
        "# Störung\n## Prüfen\n1. Zähle die Aufträge (2 Minuten)\n## 手順\n- 確認する\n",
        [("Prüfen", ["Zähle die Aufträge"]), ("手順", ["確認する"])],
    ),
    "CRLF": ("# T\r\n## A\r\n1. one\r\n\r\n   ```sh\r\n   ls\r\n   ```\r\n", [("A", ["one"])]),
    "tabs": ("# T\n## A\n-\tone\n\n\t```sh\n\tls\n\t```\n", [("A", ["one"])]),
    "a byte order mark": ("\ufeff# T\n- one\n", [("T", ["one"])]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_people_write_becomes_a_checklist(name: str) -> None:
    text, expected = SHAPES[name]
    assert outline(parsed(text)) == expected


def test_code_inside_a_numbered_list_stays_with_its_step() -> None:
    runbook = parsed("# T\n1. one\n\n   ```sql\n   select 1\n   ```\n2. two\n\n```sh\nls\n```\n")
    assert [[action.text for action in step.actions] for step in runbook.steps] == [["select 1"], ["ls"]]


@pytest.mark.parametrize("fence", ["```", "~~~", "`````", "~~~~"])
def test_every_kind_of_fence_is_an_action(fence: str) -> None:
    step = parsed(f"# T\n- one\n\n{fence}sh\nls\n{fence}\n").steps[0]
    assert [(action.lang, action.text, action.line) for action in step.actions] == [("sh", "ls", 4)]


def test_indented_code_is_to_copy() -> None:
    step = parsed("# T\n## A\n\n    ls -la\n").steps[0]
    assert [(action.provider, action.text) for action in step.actions] == [("", "ls -la")]


@pytest.mark.parametrize(
    ("fence", "provider", "verb", "risk"),
    [
        ("```sql\nselect 1\n```", "sql", "read", Risk.READS),
        ("```SQL\nupdate t set a = 1 where b = 2\n```", "sql", "write", Risk.CHANGES),
        ("```sql {risk=changes}\nselect 1\n```", "sql", "read", Risk.CHANGES),
        ("```sql {risk=reads}\ndelete from t\n```", "sql", "write", Risk.DESTROYS),
        ("```sql {risk=whatever}\nselect 1\n```", "sql", "read", Risk.CHANGES),
        ("```bash\nls\n```", "shell", "run", Risk.READS),
        ("```console\n$ ls\nfile\n```", "", "", Risk.READS),
        ("```bash\n# only words\n```", "", "", Risk.READS),
        ("```queue {on=db verb=pause}\n```", "queue", "pause", Risk.CHANGES),
        ("```queue\n```", "queue", "unlock", Risk.CHANGES),
        ("```act {on=db verb=end}\n{pid}\n```", "act", "end", Risk.CHANGES),
        ("```act {on=db verb=locks risk=reads}\n```", "act", "locks", Risk.READS),
        ("```act {on=db verb=wipe risk=destroys}\n```", "act", "wipe", Risk.DESTROYS),
        ("```message {message=start}\n```", "message", "send", Risk.CHANGES),
        ("```http\nGET https://example.org\n```", "http", "get", Risk.READS),
        ("```http\nPOST https://example.org\n```", "", "", Risk.CHANGES),
        ("```yaml\na: b\n```", "", "", Risk.CHANGES),
        ("```\nls\n```", "", "", Risk.CHANGES),
    ],
)
def test_the_language_of_a_fence_says_who_runs_it(fence: str, provider: str, verb: str, risk: Risk) -> None:
    action = parsed(f"# T\n- one\n\n{fence}\n").steps[0].actions[0]
    assert (action.provider, action.verb, action.risk) == (provider, verb, risk)


def test_the_attributes_of_a_fence_are_kept() -> None:
    action = parsed('# T\n- a\n\n```sql {on=shop-db where="two words"} left over\nselect 1\n```\n').steps[0].actions[0]
    assert (action.lang, action.target) == ("sql", "shop-db")
    assert action.attributes == {"on": "shop-db", "where": "two words", "info": "left over"}


@pytest.mark.parametrize(
    ("title", "words", "seconds"),
    [
        ("Look (2 minutes)", "Look", 120),
        ("Look (5-15 minutes)", "Look", 900),
        ("Look (5–15 min):", "Look:", 900),
        ("Look (30 seconds)", "Look", 30),
        ("Look (about 1 hour)", "Look", 3600),
        ("Look {budget=90s}", "Look", 90),
        ("Look (varies)", "Look (varies)", None),
        ("Look (3 rows)", "Look (3 rows)", None),
        ("(2 minutes)", "(2 minutes)", None),
        ("Look at {slug}", "Look at {slug}", None),
        ("Look {colour=red}", "Look {colour=red}", None),
        ("Look {budget=soon}", "Look {budget=soon}", None),
    ],
)
def test_a_budget_in_a_title_becomes_the_steps_budget(title: str, words: str, seconds: int | None) -> None:
    for text in (f"# T\n- {title}\n", f"# T\n## A\n### {title}\n"):
        step = parsed(text).steps[0]
        assert (step.title, step.budget) == (words, timedelta(seconds=seconds) if seconds else None)


def test_a_long_item_shows_its_first_sentence_and_keeps_the_rest_as_text() -> None:
    steps = parsed(
        "# T\n- Stop the damage. If the shop is losing money on every single sale, "
        "ask them to stop until you call. Then go on.\n"
        "- **Confirm scope.** One user? All?\n- See src/__tests__/x\n"
    ).steps
    assert [(step.title, step.text) for step in steps] == [
        (
            "Stop the damage.",
            "If the shop is losing money on every single sale, ask them to stop until you call. Then go on.",
        ),
        ("Confirm scope.", "One user? All?"),
        ("See src/__tests__/x", ""),
    ]


def test_words_before_the_first_step_lead_to_it_and_words_after_belong_to_it() -> None:
    text = md(
        """
        # T
        ## A
        Symptoms: slow.

        - one

        after one

        Then do these:
        - two
        """
    )
    assert [step.text for step in parsed(text).steps] == ["Symptoms: slow.\nafter one", "Then do these:"]


def test_what_fits_nowhere_is_kept_with_its_line() -> None:
    text = (
        "# T\n\nIntro.\n\n---\n## A\n- one\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n<br>\n\n[x]: https://example.org\n-\n"
    )
    assert [(line.line, line.text) for line in parsed(text).unassigned] == [
        (13, "<br>"),
        (15, "[x]: https://example.org"),
        (16, "-"),
    ]


def test_lines_are_those_of_the_file() -> None:
    runbook = parsed("---\nid: x\n---\n\n# T\n\n## A\n\n1. one\n\n   ```sh\n   ls\n   ```\n")
    step = runbook.steps[0]
    assert (runbook.phases[0].line, step.line, step.actions[0].line) == (7, 9, 11)


def test_front_matter_is_read_and_what_is_unknown_there_is_kept() -> None:
    runbook = parsed(
        '---\nid: db-down\ntitle: "Database down"\nwhen: 5xx\nseverity: P1\nowner: me\nlayout: page\n---\n\n'
        "# Database down\n- one\n"
    )
    assert (runbook.id, runbook.title, runbook.when, runbook.severity) == ("db-down", "Database down", "5xx", "P1")
    assert [line.text for line in runbook.unassigned] == ["layout: page"]


def test_words_above_everything_tell_what_the_runbook_is_for_and_a_table_is_words() -> None:
    table = "| a | b |\n| - | - |\n| 1 | 2 |"
    runbook = parsed(f"# T\n\nIntro.\n\n{table}\n\n## A\n\n{table}\n\n- one\n\n---\n\n## B\n\n{table}\n")
    assert runbook.intro == f"Intro.\n{table}"
    assert [(step.title, step.text) for step in runbook.steps] == [("one", table), ("B", table)]
    assert runbook.unassigned == ()


def test_a_line_across_the_page_is_no_front_matter() -> None:
    runbook = parsed("---\n\nSome words here\n\n---\n\n# T\n- one\n")
    assert (runbook.title, runbook.intro, runbook.unassigned) == ("T", "Some words here", ())


@pytest.mark.parametrize(
    ("text", "id", "title"),
    [
        ("# Worker backlog\n", "file-name", "Worker backlog"),
        ("# Worker backlog {#wb}\n", "wb", "Worker backlog"),
        ("words\n", "file-name", "file-name"),
        ("---\ntitle: T\n---\nwords\n", "file-name", "T"),
    ],
)
def test_a_file_without_a_name_of_its_own_takes_the_files(text: str, id: str, title: str) -> None:
    assert (parsed(text).id, parsed(text).title) == (id, title)
    heading = heading_of(text, source_id="file-name")
    assert (heading.id, heading.title) == (id, title)


PROBE = "# T\n- one\n\n  ```check\n  read: queue work\n  expect: stuck == 0\n{}  ```\n"


def test_a_check_fence_is_the_probe_of_its_step() -> None:
    step = parsed(PROBE.format("  every: 10s\n  times: 3\n  within: 10m\n  says: still stuck\n")).steps[0]
    assert step.probe is not None
    assert (step.probe.read, step.probe.expect, step.probe.says) == ("queue work", "stuck == 0", "still stuck")
    assert (step.probe.every, step.probe.times, step.probe.within, step.probe.line) == (
        timedelta(seconds=10),
        3,
        timedelta(minutes=10),
        4,
    )
    assert step.actions == ()


@pytest.mark.parametrize(
    "line", ["evry: 5s", "times: 0", "times: ²", "every: soon", "every: 0s", "nonsense", "says:", "read: queue other"]
)
def test_a_bad_line_of_a_check_is_left_out_and_named(line: str) -> None:
    text = PROBE.format(f"  {line}\n")
    runbook = parsed(text)
    assert runbook.steps[0].probe is not None
    assert [(left.line, left.text.strip()) for left in runbook.unassigned] == [(7, line)]
    assert [problem.line for problem in parse_problems(text)] == [7]


@pytest.mark.parametrize("expect", ["stuck ==", "1 == 1", "__import__('os'", ""])
def test_a_check_that_tests_nothing_is_no_probe_and_none_of_it_is_lost(expect: str) -> None:
    text = f"# T\n- one\n\n```check\nread: queue work\nexpect: {expect}\n```\n"
    runbook = parsed(text)
    assert runbook.steps[0].probe is None
    assert [line.line for line in runbook.unassigned] == [4, 5, 6, 7]
    assert parse_problems(text)


def test_a_second_check_of_a_step_is_named() -> None:
    text = PROBE.format("") + "\n```check\nread: action\nexpect: rows > 0\n```\n"
    assert [problem.line for problem in parse_problems(text)] == [9]
    assert [line.line for line in parsed(text).unassigned] == [9, 10, 11, 12]


def test_parameters_are_listed_once_in_order() -> None:
    text = "# T\n- Ask {owner} about <b>it</b>\n\n```sh\nrun {slug} <tag> $X {owner}\n```\n"
    text += "```sql\nselect ? = id, id = ?\n```\n```python\nf'{no}'\n```\n"
    assert parsed(text).parameters == (
        Parameter("owner", ParameterKind.BRACE),
        Parameter("slug", ParameterKind.BRACE),
        Parameter("tag", ParameterKind.ANGLE),
        Parameter("X", ParameterKind.SHELL),
        Parameter("value", ParameterKind.BOUND),
        Parameter("id", ParameterKind.BOUND),
    )


def test_ids_are_unique_and_do_not_move_when_another_step_changes() -> None:
    before = parsed("# T\n## A\n- one\n- two\n- two\n- three {id=x}\n## B\n- two\n## B\n- x\n")
    assert [step.id for step in before.steps] == ["a.one", "a.two", "a.two-2", "x", "b.two", "b-2.x"]
    after = parsed("# T\n## A\n- another one\n- new\n- two\n- two\n- three and more {id=x}\n## B\n- two\n## B\n- x\n")
    assert [step.id for step in after.steps[2:]] == [step.id for step in before.steps[1:]]


def test_an_id_given_by_the_author_is_never_taken_by_another_step() -> None:
    assert [step.id for step in parsed("# T\n## A\n- one\n- other {id=a.one}\n").steps] == ["a.one-2", "a.one"]


def test_what_is_shown_is_printable_and_what_runs_is_as_written() -> None:
    runbook = parsed("# T\x1b[31m\n- one \u202e\x9b2J\n\n  te\x07xt\n\n```sh\necho \u202e\n```\n\x1b[0m<br>\n")
    step = runbook.steps[0]
    shown = [runbook.title, step.title, step.text, step.id]
    assert all("\x1b" not in text and "\u202e" not in text and "\x9b" not in text for text in shown)
    assert step.actions[0].text == "echo \u202e"


def test_five_thousand_lines_open_while_the_finger_is_still_on_the_key() -> None:
    text = "# T\n" + "\n".join(
        f"## P{n}\n\nwords *of* it\n\n1. do `x` {n}\n   - more\n\n   ```sh\n   ls {n}\n   ```\n" for n in range(500)
    )
    assert text.count("\n") > 5000
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        parsed(text)
        best = min(best, time.process_time() - start)
    assert best < 1.0  # 0.2 s of processor time on a quiet machine; the bench has the figure
