"""From a runbook's shell block to exactly what will run: an argument list, or a script for `/bin/sh`.

A value is one argument and nothing else; where a shell would read it again, it must hold no character a shell acts on.
"""

import re
import shlex
from collections.abc import Mapping

import msgspec

from cockpit.core.placeholders import Placeholder, find
from cockpit.core.runbook import ParameterKind
from cockpit.core.text import hidden, printable, revealed
from cockpit.providers.shell.quoting import Quote, needs_shell, quote_at

SHELL = "/bin/sh"
PLAIN = re.compile(r"[A-Za-z0-9_@%+:,./][A-Za-z0-9_@%+=:,./-]*")
READS_AGAIN = frozenset(
    {
        "sh",
        "bash",
        "dash",
        "zsh",
        "ksh",
        "ssh",
        "su",
        "sudo",
        "doas",
        "env",
        "xargs",
        "eval",
        "watch",
        "parallel",
        "exec",
    }
)  # programs that hand their arguments to a shell, here or elsewhere
BUILT_IN = re.compile(
    r"[.:{]|alias|bg|break|case|cd|command|continue|eval|exec|exit|export|fg|for|if|jobs|local|read|readonly|return|set|"
    r"shift|source|times?|trap|type|ulimit|umask|unalias|unset|until|wait|while"
)  # the shell's own words: no program stands behind them
_NESTED = re.compile(r"\$\(|`|<<|\b(?:" + "|".join(sorted(READS_AGAIN)) + r")\b|\s-\w*c\s")
_STEERING = re.compile(
    r"(?:LD|DYLD|PYTHON|PERL5?|NODE|GIT|TEXTUAL)_\w*|PYTHON\w+|IFS|ENV|BASH_ENV|SHELLOPTS|PS4|EDITOR"
)
_MARKS = ("\ue000", "\ue001")  # private characters that stand for a value while the words are found


class RefusedError(ValueError):
    """The block cannot be run as it is. `str()` is one sentence with what to do."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What runs. `argv[0]` is a name still to be found on the target's path, unless it is the shell."""

    argv: tuple[str, ...]
    variables: dict[str, str] = {}
    """Parameters handed over as environment variables."""
    script: str = ""
    """The shell text, when a shell is needed."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Exactly what runs, line by line, printable."""
        given = tuple(f"{name}={shlex.quote(value)}" for name, value in self.variables.items())
        if not self.script:
            return (*given, _whole(shlex.join(self.argv)))
        return (*given, f"{shlex.join(self.argv[:-1])}:", *(f"  {_whole(line)}" for line in self.script.split("\n")))


def command(text: str, values: Mapping[str, str]) -> Command:
    """What the block `text` runs with `values` for its placeholders. Raises RefusedError."""
    block = _prompted(text.replace("\r\n", "\n")).strip()
    if not block:
        raise RefusedError("there is no command in this block; copy what you need and run it elsewhere")
    if hidden(block.replace("\t", " ")) or any(mark in block for mark in _MARKS):
        shown = revealed(block.replace("\t", " "))
        named = ", ".join(sorted(set(re.findall(r"⟨U\+[0-9A-F]+⟩", shown)))) or "private characters"
        raise RefusedError(f"the command holds characters that do not show ({named}); type it anew in the runbook")
    joined = block if "'" in block else block.replace("\\\n", "")
    single = _only_command(joined)
    found = find(single, "sh")
    _check(found, values)
    marked, used = _marked(single, found)
    if not needs_shell(marked) and not any(quote_at(single, place.start) is Quote.SINGLE for place in _shells(used)):
        simple = _simple(marked, used, values)
        if simple is not None:
            return simple
    return _script(joined, values)


