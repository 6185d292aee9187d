"""JSON in log lines: objects from text, and their leaves as flat fields of words. Nothing here raises."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice

import msgspec

DEEPEST = 6
MOST_FIELDS = 200

Json = dict[str, object]
ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)


def object_in(line: str) -> Json | None:
    """The JSON object that `line` is; None: it is something else."""
    line = line.strip()
    if not (line.startswith("{") and line.endswith("}")):
        return None
    try:
        found = msgspec.json.decode(line.encode("utf-8", "surrogatepass"))
    except ERRORS:
        try:
            # The standard library takes what strict decoders refuse: lone surrogates, NaN, control characters.
            found = json.loads(line, strict=False)
        except ERRORS:
            return None
    return found if isinstance(found, dict) else None


def flat(value: object, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """The leaves of nested objects with dotted names; lists stay one field."""
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in islice(value.items(), MOST_FIELDS):
            dotted = f"{name}.{key}" if name else str(key)
            if isinstance(inner, dict):
                yield from flat(inner, dotted, depth + 1)
            elif inner is not None:
                yield dotted, word(inner)
        if len(value) > MOST_FIELDS:
            yield f"{name}…", f"{len(value) - MOST_FIELDS} more fields"
    elif value is not None:
        yield name, word(value)


def summary(fields: Mapping[str, str]) -> str:
    """Fields as a message, for a line that has none."""
    return " ".join(f"{name}={value}" for name, value in fields.items())


def word(value: object) -> str:
    """`value` as text: a string as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    if type(value) is int or type(value) is float:
        try:
            return repr(value)
        except ValueError:
            return "…"  # more digits than Python writes out
    try:
        return json.dumps(value, ensure_ascii=False)
    except ERRORS:
        return "…"  # nested too deep, or a number too long, to write out


def table(value: object) -> Json:
    """`value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def tables(value: object) -> list[Json]:
    """The objects in `value` if it is a list."""
    return [inner for inner in value if isinstance(inner, dict)] if isinstance(value, list) else []
