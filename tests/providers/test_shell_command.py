"""From a shell block to exactly what runs."""

import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.text import hidden
from cockpit.providers.shell.command import RefusedError, command
from cockpit.providers.shell.habits import warnings_for

EVIL = ["; rm -rf /", "$(id)", "`id`", "a && b", "| sh", "> /etc/passwd", "'; id; '", '"; id; "', "*", "~root", "a b"]


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        ("git revert --no-edit {bad}", ("git", "revert", "--no-edit", "abc123")),
        ("git revert --no-edit <bad>", ("git", "revert", "--no-edit", "abc123")),
        ("git log --since='2 hours ago' {bad}..HEAD", ("git", "log", "--since=2 hours ago", "abc123..HEAD")),
        ("echo \"a b\" 'c $X' d\\ e", ("echo", "a b", "c $X", "d e")),
        ("# first look\n\necho hi\n", ("echo", "hi")),
        ("$ echo hi\nhi\n", ("echo", "hi")),
        ("$ echo \\\n> two\ntwo", ("echo", "two")),
        ("echo \\\n  two", ("echo", "two")),
        ("echo one\r\n", ("echo", "one")),
        ("git show HEAD~1 a#b x=y", ("git", "show", "HEAD~1", "a#b", "x=y")),
    ],
)
def test_a_simple_command_becomes_an_argument_list(text: str, argv: tuple[str, ...]) -> None:
    made = command(text, {"bad": "abc123"})
    assert made.argv == argv
    assert not made.script


@pytest.mark.parametrize(
    "text",
    [
        "a | b",
        "a && b",
        "a > f",
        "echo $(id)",
        "echo `id`",
        "echo $HOME",
        "a; b",
        "a\nb",
        "ls *.log",
        "cd /tmp",
        "X=1 a",
        "echo a # b",
        "echo ~",
        "for x in a; do b; done",
        "a &",
        'echo "$HOME"',
    ],
)
def test_shell_syntax_becomes_a_script_for_sh(text: str) -> None:
    made = command(text, {})
    assert made.argv == ("/bin/sh", "-euc", text)
    assert made.lines == ("/bin/sh -euc:", *(f"  {line}" for line in text.split("\n")))


def test_of_a_transcript_only_what_was_typed_runs() -> None:
    assert command("$ echo a\na\n$ echo b\n# not a comment but output\nb", {}).script == "echo a\necho b"


@pytest.mark.parametrize("value", EVIL)
def test_a_value_is_one_argument_whatever_it_holds(value: str) -> None:
    made = command("printf %s {x}", {"x": value})
    assert made.argv == ("printf", "%s", value)
    assert shlex.split(made.lines[0]) == list(made.argv)


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize(
    "text",
    [
        "echo {x} | cat",
        "echo '{x}' | cat",
        'echo "{x}" | cat',
        "echo $X | cat",
        "cat <<E\n$X\nE",
        'sh -c "echo {x}"',
        "ssh host {x}",
        "ssh host 'restart {x}'",
        'psql -c "select {x}"',
        'ssh host "rm $X" | cat',
        'echo "$(echo "$X")"',
        'eval "$X"; a',
    ],
)
def test_a_value_that_a_shell_would_read_again_must_be_plain(text: str, value: str) -> None:
    with pytest.raises(RefusedError, match="read as a command"):
        command(text, {"x": value, "X": value})


@pytest.mark.parametrize("value", EVIL)
def test_a_quoted_variable_reaches_the_command_as_it_is(value: str) -> None:
    made = command('printf %s "$X" | cat', {"X": value})
    ran = subprocess.run(made.argv, env=made.variables | {"PATH": "/usr/bin:/bin"}, capture_output=True, check=True)
    assert ran.stdout.decode() == value


def test_a_plain_value_is_put_into_a_script_and_shown() -> None:
    assert command("echo {x} | cat", {"x": "v1.2-rc/3"}).lines == ("/bin/sh -euc:", "  echo v1.2-rc/3 | cat")
    assert command("echo $TAG | cat", {"TAG": "v1"}).lines == ("TAG=v1", "/bin/sh -euc:", "  echo $TAG | cat")


@pytest.mark.parametrize("value", ["-rf", "--force"])
@pytest.mark.parametrize("text", ["rm {x}", "rm <x>", "rm {x} | cat", "rm $X | cat", "rm {x}{x}"])
def test_a_value_that_looks_like_an_option_is_refused(text: str, value: str) -> None:
    with pytest.raises(RefusedError):
        command(text, {"x": value, "X": value})


def test_a_value_with_a_dash_inside_an_argument_is_fine() -> None:
    assert command("a --name={x}", {"x": "-y"}).argv == ("a", "--name=-y")


@pytest.mark.parametrize("value", ["a\nb", "a\x00b", "a\u202eb", "a\x1b[2Jb", "a\u200bb", "a\tb"])
def test_a_value_that_does_not_show_is_refused(value: str) -> None:
    with pytest.raises(RefusedError, match="value of x holds"):
        command("echo {x}", {"x": value})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no command"),
        ("  \n", "no command"),
        ("echo 'x", "not closed"),
        ("echo a\u202eb", r"⟨U\+202E⟩"),
        ("echo a\x1b[8mb", r"⟨U\+001B⟩"),
        ("echo \ue0000\ue001", "private"),
        ("echo {x}", "no value was given for x"),
        ("{tool} --version", "program itself"),
        ("echo $LD_PRELOAD | a", "another name"),
    ],
)
def test_what_cannot_be_run_as_it_is_says_why(text: str, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        command(text, {"tool": "sh", "LD_PRELOAD": "x"})


def test_tabs_in_a_script_are_fine() -> None:
    assert command("if a\nthen\n\tb\nfi", {}).script == "if a\nthen\n\tb\nfi"


@given(st.text(), st.text())
def test_any_text_is_a_command_or_refused_in_a_safe_sentence(text: str, value: str) -> None:
    try:
        said = command(text, {"x": value, "X": value}).lines
    except RefusedError as error:
        said = (str(error),)
    assert not any(hidden(line) or "\n" in line for line in said)


@given(st.text(min_size=1))
def test_a_value_never_becomes_two_arguments(value: str) -> None:
    try:
        argv = command("echo a {x} b", {"x": value}).argv
    except RefusedError:
        return
    assert argv == ("echo", "a", value, "b")


@pytest.mark.parametrize(
    "text",
    [
        "git revert abc",
        "git commit -a",
        "npm init",
        "wrangler rollback",
        "npx wrangler secret put KEY",
        "wrangler d1 execute db --file x.sql",
        "sudo systemctl restart x",
        "cd app\ngit revert abc",
        "vim notes.txt",
        "ssh host uptime",
    ],
)
def test_a_command_that_would_ask_is_warned_of(text: str) -> None:
    assert len(warnings_for(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "git revert --no-edit abc",
        "git commit -am x",
        "npm init -y",
        "echo $K | wrangler secret put KEY",
        "wrangler d1 execute db --remote --file x.sql",
        "sudo -n id",
        "# git revert abc",
        "ssh -o BatchMode=yes host uptime",
        "git log",
    ],
)
def test_a_command_that_asks_nothing_is_not_warned_of(text: str) -> None:
    assert warnings_for(text) == ()
