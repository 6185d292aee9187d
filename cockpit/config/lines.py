"""The line on which each key of a TOML file stands. tomllib keeps no positions; people need them.

Only for text that tomllib has accepted: then a walk over strings, brackets and line ends is enough.
"""

import re

KeyPath = tuple[str | int, ...]

_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}'  # a closing delimiter may have up to two quotes of text before it
    r'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
    r"|#[^\n]*|[\[\]{}=.\n]|[^\s\"'#\[\]{}=.]+|[^\S\n]+|.",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_SHORT = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


class KeyLines:
    """Where the keys of one TOML text stand."""

    def __init__(self, text: str) -> None:
        self._at: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}
        self._table: KeyPath = ()
        line = 1
        for statement in _statements(text):
            self._read([piece for piece in statement if piece.strip() and not piece.startswith("#")], line)
            line += sum(piece.count("\n") for piece in statement)

    def line(self, path: KeyPath) -> int | None:
        """The line (from 1) of the key at `path`, or of the nearest table around it; None: it is not in the file."""
        while path:
            if path in self._at:
                return self._at[path]
            path = path[:-1]
        return None

    def _read(self, pieces: list[str], line: int) -> None:
        if not pieces:
            return
        if pieces[0] == "[":
            listed = pieces[1:2] == ["["]
            names = [_key(piece) for piece in pieces if piece not in ("[", "]", ".")]
            self._table = self._resolved(names, listed)
            self._note(self._table, line)
        elif "=" in pieces:
            keys = pieces[: pieces.index("=")]
            self._note((*self._table, *(_key(piece) for piece in keys if piece != ".")), line)

    def _resolved(self, names: list[str], listed: bool) -> KeyPath:
        """The path of a table header: a step through a list of tables means its newest entry."""
        path: KeyPath = ()
        for place, name in enumerate(names):
            path = (*path, name)
            last = place == len(names) - 1
            if last and listed:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _note(self, path: KeyPath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self._at.setdefault(path[:length], line)


def _statements(text: str) -> list[list[str]]:
    """The pieces of each header or `key = value`, a value over several lines kept together."""
    statements: list[list[str]] = [[]]
    depth = 0
    for piece in _PIECE.findall(text.replace("\r\n", "\n")):
        statements[-1].append(piece)
        if piece in ("[", "{"):
            depth += 1
        elif piece in ("]", "}"):
            depth -= 1
        elif piece == "\n" and depth <= 0:
            statements.append([])
    return statements


def _key(piece: str) -> str:
    if piece.startswith("'"):
        return piece[1:-1]
    return _ESCAPE.sub(_unescaped, piece[1:-1]) if piece.startswith('"') else piece


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _SHORT.get(found[3], found[3])