def _prompted(text: str) -> str:
    """Of a console transcript only what was typed: the lines after `$ ` and what continues them."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if not first.lstrip().startswith("$ "):
        return text
    typed, goes_on = [], False
    for line in lines:
        if goes_on:
            line = re.sub(r"^\s*> ?", "", line)
        elif line.lstrip().startswith("$ "):
            line = line.lstrip()[2:]
        else:
            continue
        typed.append(line)
        goes_on = line.endswith("\\")
    return "\n".join(typed)


def _only_command(block: str) -> str:
    """The block without empty lines and whole-line comments, when that leaves one line; else the block."""
    lines = [line for line in block.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    return lines[0].strip() if len(lines) == 1 else block


def _check(found: tuple[Placeholder, ...], values: Mapping[str, str]) -> None:
    for place in found:
        value = values.get(place.name, "")
        if not value:
            raise RefusedError(f"no value was given for {place.name}; give one, or run the command elsewhere")
        if hidden(value) or "\n" in value:
            shown = printable(revealed(value), 80)
            raise RefusedError(
                f"the value of {place.name} holds a line break or a character that does not show: {shown}"
            )


def _marked(text: str, found: tuple[Placeholder, ...]) -> tuple[str, list[Placeholder]]:
    """`text` with a mark in place of each placeholder, and the placeholders in the order of their numbers."""
    out, at, used = [], 0, list[Placeholder]()
    for place in found:
        if place.start >= at:
            out += [text[at : place.start], f"{_MARKS[0]}{len(used)}{_MARKS[1]}"]
            at = place.end
            used.append(place)
    return "".join([*out, text[at:]]), used


def _shells(used: list[Placeholder]) -> list[Placeholder]:
    return [place for place in used if place.kind is ParameterKind.SHELL]


def _simple(marked: str, used: list[Placeholder], values: Mapping[str, str]) -> Command | None:
    """One program and its arguments; None when it takes a shell after all. Raises RefusedError."""
    try:
        words = shlex.split(marked)
    except ValueError as error:
        raise RefusedError(f"the command cannot be read ({error}); a quote is not closed") from error
    if not words or BUILT_IN.fullmatch(words[0]) or "=" in words[0]:
        return None
    if _MARKS[0] in words[0]:
        raise RefusedError("the program itself is a placeholder; write its name in the runbook")
    again = words[0].rsplit("/", 1)[-1] in READS_AGAIN
    return Command(argv=tuple(_argument(word, used, values, again) for word in words))


def _argument(word: str, used: list[Placeholder], values: Mapping[str, str], again: bool) -> str:
    names = [used[int(number)].name for number in re.findall(f"{_MARKS[0]}(\\d+){_MARKS[1]}", word)]
    argument = re.sub(f"{_MARKS[0]}(\\d+){_MARKS[1]}", lambda number: values[used[int(number[1])].name], word)
    if word.startswith(_MARKS[0]) and argument.startswith("-"):
        raise RefusedError(f"the value of {names[0]} begins with - and would be taken for an option")
    if again or any(char.isspace() for char in word):
        # A sentence inside one argument is a program for someone else: SQL for psql, a command for ssh.
        for name in names:
            _plain(name, values[name])
    return argument


def _script(block: str, values: Mapping[str, str]) -> Command:
    found = find(block, "sh")
    _check(found, values)
    out, at, variables = [], 0, dict[str, str]()
    nested = _NESTED.search(block) is not None
    for place in found:
        if place.start < at:
            continue
        value = values[place.name]
        if place.kind is ParameterKind.SHELL:
            if _STEERING.fullmatch(place.name):
                raise RefusedError(f"${place.name} changes how programs load; give the parameter another name")
            variables[place.name] = value
            if nested or quote_at(block, place.start) is not Quote.DOUBLE:
                _plain(place.name, value)
            continue
        _plain(place.name, value)
        out += [block[at : place.start], value]
        at = place.end
    script = "".join([*out, block[at:]])
    return Command(argv=(SHELL, "-euc", script), variables=variables, script=script)


def _plain(name: str, value: str) -> None:
    if not PLAIN.fullmatch(value):
        raise RefusedError(
            f"the value of {name} stands where it would be read as a command: it may hold only letters, digits and "
            f"_@%+=:,./- and not begin with -, it is {printable(value, 80)}; run this elsewhere and paste the result"
        )


def _whole(line: str) -> str:
    return printable(line, max(len(line), 1))
