"""What belongs to a line that was found: the same request, the same person, errors of the same kind."""

import re
from collections.abc import Iterable, Mapping

import msgspec

from cockpit.core.hits import Hit
from cockpit.core.logline import parse
from cockpit.core.logrow import LogRow, ParsedRow

# Names of fields as loggers and platforms write them, the surest first; compared without case, `_`, `-` and `.`.
REQUEST = ("requestid", "reqid", "xrequestid", "correlationid", "rayid", "traceid")
PERSON = ("staffid", "staff", "userid", "user", "actor", "who", "operator")
ERROR = ("errorclass", "errname", "errtype", "errortype", "errorname", "exceptiontype", "errcode", "errorcode")
SHORTEST = 4  # characters of an id: what is shorter is found everywhere

_NAMED = re.compile(r"^(?:Uncaught )?([A-Za-z_][\w.$]{0,120}(?:Error|Exception))(?::|\s|$)")
_VARYING = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b(?=[0-9a-f]*\d)[0-9a-f]{6,}\b|\d+|'[^']*'|\"[^\"]*\""
)


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry can be tied to others by; empty where it does not say."""

    request: str = ""
    person: str = ""
    error: str = ""
    """The class of its error, else its message with what varies left out; only of entries that are errors."""


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """The entries around one: each in time order, the entry itself among those of its request."""

    keys: Keys
    request: tuple[Hit, ...] = ()
    person: tuple[Hit, ...] = ()
    """Of the same person, but of other requests."""
    siblings: tuple[Hit, ...] = ()
    """The same error in other requests."""


def keys_of(hit: Hit) -> Keys:
    """What `hit` can be tied to others by."""
    row = parse(LogRow(hit.source, hit.raw))
    fields = {_bare(name): value for name, value in row.fields.items() if value}
    return Keys(request=_first(fields, REQUEST), person=_first(fields, PERSON), error=_error(row, fields))


def needles(keys: Keys) -> tuple[str, ...]:
    """What to search for so that `dossier` has all it needs, the most telling first."""
    named = keys.error if re.fullmatch(r"[\w.$-]+", keys.error) else ""
    return tuple(dict.fromkeys(key for key in (keys.request, keys.person, named) if key))


def dossier(hit: Hit, others: Iterable[Hit]) -> Dossier:
    """What of `others` (which may hold `hit` again, and anything twice) belongs to `hit`."""
    keys = keys_of(hit)
    request: list[Hit] = []
    person: list[Hit] = []
    siblings: list[Hit] = []
    once = {(one.path, one.line): one for one in (*others, hit)}
    for one in sorted(once.values(), key=_order):
        theirs = keys_of(one)
        if (one.path, one.line) == (hit.path, hit.line) or (keys.request and theirs.request == keys.request):
            request.append(one)
            continue
        if keys.person and theirs.person == keys.person:
            person.append(one)
        if keys.error and theirs.error == keys.error:
            siblings.append(one)
    return Dossier(keys=keys, request=tuple(request), person=tuple(person), siblings=tuple(siblings))


def _order(hit: Hit) -> tuple[float, str, int]:
    when = hit.at or hit.place
    return (when.timestamp() if when else 0.0, hit.path, hit.line)


def _error(row: ParsedRow, fields: Mapping[str, str]) -> str:
    if row.level not in ("error", "fatal"):
        return ""
    said = next((found[1] for line in (row.text, *row.folded) if (found := _NAMED.match(line))), "")
    return _first(fields, ERROR) or said or _VARYING.sub("…", row.text)


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str:
    return next((fields[name] for name in names if len(fields.get(name, "")) >= SHORTEST), "")


def _bare(name: str) -> str:
    return re.sub(r"[_.-]", "", name.rpartition(".")[2] if name.count(".") > 1 else name).lower()
