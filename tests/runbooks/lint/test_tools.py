"""What is known of the tools holds together: every trap and substitute is about a command there is, or is not."""

import pytest

from cockpit.runbooks.lint.code import TOOLS
from cockpit.runbooks.lint.rulebook import RULES
from cockpit.runbooks.lint.tools import Tool, tool_of
from cockpit.runbooks.lint.usage import usage_of


def known(name: str) -> Tool:
    """The tool called `name`, which must be there."""
    tool = tool_of(name)
    assert tool is not None
    return tool


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_says_which_version_it_was_read_from_and_where(name: str) -> None:
    tool = known(name)
    assert tool.tool == name
    assert tool.version[0].isdigit()
    assert tool.source


@pytest.mark.parametrize("name", TOOLS)
def test_a_trap_is_about_a_command_with_the_flags_it_speaks_of(name: str) -> None:
    tool = known(name)
    for trap in tool.trap:
        assert trap.command in tool.commands or trap.command == ""
        assert trap.rule in {rule.id for rule in RULES}
        flags = {flag.rstrip("=") for flag in tool.flags(trap.command)}
        wanted = {word for word in (*trap.having, *trap.unless) if word.startswith("--")}
        assert "*" in flags or wanted <= flags


@pytest.mark.parametrize("name", TOOLS)
def test_what_mends_a_trap_is_among_what_it_waits_for(name: str) -> None:
    for trap in known(name).trap:
        word = trap.append.split()[-1:] or [""]
        assert not trap.append or word[0] in trap.unless


@pytest.mark.parametrize("name", TOOLS)
def test_a_substitute_is_for_a_command_that_is_not_there(name: str) -> None:
    tool = known(name)
    for substitute in tool.substitute:
        assert substitute.command not in tool.commands


def test_a_tool_nobody_described_is_unknown() -> None:
    assert tool_of("frobnicate") is None
    assert tool_of("../tools/git") is None


def test_a_call_is_taken_apart() -> None:
    usage = usage_of(known("wrangler"), ["--env", "prod", "d1", "execute", "shop", "--command=select 1", "--json"])
    assert (usage.verb, usage.unknown, usage.words) == ("d1 execute", "", ("shop",))
    assert usage.flags == (("--env", "prod"), ("--command", "select 1"), ("--json", ""))
    assert usage.value("--command") == "select 1"
    assert usage.has("--json")
    assert usage.strange == ()


def test_a_word_that_should_be_a_verb_and_is_none_is_told() -> None:
    usage = usage_of(known("wrangler"), ["d1", "import", "shop", "x.sql", "--local"])
    assert (usage.verb, usage.unknown, usage.words) == ("d1", "import", ("shop", "x.sql"))
    assert usage.strange == ()


@pytest.mark.parametrize("word", ["{verb}", "<verb>", "$VERB", "[verb]", "…", "..."])
def test_a_hole_is_no_wrong_verb(word: str) -> None:
    assert usage_of(known("wrangler"), ["d1", word]).unknown == ""


@pytest.mark.parametrize(
    ("name", "words", "strange"),
    [
        ("git", ["push", "--force-with"], ()),
        ("git", ["push", "--forse"], ("--forse",)),
        ("git", ["commit", "-zxm", "a"], ()),
        ("wrangler", ["tail", "--samplingRate", "1"], ()),
        ("wrangler", ["tail", "--no-debug"], ()),
        ("wrangler", ["tail", "--sampling"], ("--sampling",)),
        ("wrangler", ["tail", "-z"], ("-z",)),
        ("psql", ["-Atc", "select 1"], ()),
        ("psql", ["--tuples"], ()),
        ("npm", ["run", "x", "--anything"], ()),
        ("wrangler", ["d1", "execute", "shop", "--", "--nothing"], ()),
    ],
)
def test_a_flag_is_judged_as_the_tool_would(name: str, words: list[str], strange: tuple[str, ...]) -> None:
    assert usage_of(known(name), words).strange == strange
