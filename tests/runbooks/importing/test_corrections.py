"""What a person says of a line is so, whatever the rules would have made of it, and the rest stays."""

import pytest

from cockpit.core.imported import Correction, State, What
from tests.runbooks.importing.texts import imported

TEXT = """\
# Disk

## Look

- see all

```sh
df -h
du -sh /var
date
```

Free some space.
kubectl get pods

Step 3: Tell all
"""


@pytest.mark.parametrize(
    ("line", "what", "text", "expected"),
    [
        (13, What.PHASE, "", "```\n\n## Free some space.\n"),
        (13, What.STEP, "", "\n\n1. Free some space.\n"),
        (5, What.TEXT, "", "## Look\n\nsee all\n\n```sh"),
        (13, What.COMMAND, "sql", "```sql\nFree some space.\n```"),
        (13, What.LEAVE_OUT, "", "date\n```\n\n```sh\nkubectl get pods\n```"),
        (14, What.JOIN, "", "\nFree some space. kubectl get pods\n"),
        (13, What.EDIT, "Free a lot.", "\nFree a lot.\nkubectl get pods\n"),
        (16, What.TEXT, "", "\n\nStep 3: Tell all\n"),
        (1, What.TEXT, "", "Disk\n\n## Look"),
        (9, What.TEXT, "", "```sh\ndf -h\n```\n\ndu -sh /var\n\n```sh\ndate\n```"),
        (9, What.LEAVE_OUT, "", "```sh\ndf -h\ndate\n```"),
        (14, What.COMMAND, "sh", "\n\n```sh\nkubectl get pods\n```\n\n### Step 3: Tell all"),
    ],
)
def test_a_correction_is_so(line: int, what: What, text: str, expected: str) -> None:
    result = imported(TEXT, Correction(line, what, text))
    assert expected in result.text
    assert result.corrections == (Correction(line, what, text),)


def test_of_two_words_on_one_line_the_later_counts() -> None:
    result = imported(TEXT, Correction(13, What.LEAVE_OUT), Correction(13, What.PHASE))
    assert "## Free some space." in result.text


def test_an_edit_and_what_the_line_is_go_together() -> None:
    result = imported(TEXT, Correction(13, What.STEP), Correction(13, What.EDIT, "Free a lot"))
    assert "1. Free a lot\n" in result.text


def test_commands_said_of_lines_next_to_each_other_are_one_block() -> None:
    result = imported("# A\n\nfoo one\nbar two\n", Correction(3, What.COMMAND, "sh"), Correction(4, What.COMMAND, "sh"))
    assert "```sh\nfoo one\nbar two\n```" in result.text


def test_words_taken_away_are_left_out_and_said_to_be() -> None:
    result = imported(TEXT, Correction(13, What.EDIT, ""))
    assert [(fate.line, fate.why) for fate in result.of(State.LEFT_OUT)] == [(13, "left out by hand")]


def test_a_word_on_one_line_does_not_change_what_a_pasted_file_is_read_as() -> None:
    text = "Slow checkout\n\nLook\n\nSee the queue.\n\nAct\n\nRestart it.\n"
    result = imported(text, Correction(5, What.PHASE))
    assert "# Slow checkout" in result.text
    assert "## Act" in result.text


def test_the_first_line_joined_to_nothing_stays() -> None:
    assert imported("words\n", Correction(1, What.JOIN)).text == "words\n"
