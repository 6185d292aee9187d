"""The shapes runbooks come in, each with the steps and blocks it must become."""

from dataclasses import dataclass
from pathlib import Path

import pytest

import cockpit
from cockpit.core.imported import State
from tests.runbooks.importing.texts import imported


@dataclass(frozen=True)
class Shape:
    """A text, the (phase, step titles) it becomes and its blocks as (language, text)."""

    text: str
    outline: list[tuple[str, list[str]]]
    blocks: list[tuple[str, str]]


SHAPES: dict[str, Shape] = {
    "bare titles, dots and commands, off a page": Shape(
        "Skip to main content\n\nSlow checkout\n\nStep 1: Look (2 minutes)\n\n  • the queue\n  • the log\n\n"
        "# who holds it\nkubectl get pods -n shop\n\nStep 2: Act (5 min)\n\nRestart what hangs.\n\nSee also",
        [("Slow checkout", ["Step 1: Look", "Step 2: Act"])],
        [("sh", "# who holds it\nkubectl get pods -n shop")],
    ),
    "no blank lines at all": Shape(
        "Lost database\nKeep calm; it was done before.\nFirst response\n- Tell the owner.\n- Stop the writers.\n"
        "Restore\nWhen the disk is gone:\npg_restore -d shop /backup/last.dump\n",
        [("First response", ["Tell the owner.", "Stop the writers."]), ("Restore", ["Restore"])],
        [("sh", "pg_restore -d shop /backup/last.dump")],
    ),
    "a command on the line below its bullet, with the next bullet joined to it": Shape(
        "Lost key\nDo this:\n- Make a new one:\nvault token create --policy shop - Hand it on\n- Restart it\n",
        [("Lost key", ["Make a new one:", "Hand it on", "Restart it"])],
        [("sh", "vault token create --policy shop")],
    ),
    "bullets joined behind a code span that broke the first": Shape(
        "Broken chain\nPossible causes:\n- A\nwriteAuditwrite failed half way - A clock went back - A bug of ours\n",
        [("Broken chain", ["A `writeAudit` write failed half way", "A clock went back", "A bug of ours"])],
        [],
    ),
    "SQL without a fence": Shape(
        "# Backlog\n\n## Look\n\n-- what waits\nSELECT status, count(*)\nFROM jobs\nGROUP BY status;\n",
        [("Look", ["Look"])],
        [("sql", "-- what waits\nSELECT status, count(*)\nFROM jobs\nGROUP BY status;")],
    ),
    "prompts with what they printed": Shape(
        "# Pods\n\n1. List them\n\n   ```console\n   $ kubectl get po \\\n   >   -n shop\n   NAME READY\n   web  1/1\n"
        "   $ date\n   ```\n",
        [("Pods", ["List them"])],
        [("sh", "kubectl get po \\\n  -n shop"), ("text", "NAME READY\nweb  1/1"), ("sh", "date")],
    ),
    "a prompt of psql": Shape(
        "# Roles\n\n## Look\n\n```\nshop=> select 1;\n 1\n```\n",
        [("Look", ["Look"])],
        [("sql", "select 1;"), ("text", " 1")],
    ),
    "a block without a language": Shape(
        "# Disk\n\n## Look\n\n```\ndf -h /var\n```\n\n```\nIt said: no space\n```\n",
        [("Look", ["Look"])],
        [("sh", "df -h /var"), ("", "It said: no space")],
    ),
    "a fence in a fence": Shape(
        "# Ask\n\n## One\n\n```\nThe trace:\n\n```\nError: gone\n```\n\nWhat is it?\n```\n\n## Two\n\n- go on\n",
        [("One", ["One"]), ("Two", ["go on"])],
        [("", "The trace:\n\n```\nError: gone\n```\n\nWhat is it?")],
    ),
    "a fence with a language in a fence": Shape(
        "# Ask\n\n## One\n\n```\nThe code:\n```python\nx = 1\n```\nWhy?\n```\n\n## Two\n\n- go on\n",
        [("One", ["One"]), ("Two", ["go on"])],
        [("", "The code:\n```python\nx = 1\n```\nWhy?")],
    ),
    "a template with blocks and headings in it": Shape(
        "# W\n\n## One\n\n```markdown\n# Title\n\n## Run\n\n```sh\ndf -h\n```\n\n## End\n```\n\n## Two\n\n- go on\n",
        [("One", ["One"]), ("Two", ["go on"])],
        [("markdown", "# Title\n\n## Run\n\n```sh\ndf -h\n```\n\n## End")],
    ),
    "a button behind the closing fence": Shape(
        "# Disk\n\n- Look\n```bash\ndf -h\n```{{copy}}\n- Act\n",
        [("Disk", ["Look", "Act"])],
        [("bash", "df -h")],
    ),
    "a fence that is never closed": Shape(
        "# Disk\n\n## Look\n\n```sh\ndf -h\n\n## Act\n\n1. Free some\n\n   ```sh\n   rm -f /tmp/big\n   ```\n",
        [("Look", ["Look"]), ("Act", ["Free some"])],
        [("sh", "df -h"), ("sh", "rm -f /tmp/big")],
    ),
    "a blank line before the closing fence and none behind it": Shape(
        "# Disk\n\n* Look:\n```\ndf -h\n\n```\n* Or look again:\n```\ndf -i\n```\n* Act\n",
        [("Disk", ["Look:", "Or look again:", "Act"])],
        [("sh", "df -h\n"), ("sh", "df -i")],
    ),
    "a closing fence at the end of a line": Shape(
        "# Disk\n\n1. Look\n```\ndf -h\ndf -i```\n\n2. Look again\n```\ndf -h\n```\n\n## Act\n\n- free some\n",
        [("Disk", ["Look", "Look again"]), ("Act", ["free some"])],
        [("sh", "df -h\ndf -i"), ("sh", "df -h")],
    ),
    "a closing fence one mark too short": Shape(
        "# Disk\n\n1. Look\n   ```sh\n   df -h\n   ``\n   Over 90 % is bad.\n\n2. Act\n   ```sh\n   date\n   ```\n",
        [("Disk", ["Look", "Act"])],
        [("sh", "df -h"), ("sh", "date")],
    ),
    "a comment alone in a block is no heading": Shape(
        "# Disk\n\n## Look\n\n```\ndf -h\n\n# then\n\ndf -i\n\n```\nSee if it is full.\n\n## Act\n\n- free some\n",
        [("Look", ["Look"]), ("Act", ["free some"])],
        [("sh", "df -h\n\n# then\n\ndf -i\n")],
    ),
    "a block indented less than its fence": Shape(
        "# Disk\n\n1. Look\n\n   ```sh\ndf -h\n   ```\n\n2. Act\n",
        [("Disk", ["Look", "Act"])],
        [("sh", "df -h")],
    ),
    "a comment between commands is no heading": Shape(
        "# Disk\n\n## Look\n\n# all of it\ndf -h\n# the largest\ndu -sh /var\n",
        [("Look", ["Look"])],
        [("sh", "# all of it\ndf -h\n# the largest\ndu -sh /var")],
    ),
    "a table of commands": Shape(
        "# Pods\n\n## Commands\n\n| What | Command | When |\n|---|---|---|\n| List | `kubectl get po -n a` | first |\n"
        "| Restart | kubectl rollout restart deploy/web | last |\n| See | `kubectl get po -n a | wc -l` | |\n",
        [("Commands", ["List", "Restart", "See"])],
        [
            ("sh", "kubectl get po -n a"),
            ("sh", "kubectl rollout restart deploy/web"),
            ("sh", "kubectl get po -n a | wc -l"),
        ],
    ),
    "nested boxes": Shape(
        "# Leave\n\n- [ ] Close the shop\n  - [ ] Tell the owner\n  - [x] Lock the door\n- [ ] Go\n",
        [("Leave", ["Close the shop", "Tell the owner", "Lock the door", "Go"])],
        [],
    ),
    "boxes as characters": Shape(
        "# Leave\n\n☐ Close the shop\n☑ Lock the door\n",
        [("Leave", ["Close the shop", "Lock the door"])],
        [],
    ),
    "numbers in other forms": Shape(
        "# Leave\n\n(1) Close the shop\n(2) Lock the door\n\n① Go\n",
        [("Leave", ["Close the shop", "Lock the door", "Go"])],
        [],
    ),
    "letters below a number": Shape(
        "# Lost\n\n1. If it is gone:\n   a) promote the other\n      pg_ctl promote -D /data\n   b) tell all\n2. End\n",
        [("Lost", ["If it is gone:", "a) promote the other", "End"])],
        [("sh", "pg_ctl promote -D /data")],
    ),
    "a transcript by its indent alone": Shape(
        "# Disk\n\n- Look\n\n      $ df -h\n      Size Used\n\n- Act\n",
        [("Disk", ["Look", "Act"])],
        [("sh", "df -h"), ("text", "Size Used")],
    ),
    "HTML": Shape(
        "<h1>Disk</h1>\n<h2>Look</h2>\n<ol>\n<li>See <b>all</b> &mdash; now</li>\n<li>Run\n"
        '<pre><code class="language-bash">df -h &amp;&amp; date\n</code></pre>\n</li></ol>\n'
        "<details><summary>Act</summary>\n<p>Free some.</p>\n</details>\n",
        [("Look", ["See all — now", "Run", "Act"])],
        [("bash", "df -h && date")],
    ),
    "MDX": Shape(
        "import Tabs from '@theme/Tabs';\n\n# Disk\n\n<Tabs>\n<TabItem label=\"Shell\">\n\n```sh\ndf -h\n```\n\n"
        "</TabItem>\n</Tabs>\n",
        [("Disk", ["Shell"])],
        [("sh", "df -h")],
    ),
    "reStructuredText": Shape(
        "====\nDisk\n====\n\nLook\n----\n\nFirst\n~~~~~\n\n.. code-block:: console\n   :x:\n\n   $ df -h\n\n#. next\n",
        [("First", ["First", "next"])],
        [("sh", "df -h")],
    ),
    "AsciiDoc": Shape(
        "= Disk\n\n== Look\n\n[source,bash]\n----\ndf -h\n----\n\n* one\n** [ ] in it\n* two\n",
        [("Look", ["Look", "one", "in it", "two"])],
        [("bash", "df -h")],
    ),
    "Confluence": Shape(
        "h1. Disk\n\nh2. Look\n\n{code:language=bash}\ndf -h\n{code}\n",
        [("Look", ["Look"])],
        [("bash", "df -h")],
    ),
    "MediaWiki": Shape(
        '== Look ==\n* first\n\n<syntaxhighlight lang="sql">\nselect 1\n</syntaxhighlight>\n',
        [("Look", ["first"])],
        [("sql", "select 1")],
    ),
    "German": Shape(
        "Kasse langsam\n\nSchritt 1: Nachsehen (2 Minuten)\n\n• der Stau\n\nSchritt 2: Handeln\n\nNeu starten.\n",
        [("Kasse langsam", ["Schritt 1: Nachsehen", "Schritt 2: Handeln"])],
        [],
    ),
    "Japanese": Shape(
        "会計が遅い\n\n手順 1：確認する\n\n• キュー\n\n手順 2：再起動する\n\n待つ。\n",
        [("会計が遅い", ["手順 1：確認する", "手順 2：再起動する"])],
        [],
    ),
    "carriage returns and tabs": Shape(
        "# Disk\r\n\r\n1.\tLook\r\n\r\n\t```sh\r\n\tdf -h\r\n\t```\r\n",
        [("Disk", ["Look"])],
        [("sh", "df -h")],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_becomes_its_steps_and_blocks(name: str) -> None:
    shape = SHAPES[name]
    result = imported(shape.text)
    outline = [(phase.title, [step.title for step in phase.steps]) for phase in result.runbook.phases if phase.steps]
    blocks = [(action.lang, action.text) for step in result.runbook.steps for action in step.actions]
    assert (outline, blocks) == (shape.outline, shape.blocks), result.text


@pytest.mark.parametrize("name", SHAPES)
def test_no_line_of_a_shape_is_lost_and_a_second_import_changes_nothing(name: str) -> None:
    result = imported(SHAPES[name].text)
    assert imported(result.text).text == result.text
    assert all(fate.out or fate.why for fate in result.fates)


ALERTS = {
    '!!! warning "Mind"\n    Not twice.\n': "> [!WARNING]\n> **Mind**\n>\n> Not twice.",
    ":::danger\nNot twice.\n:::\n": "> [!CAUTION]\n> Not twice.",
    ".. note:: Mind\n   Not twice.\n": "> [!NOTE]\n> **Mind**\n>\n> Not twice.",
    "{info}\nNot twice.\n{info}\n": "> [!NOTE]\n> Not twice.",
    "> [!TIP]\n> Not twice.\n": "> [!TIP]\n> Not twice.",
    "> [!danger]- Mind\n> Not twice.\n": "> [!CAUTION]\n> **Mind**\n>\n> Not twice.",
}


@pytest.mark.parametrize("text", ALERTS)
def test_an_admonition_is_an_alert(text: str) -> None:
    assert imported(f"# A\n\n- b\n\n{text}").text.strip() == f"# A\n\n- b\n\n{ALERTS[text]}"


def test_blocks_in_an_admonition_still_run() -> None:
    result = imported('# A\n\n- b\n\n!!! note "Do"\n    ```sh\n    df -h\n    ```\n\nEnd.\n')
    assert [(action.lang, action.text) for step in result.runbook.steps for action in step.actions] == [("sh", "df -h")]
    assert "**Do**" in result.text


def test_a_table_gets_its_lost_bars_back() -> None:
    result = imported("# A\n\n| a | b |\n|---|---|\nx (y) | z |\n| 1 | 2\n")
    assert result.text == "# A\n\n| a | b |\n|---|---|\n| x (y) | z |\n| 1 | 2 |\n"


def test_a_table_with_tabs_is_a_table() -> None:
    result = imported("# A\n\nWho:\n\nName\tPhone\nJo\t+1 555 0100\n")
    assert result.text == "# A\n\nWho:\n\n| Name | Phone |\n|---|---|\n| Jo | +1 555 0100 |\n"


CLEAN = """\
---
id: disk
title: Disk
unknown: kept
---

# Disk

Words above.

## Look {budget=2m}

1. See `it` (1 minute)

   ```sh {on=host}
   df -h
   ```

   - a thing
     over two lines

2. Or this:

```sql
select 1;
```

> [!WARNING]
> Mind.

| a | b |
| - | - |
| 1 | 2 |

---

* other
+ marks
1) and numbers

Setext
------

[x]: https://example.com
"""


@pytest.mark.parametrize("text", [CLEAN, "", "\n", "words", "# a\n", "- a\n- b"])
def test_a_clean_file_is_left_as_it_is(text: str) -> None:
    assert imported(text).text == text


OURS = sorted(
    [*Path(cockpit.__file__).parent.glob("runbooks/packs/*/*.md"), *Path(__file__).parents[3].glob("docs/*.md")]
)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_own_runbooks_and_pages_are_clean(path: Path) -> None:
    text = path.read_text()
    assert imported(text).text == text


def test_what_was_left_out_says_why() -> None:
    result = imported("Skip to main content\n\nDisk\n\nLook at it.\n\nSee also\n")
    assert [(fate.line, fate.state) for fate in result.fates if fate.why] == [(1, State.LEFT_OUT), (7, State.LEFT_OUT)]


@pytest.mark.parametrize(
    "line",
    [
        "Make sure that the queue drains before you go on.",
        "kubectl is the tool we use for this.",
        "Select the row you want from the list and press enter.",
        "git revert the commit that broke it",
        "Update the config, then restart.",
        "docker and kubectl must be installed",
        "cat, dog and cow",
        "find out who owns it",
    ],
)
def test_words_that_begin_like_a_command_stay_words(line: str) -> None:
    assert imported(f"# A\n\n## B\n\n{line}\n").blocks == 0


@pytest.mark.parametrize(
    ("line", "lang"),
    [
        ("kubectl get pods -n shop", "sh"),
        ("make -C worker restart", "sh"),
        ("./scripts/restart.sh web", "sh"),
        ("sudo systemctl restart nginx", "sh"),
        ("REGION=eu aws s3 ls", "sh"),
        ("$ tail -f /var/log/syslog", "sh"),
        ("select count(*) from jobs;", "sql"),
        ("UPDATE jobs SET locked_at = NULL WHERE id = 1;", "sql"),
    ],
)
def test_a_command_in_a_paragraph_of_its_own_is_a_block(line: str, lang: str) -> None:
    result = imported(f"# A\n\n## B\n\nRun this.\n\n{line}\n")
    actions = [action for step in result.runbook.steps for action in step.actions]
    assert [(action.lang, action.text) for action in actions] == [(lang, line.removeprefix("$ "))]


def test_the_words_of_foreign_front_matter_stay() -> None:
    result = imported('+++\nname = "Disk"\ndraft = true\n+++\n\n# Disk\n')
    assert result.text == '---\ntitle: "Disk"\ndraft: true\n---\n\n# Disk\n'
