"""Attributes in braces: `{budget=2m id=look}` after a title, `sql {on=shop-db}` after a fence."""

import re

_PAIR = r"(?:#[\w.-]+|\.[\w-]+|[A-Za-z][\w-]*=(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))"
_GROUP = rf"\{{\s*({_PAIR}(?:[\s,]+{_PAIR})*)\s*\}}"
_TRAILING = re.compile(rf"{_GROUP}\s*$")
_INFO = re.compile(rf"^\s*([^\s{{]*)\s*(?:{_GROUP})?(.*)$", re.DOTALL)
_ONE = re.compile(_PAIR)
_TRIED = 30  # opening braces looked at from the end: a quoted pattern holds a few, a hostile line thousands


def after_title(title: str) -> tuple[str, dict[str, str]]:
    """`title` without its trailing attributes, and these; `{x}` alone is a placeholder and stays."""
    if not title.rstrip().endswith("}"):
        return title, {}
    at = len(title)
    for _ in range(_TRIED):
        at = title.rfind("{", 0, at)
        if at < 0:
            break
        if found := _TRAILING.match(title, at):
            return title[:at].rstrip(), _pairs(found[1])
    return title, {}


def after_fence(info: str) -> tuple[str, dict[str, str]]:
    """The language (lower case) and the attributes of a fence's info string.

    Words that are no attribute are kept as the attribute `info`, so that nothing an author wrote is lost.
    """
    found = _INFO.match(info)
    assert found is not None  # the pattern matches any text
    lang, attributes, rest = found[1], _pairs(found[2] or ""), found[3].strip()
    if not lang and (dotted := attributes.pop(".", "")):
        lang = dotted
    attributes |= _pairs(rest)
    if rest := " ".join(_ONE.sub("", rest).split()):
        attributes["info"] = rest
    return lang.lower(), attributes


def _pairs(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in _ONE.findall(inside):
        if pair[0] in "#.":
            found.setdefault("id" if pair[0] == "#" else ".", pair[1:])
        else:
            key, _, value = pair.partition("=")
            quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
            found.setdefault(key, value[1:-1] if quoted else value)
    return found
