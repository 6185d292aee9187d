"""What of a Worker's log is to be brought: the profile's words as the tail's own filters.

Source: cloudflare/workers-sdk, packages/wrangler/src/tail/createTail.ts and filters.ts.
"""

from collections.abc import Callable, Mapping

from cockpit.core.readings import SourceError

Filter = Mapping[str, object]

FILTERS: Mapping[str, str] = {
    "status": "ok, error or canceled",
    "method": "request methods, with commas between",
    "search": "a text in what the code logged",
    "header": "a request header's name, or name: text in it",
    "ip": "addresses requests came from, with commas between",
    "sampling": "the part of all events to bring, between 0 and 1",
    "version": "the id of the Worker's version",
}

_OUTCOMES = {
    "ok": ["ok"],
    "canceled": ["canceled"],
    "error": ["exception", "exceededCpu", "exceededMemory", "unknown"],
}


def tail_filters(wanted: Mapping[str, str]) -> list[Filter]:
    """The filters for `wanted`; an event must pass all of them. Raises SourceError for a value that is none."""
    return [_MAKE[key](value.strip()) for key, value in wanted.items() if key in _MAKE]


def _status(value: str) -> Filter:
    words = [word.strip() for word in value.split(",")]
    if not all(word in _OUTCOMES for word in words):
        raise SourceError(f"filter status = {value!r} is none of {', '.join(_OUTCOMES)}; correct it in the profile")
    return {"outcome": [outcome for word in words for outcome in _OUTCOMES[word]]}


def _sampling(value: str) -> Filter:
    try:
        rate = float(value)
    except ValueError:
        rate = 0.0
    if not 0 < rate < 1:
        raise SourceError(f"filter sampling = {value!r} is not between 0 and 1; write it like 0.1")
    return {"sampling_rate": rate}


def _header(value: str) -> Filter:
    name, _, text = value.partition(":")
    return {"header": {"key": name.strip(), "query": text.strip()} if text.strip() else {"key": name.strip()}}


def _several(key: str, upper: bool = False) -> Callable[[str], Filter]:
    return lambda value: {key: [(one.upper() if upper else one).strip() for one in value.split(",") if one.strip()]}


_MAKE: Mapping[str, Callable[[str], Filter]] = {
    "status": _status,
    "method": _several("method", upper=True),
    "search": lambda value: {"query": value},
    "header": _header,
    "ip": _several("client_ip"),
    "sampling": _sampling,
    "version": lambda value: {"scriptVersion": value},
}
