"""What belongs to the page a text was copied from, not to the text."""

import re

from cockpit.runbooks.importing.nature import Nature
from cockpit.runbooks.importing.rows import ITEM, Kind, Row, left

_ANYWHERE = re.compile(
    r"skip to (?:main )?(?:content|navigation)|edit (?:this page|on github)|was this (?:page|article) helpful\??|"
    r"back to top|copy (?:code|page|to clipboard)|copied!?|toggle (?:navigation|sidebar|theme)|jump to bottom|"
    r"be the first to like this|no labels|add label|report (?:an issue|a problem) with this page|powered by \S+",
    re.IGNORECASE,
)
_EDGES = re.compile(
    r"see also|related (?:articles|pages|content)|on this page|in this article|table of contents|contents|search|menu|"
    r"sign in|log in|share|print|previous|next|home|yes|no|like|comments?|raw|blame|edit|view source|history|star|"
    r"created by .*last (?:modified|updated).*|last (?:modified|updated|edited)\b.*|all rights reserved.*|© ?\d{4}.*",
    re.IGNORECASE,
)

_LONGEST = 80  # characters

ANYWHERE = "a part of the page it was copied from"
EDGE = "a part of the page it was copied from, with nothing below it"


def leave_chrome(rows: list[Row], nature: Nature) -> list[Row]:
    """Lines of the page left out: sure ones that stand by themselves, and of a pasted text those at its ends."""
    out = list(rows)
    for at, row in enumerate(rows):
        words = row.text.strip(" .>\u00a0") if row.plain and len(row.text) < _LONGEST else ""
        if words and _ANYWHERE.fullmatch(words) and _alone(rows, at, nature):
            out[at] = left(row, ANYWHERE)
    if nature.pasted:
        for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
            for at in order:
                row = out[at]
                if row.kind in (Kind.BLANK, Kind.LEFT):
                    continue
                if not row.plain or len(row.text) > 120 or not _EDGES.fullmatch(row.text.strip(" .:>\u00a0")):
                    break
                out[at] = left(row, EDGE)
    return out


def _alone(rows: list[Row], at: int, nature: Nature) -> bool:
    if nature.pasted:
        return not ITEM.match(rows[at].text)
    beside = (rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows))
    return all(row.kind is not Kind.TEXT for row in beside)
