"""A shell script cut into its simple commands: words, and whether one writes. Enough to judge it, not to run it."""

import re
from dataclasses import dataclass

DEEPEST = 40  # substitutions within substitutions; nobody reads further, and Python's stack is finite

SUBSTITUTED = "‹substituted›"
"""Stands in a word for the output of a command nobody knows yet."""

_REDIRECT = re.compile(r"&>>?|>>|>[|&]?|<<<|<<-?|<[&>]?")
_HARMLESS_TARGETS = frozenset({"/dev/null", "/dev/stdout", "/dev/stderr", "0", "1", "2", "-"})


class ShellError(ValueError):
    """The text is no whole shell script."""


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command, quotes taken off. `writes`: its output goes to a file, or a here-document feeds it."""

    words: tuple[str, ...]
    writes: bool = False


def commands_in(text: str) -> tuple[Command, ...]:
    """Every command of `text`, those inside `$(…)`, `(…)` and backticks included. Raises ShellError."""
    reader = _Reader(text.replace("\r\n", "\n"))
    reader.script("", 0)
    return tuple(reader.found)


class _Reader:
    """Reads a script from left to right, once."""

    def __init__(self, text: str) -> None:
        self.found: list[Command] = []
        self._text = text
        self._at = 0
        self._delimiters: list[str] = []

    def script(self, closing: str, depth: int) -> None:
        """Read commands up to `closing`, or to the end when that is empty."""
        if depth > DEEPEST:
            raise ShellError("nested too deeply")
        command = _Command()
        while self._at < len(self._text):
            char = self._text[self._at]
            if closing and char == closing:
                self._at += 1
                break
            redirect = _REDIRECT.match(self._text, self._at)
            if self._text.startswith(("$(", "<(", ">("), self._at) or char == "`":
                self._substitution(command, depth)
            elif redirect and not (char == "&" and redirect[0] == "&"):
                self._at = redirect.end()
                command.redirect(redirect[0])
            elif char in ";&|\n(":
                self._at += 1
                self._end(command)
                command = _Command()
                if char == "(":
                    self.script(")", depth + 1)
                elif char == "\n":
                    self._skip_here_documents()
            elif char == ")":
                raise ShellError("a `)` that closes nothing")
            else:
                self._piece(char, command, depth)
        else:
            if closing:
                raise ShellError(f"no closing `{closing}`")
        self._end(command)

    def _piece(self, char: str, command: "_Command", depth: int) -> None:
        """A part of a word, a gap between two, or a comment."""
        if char == "\\":
            if self._text[self._at + 1 : self._at + 2] != "\n":
                command.add(self._text[self._at + 1 : self._at + 2])
            self._at += 2
        elif char == "'":
            command.add(self._until("'"))
        elif char == '"':
            self._double_quoted(command, depth)
        elif char == "#" and command.between_words:
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end
        elif char in " \t\r":
            self._at += 1
            command.end_word()
        else:
            self._at += 1
            command.add(char)

    def _double_quoted(self, command: "_Command", depth: int) -> None:
        self._at += 1
        command.add("")
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == '"':
                self._at += 1
                return
            if char == "`" or self._text.startswith("$(", self._at):
                self._substitution(command, depth)
                continue
            step = 2 if char == "\\" else 1
            command.add(self._text[self._at + step - 1 : self._at + step])
            self._at += step
        raise ShellError("a quote that is never closed")

    def _substitution(self, command: "_Command", depth: int) -> None:
        if self._text[self._at] == "`":
            inside = _Reader(self._until("`"))
            inside.script("", depth + 1)
            self.found += inside.found
        else:
            self._at += 2
            self.script(")", depth + 1)
        command.add(SUBSTITUTED)

    def _until(self, quote: str) -> str:
        end = self._text.find(quote, self._at + 1)
        if end < 0:
            raise ShellError(f"no closing {quote}")
        inside, self._at = self._text[self._at + 1 : end], end + 1
        return inside

    def _end(self, command: "_Command") -> None:
        command.end_word()
        self._delimiters += command.delimiters
        if command.words or command.writes:
            self.found.append(Command(tuple(command.words), command.writes))

    def _skip_here_documents(self) -> None:
        for delimiter in self._delimiters:
            end = re.compile(rf"^\s*{re.escape(delimiter)}\s*$", re.MULTILINE).search(self._text, self._at)
            self._at = end.end() if end else len(self._text)
        self._delimiters = []


class _Command:
    """A command while it is being read."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.writes = False
        self.delimiters: list[str] = []
        self._word: list[str] | None = None
        self._redirect = ""

    @property
    def between_words(self) -> bool:
        return self._word is None

    def add(self, part: str) -> None:
        """A part of the word being read; an empty one makes a word of empty quotes."""
        if self._word is None:
            self._word = []
        self._word.append(part)

    def redirect(self, operator: str) -> None:
        """The next word is where it goes to or comes from; a number right before names the channel."""
        if self._word is not None and "".join(self._word).isdigit():
            self._word = None
        self.end_word()
        self._redirect = operator

    def end_word(self) -> None:
        if self._word is None:
            return
        word, self._word = "".join(self._word), None
        operator, self._redirect = self._redirect, ""
        if not operator:
            self.words.append(word)
        elif operator in ("<<", "<<-"):
            self.writes = True
            self.delimiters.append(word)
        elif ">" in operator and word not in _HARMLESS_TARGETS:
            self.writes = True
