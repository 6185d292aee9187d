"""A bound statement in the form D1's API takes: `?1` for texts, everything else written out.

Source: developers.cloudflare.com/api, "Query D1 database": `params` are texts; a number among them would become one.
"""

import re

from cockpit.providers.sql.bind import STRETCH
from cockpit.providers.sql.engine import Bound, Input
from cockpit.providers.sql.label import Label

_PLACE = re.compile(r":p(\d+)")
_LIMITABLE = re.compile(r"\s*(?:select|with|values)\b", re.IGNORECASE)


def sent(bound: Bound) -> dict[str, object]:
    """The request's `sql` and `params`. Line ends are `\\n`: the API splits a trigger's body wrongly at others."""
    params: list[str] = []
    out: list[str] = []
    at = 0
    text = bound.text.replace("\r\n", "\n").replace("\r", "\n")
    stretches = [found.span() for found in STRETCH.finditer(text)]
    numbers: dict[int, int] = {}
    for place in _PLACE.finditer(text):
        if any(start <= place.start() < end for start, end in stretches):
            continue
        number = int(place[1])
        value = bound.values[number - 1]
        if isinstance(value, str) and number not in numbers:
            params.append(value)
            numbers[number] = len(params)
        out += [text[at : place.start()], f"?{numbers[number]}" if isinstance(value, str) else _literal(value)]
        at = place.end()
    return {"sql": "".join([*out, text[at:]]), "params": params}


def limited(bound: Bound, label: Label, limit: int) -> Bound:
    """`bound` with a limit around it, one row more than wanted; as it is where it has one, or takes none."""
    if label.tree is None or label.tree.args.get("limit") or not _LIMITABLE.match(bound.text):
        return bound
    text = bound.text.strip().rstrip(";")
    return Bound(f"select * from (\n{text}\n) limit {limit + 1}", bound.values)  # noqa: S608 - a read, checked before


def _literal(value: Input) -> str:
    if value is None:
        return "null"
    return f"({value!r})"  # a number: written out it needs no guess about its type
