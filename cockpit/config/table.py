"""One TOML table into one frozen value, field by field, so that every problem has its own exact key path."""

import re
import types
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import TypeGuard, TypeVar, get_args, get_origin

import msgspec

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.core.duration import parse_duration
from cockpit.core.text import hidden, revealed

S = TypeVar("S", bound=msgspec.Struct)

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
LONG_TEXT = frozenset({"text", "sql", "definition", "response", "examples"})  # may run over several lines

WRONG = object()
_NAMED = {str: "text", bool: "true or false", int: "a whole number", float: "a number"}


def built(
    kind: type[S],
    table: object,
    path: KeyPath,
    report: Report,
    *,
    named: Mapping[str, str] | None = None,
    given: Mapping[str, object] | None = None,
) -> S | None:
    """A `kind` from the TOML value `table` found at `path`; None when anything in it is wrong, which `report` then has.

    `named` maps fields to the keys they are written with where those differ (`{"hold": "for"}`); `given` are fields
    already known, which have no key.
    """
    if not is_table(table, path, report):
        return None
    values: dict[str, object] = dict(given or {})
    keys = {
        (named or {}).get(field.name, field.name): field
        for field in msgspec.structs.fields(kind)
        if field.name not in values
    }
    refuse_unknown(table, keys, path, report)
    for key, field in keys.items():
        if key in table:
            values[field.name] = value(table[key], field.type, (*path, key), report)
            if field.required and values[field.name] == "":
                report.add((*path, key), "must not be empty")
        elif field.required:
            report.add(path, f"{key} is missing")
            values[field.name] = WRONG
    return None if any(found is WRONG for found in values.values()) else kind(**values)


def value(found: object, kind: object, path: KeyPath, report: Report) -> object:
    """`found` as a `kind` (text, number, length of time, list or table of such); WRONG, and reported, if it is not."""
    if isinstance(kind, types.UnionType):
        kind = next(part for part in get_args(kind) if part is not types.NoneType)
    if kind is timedelta:
        return _length(found, path, report)
    if get_origin(kind) is tuple:
        return _list(found, get_args(kind)[0], path, report)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        made = built(kind, found, path, report)
        return WRONG if made is None else made
    return _plain(found, kind, path, report)


def is_table(found: object, path: KeyPath, report: Report) -> TypeGuard[dict[str, object]]:
    """Whether `found` is a table; reported when it is not."""
    if isinstance(found, dict):
        return True
    report.add(path, f"must be a table, not {words_for(found)}")
    return False


def tables(document: Mapping[str, object], key: str, report: Report) -> dict[str, dict[str, object]]:
    """The named tables under `key` (`[targets.shop-db]`), those with an impossible name or no table reported."""
    found = document.get(key, {})
    if not is_table(found, (key,), report):
        return {}
    return {
        name: table
        for name, table in found.items()
        if is_name(name, (key, name), report) and is_table(table, (key, name), report)
    }


def table_list(table: Mapping[str, object], key: str, path: KeyPath, report: Report) -> list[object]:
    """The entries of a list of tables (`[[thresholds]]`); anything else is reported."""
    found = table.get(key, [])
    if isinstance(found, list):
        return found
    report.add((*path, key), f"must be a list of tables, each begun with [[{'.'.join(map(str, (*path, key)))}]]")
    return []


def is_name(name: str, path: KeyPath, report: Report) -> bool:
    """Whether `name` can be typed as one word in a runbook and on the command line; reported when not."""
    if NAME.fullmatch(name):
        return True
    report.add(path, "a name is made of letters, digits, - and _ (at most 64), and starts with a letter or digit")
    return False


def refuse_unknown(table: Mapping[str, object], known: Iterable[str], path: KeyPath, report: Report) -> None:
    """Report each key of `table` that is not in `known`."""
    names = list(known)
    for key in table:
        if key not in names:
            report.add((*path, key), f"unknown key{meant(key, [name for name in names if name not in table])}")


def words_for(found: object) -> str:
    """What a TOML value is, in words."""
    if isinstance(found, dict):
        return "a table"
    if isinstance(found, list):
        return "a list"
    if isinstance(found, date | time):
        return "a date or time"
    return _NAMED.get(type(found), "that")


def _plain(found: object, kind: object, path: KeyPath, report: Report) -> object:
    try:
        made: object = msgspec.convert(found, kind)
    except msgspec.ValidationError:
        wanted = next((words for known, words in _NAMED.items() if known is kind), "something else")
        report.add(path, f"must be {wanted}, not {words_for(found)}{_written(found, kind)}")
        return WRONG
    if isinstance(made, str) and not readable(made, path, report):
        return WRONG
    if isinstance(made, int) and not isinstance(made, bool) and made < 1:
        report.add(path, "must be 1 or more")
        return WRONG
    return made


def readable(text: str, path: KeyPath, report: Report) -> bool:
    """Whether `text` shows itself whole: no control or invisible character, one line unless its key allows more."""
    several = any(part in LONG_TEXT for part in path)
    if "\n" in text and not several:
        report.add(path, "must be one line")
        return False
    if hidden(text.replace("\t", " ")):
        marked = revealed(text.replace("\t", " "))
        start = marked.index("⟨U+")
        report.add(path, f"holds a character that does not show ({marked[start + 1 : marked.index('⟩', start)]})")
        return False
    return True


def _written(found: object, kind: object) -> str:
    """How to write a lone value that has the wrong type."""
    if kind is str and isinstance(found, int | float) and not isinstance(found, bool):
        return f'; write "{found}"'
    return ""


def _length(found: object, path: KeyPath, report: Report) -> object:
    if not isinstance(found, str):
        report.add(path, f'must be a length of time like "15m", not {words_for(found)}')
        return WRONG
    try:
        return parse_duration(found)
    except (ValueError, OverflowError):
        report.add(path, 'is not a length of time; write it like "30s", "15m" or "48h"')
        return WRONG


def _list(found: object, kind: object, path: KeyPath, report: Report) -> object:
    if not isinstance(found, list):
        entry = f'; write ["{found}"]' if isinstance(found, str) and readable(found, path, report) else ""
        report.add(path, f"must be a list, not {words_for(found)}{entry}")
        return WRONG
    made = tuple(value(entry, kind, (*path, place), report) for place, entry in enumerate(found))
    return WRONG if any(entry is WRONG for entry in made) else made
