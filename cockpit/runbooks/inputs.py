"""Values asked for, one a line: `name: what it is {pattern="…"}`, in front matter and in `fields` blocks."""

import re
from collections.abc import Iterable

from cockpit.core.inputs import pattern_problem
from cockpit.core.runbook import Input, ValueKind
from cockpit.core.secret import names_a_secret
from cockpit.runbooks.attributes import after_title
from cockpit.runbooks.pairs import Pair, Problem
from cockpit.runbooks.titles import plain, shown

_NAME = re.compile(r"[A-Za-z][\w-]*\??")
_KNOWN = frozenset({"pattern", "choices", "kind", "example", "default"})


def inputs_of(pairs: Iterable[Pair], what: str) -> tuple[tuple[Input, ...], list[int], list[Problem]]:
    """The values asked for, the lines (1-based) that were of no use, and why. `what` begins each message."""
    found: dict[str, Input] = {}
    unread: list[int] = []
    problems: list[Problem] = []
    for pair in pairs:
        words, attributes = after_title(pair.value)
        name = pair.key.removesuffix("?")
        if says := _wrong(pair, name, attributes, found):
            unread.append(pair.line)
            problems.append(Problem(pair.line, f"{what}: {pair.written} {says}"))
            continue
        found[name] = Input(
            name=name,
            says=plain(words),
            kind=ValueKind(attributes.get("kind", "text")),
            pattern=attributes.get("pattern", ""),
            choices=tuple(
                shown(choice.strip()) for choice in attributes.get("choices", "").split("|") if choice.strip()
            ),
            example=shown(attributes.get("example", "")),
            default=shown(attributes.get("default", "")),
            optional=pair.key.endswith("?"),
        )
    return tuple(found.values()), unread, problems


def _wrong(pair: Pair, name: str, attributes: dict[str, str], earlier: dict[str, Input]) -> str:
    if not _NAME.fullmatch(pair.key):
        return "asks for nothing; write it like `slug: the short name of the shop`"
    if name in earlier:
        return "is asked for twice"
    if names_a_secret(name):
        return "looks like a credential, and values are written down; use the keyring (`cockpit secret set`)"
    if unknown := sorted(attributes.keys() - _KNOWN):
        return f"has {unknown[0]}=, which is not known; use one of {', '.join(sorted(_KNOWN))}"
    if "kind" in attributes and attributes["kind"] not in list(ValueKind):
        return f"has no kind {shown(attributes['kind'])}; use one of {', '.join(ValueKind)}"
    if (pattern := attributes.get("pattern", "")) and (says := pattern_problem(pattern)):
        return f"has a pattern that {shown(says)}" if says.startswith("is ") else shown(says)
    return ""
