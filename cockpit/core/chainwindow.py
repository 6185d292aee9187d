"""Which rows beside the first break are looked at again, and how they are taken from a page."""

from cockpit.core.chainpage import key_of, place_of
from cockpit.core.chainwalked import Break
from cockpit.core.readings import RowPage

BESIDE = 50
"""Rows on both sides of the break, where ids are numbers."""
WIDEST = 5_000
"""Ids before the break, however many of them are missing."""

Ids = tuple[str, str]
"""The first and the last."""


def beside(broken: Break) -> Ids:
    """From which id to which: of texts only the three rows that are known."""
    before, after = (link.id if link else broken.id for link in (broken.before, broken.after))
    first, at = key_of(before), key_of(broken.id)
    if isinstance(first, int) and isinstance(at, int):
        return str(max(min(first, at) - BESIDE, at - WIDEST)), str(at + BESIDE)
    return before, after


def asked_after(ids: Ids) -> str:
    """What to ask a chain for, so that its page has the first of `ids` whether or not it begins with what is asked."""
    first = key_of(ids[0])
    return str(first - 1) if isinstance(first, int) else first


def size(ids: Ids) -> int:
    """How many rows to ask for at once: all of them, and the one a page may begin with."""
    first, last = map(key_of, ids)
    return last - first + 2 if isinstance(first, int) and isinstance(last, int) else WIDEST


def reaches(page: RowPage, id: str, ids: Ids) -> bool:
    """Whether no further page can have more of them; of texts one page is enough. Raises RecipeError."""
    at, last = key_of(page.rows[-1][place_of(page.columns, id)]), key_of(ids[1])
    return not (isinstance(at, int) and isinstance(last, int)) or at >= last


def within(page: RowPage, id: str, ids: Ids) -> RowPage:
    """The rows of `page` from the first of `ids` to the last. Raises RecipeError."""
    if not page.rows:
        return page
    place = place_of(page.columns, id)
    keys, first, last = [key_of(row[place]) for row in page.rows], key_of(ids[0]), key_of(ids[1])
    if isinstance(first, int) and isinstance(last, int):
        rows = [row for row, key in zip(page.rows, keys, strict=True) if isinstance(key, int) and first <= key <= last]
    else:
        rows = list(page.rows[: keys.index(last) + 1 if last in keys else None])
    return RowPage(columns=page.columns, rows=tuple(rows))
