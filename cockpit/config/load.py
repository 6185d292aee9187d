"""Read one profile file: whole and checked, or not at all."""

import os
import re
import stat
import tomllib
from pathlib import Path

from cockpit.config.find import find_profile
from cockpit.config.lines import KeyLines
from cockpit.config.problems import ConfigError, Problem, Report
from cockpit.config.profile import read_profile
from cockpit.core.profile import Profile
from cockpit.core.text import printable

LARGEST = 1_000_000  # bytes; a profile is a page or two, a device or a log file is not one


def load_profile(path: Path | None) -> Profile:
    """The profile in `path`; None: the one `find_profile` finds from the working folder.

    Raises ConfigError with every problem of the file, each on one line; nothing is ever half loaded.
    """
    found = path if path is not None else find_profile(Path.cwd())
    if found is None:
        raise ConfigError([Problem(where="cockpit.toml", says="there is none here or above; run: cockpit init")])
    return load_text(_text(found), found)


def load_text(text: str, path: Path) -> Profile:
    """The profile in `text`, which is or will be in the file `path`. Raises ConfigError as `load_profile` does."""
    document = _parsed(text, str(path))
    report = Report(str(path), KeyLines(text))
    profile = read_profile(document, path.absolute(), report)
    report.raise_if_any()
    assert profile is not None, "a profile without problems is whole"
    return profile


def _text(path: Path) -> str:
    file = printable(str(path))
    try:
        # A named pipe would make a plain open wait for ever.
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise ConfigError([Problem(where=file, says="is not a plain file; name a cockpit.toml")])
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        says = f"cannot be read ({(error.strerror or 'unknown reason').lower()}); check the path or run: cockpit init"
        raise ConfigError([Problem(where=file, says=says)]) from error
    if len(raw) > LARGEST:
        raise ConfigError([Problem(where=file, says="is larger than a profile can be (1 MB); name a cockpit.toml")])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"{file}:{raw[: error.start].count(10) + 1}"
        raise ConfigError([Problem(where=where, says="is not UTF-8 text; save it as UTF-8")]) from error


def _parsed(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where, says = _syntax(str(error), text)
        raise ConfigError([Problem(where=f"{printable(file)}{where}", says=says)]) from error
    except ValueError as error:  # an integer of thousands of digits
        raise ConfigError([Problem(where=printable(file), says="holds a number that is too long")]) from error
    except RecursionError as error:
        raise ConfigError([Problem(where=printable(file), says="is nested too deeply")]) from error


_SYNTAX = {
    r"Cannot overwrite a value|Duplicate inline": "this key is given twice; keep one",
    r"Cannot declare .* twice|Cannot mutate": "this table is begun twice; put its keys together",
    r"Unterminated string|Expected \"'\"|Illegal character '\\n'": "a text is not closed; put a quote at its end",
    r"Unclosed array|Expected ']'": "a [ is not closed; put a ] at its end",
    r"Unclosed inline|initial character": 'a { } is not written right; write it like {says = "…", within = "48h"}',
    r"Invalid value|Expected newline": 'a value is not written right; text wants quotes: key = "text"',
    r"Expected '='": 'a line must be key = "value" or [table]',
    r"Invalid statement": 'a line must be key = "value" or [table]',
    r"Unescaped": r"a \ in a text is written \\, or the text put in single quotes",
    r"invalid character|Illegal character": "a control character stands in a text; take it out",
}


def _syntax(message: str, text: str) -> tuple[str, str]:
    """Where and what, from the parser's message: `:7`, `a [ is not closed; …`."""
    says = next((words for known, words in _SYNTAX.items() if re.search(known, message)), "this is not TOML")
    if at := re.search(r"line (\d+), column (\d+)", message):
        return f":{at[1]}", f"{says} (column {at[2]})"
    return f":{len(text.rstrip().splitlines()) or 1}", says
