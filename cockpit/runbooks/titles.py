"""Titles as people write them: marks of emphasis, a budget in parentheses, "Step 3:", and the id made of them."""

import re
import unicodedata
from datetime import timedelta

from cockpit.core.text import printable

LONG = 100  # characters; a list item longer than this shows its first sentence as title, the rest as text
LONGEST_SLUG = 40  # ids are typed and read out

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\(([^()\s]*)\)")
_STRONG = re.compile(r"(\*\*|(?<![\w/.])__)(?=\S)(.+?)(?<=\S)\1(?!(?<=__)[\w/.])")  # src/__tests__/ is a path
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])([^_]+?)(?<=[^\s_])_(?!\w)"
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LABEL = re.compile(r"(\*\*|__)([^*_]+)\1:?")
_NUMBERED = re.compile(r"(?:step|schritt|étape|paso|passo|stap|krok|шаг|步骤|手順|ステップ)\s*\d+\b", re.IGNORECASE)
_LEAD = re.compile(r"(\*\*|__)(?=\S)([^*]+[.!?。])\1\s+(?=\S)")
_SENTENCE = re.compile(r"(?<=[^\s.][.!?。])\s+(?=\S)")
_BUDGET = re.compile(
    r"\s*[(（](?:about|approx\.?|ca\.?|max\.?|~|≈|<|≤|up to)?\s*"
    r"(?:\d+(?:\.\d+)?\s*[a-z]*\.?\s*(?:-|–|—|to)\s*)?(\d+(?:\.\d+)?)\s*([a-z]+)\.?[)）](?=\s*[:.]?\s*$)",
    re.IGNORECASE,
)
_UNITS = (
    (re.compile(r"s|sec|secs|seconds?|sek|sekunden?|segundos?|secondes?", re.IGNORECASE), 1),
    (re.compile(r"m|min|mins|minutes?|minuten?|minutos?|minuti", re.IGNORECASE), 60),
    (re.compile(r"h|hrs?|hours?|stunden?|std|horas?|heures?|ore", re.IGNORECASE), 3600),
    (re.compile(r"d|days?|tage?", re.IGNORECASE), 86400),
)


def shown(text: str) -> str:
    """`text` printable and whole: the length of a line is the widget's affair, none of it may be lost here."""
    return printable(text, len(text))


def plain(text: str) -> str:
    """One line of Markdown as it reads: emphasis and links opened up, code spans left as they are."""
    if not any(mark in text for mark in "*_[\\"):
        return shown(text)
    out, at = [], 0
    for code in _CODE.finditer(text):
        out += [_opened(text[at : code.start()]), code[0]]
        at = code.end()
    return shown("".join([*out, _opened(text[at:])]))


def label(text: str) -> str:
    """The words of a paragraph that is all bold, which people use as a small heading; empty: it is none."""
    found = _LABEL.fullmatch(text.strip())
    return shown(found[2].strip()) if found else ""


def is_numbered(title: str) -> bool:
    """Whether `title` has the "Step 3: …" shape."""
    return _NUMBERED.match(title) is not None


def with_budget(title: str) -> tuple[str, timedelta | None]:
    """`title` without a closing "(2 minutes)", and that budget; of "(5-15 minutes)" the upper bound."""
    found = _BUDGET.search(title) if title.rstrip(" :.").endswith((")", "）")) else None
    factor = next((seconds for unit, seconds in _UNITS if found and unit.fullmatch(found[2])), 0)
    if found is None or not factor or len(found[1]) > 6:
        return title, None
    return (title[: found.start()] + title[found.end() :]).strip(), timedelta(seconds=float(found[1]) * factor)


def headline(text: str) -> tuple[str, str]:
    """A list item's words as title and text: a bold first sentence is the title, and so is the first of many words."""
    if lead := _LEAD.match(text):
        return lead[2], text[lead.end() :]
    if len(text) <= LONG:
        return text, ""
    first, *rest = _SENTENCE.split(text, maxsplit=1)
    return (first, rest[0]) if rest else (text, "")


def slug(text: str, longest: int = LONGEST_SLUG) -> str:
    """`text` as an id of letters and digits of any script, joined by hyphens; `step` when it has none."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).lower())
    joined = "-".join(words)
    if len(joined) > longest:
        joined = joined[: longest + 1].rsplit("-", 1)[0][:longest]
    return joined.strip("-") or "step"


class Ids:
    """Ids already given, each once: `look`, then `look-2`, `look-3`, …"""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def reserve(self, id: str) -> None:
        """Keep `id` for the step whose author asked for it."""
        self._taken.add(id)

    def unused(self, id: str) -> str:
        """`id`, or with the next free number after it."""
        found, count = id, self._counts.get(id, 1)
        while found in self._taken:
            count += 1
            found = f"{id}-{count}"
        self._counts[id] = count
        self._taken.add(found)
        return found


def _opened(text: str) -> str:
    text = _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[2] and link[1] != link[2] else link[1], text)
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    return _ESCAPED.sub(r"\1", text)
