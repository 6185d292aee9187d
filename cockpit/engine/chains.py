"""Walks a hash chain of the profile to its end, page by page, and holds it against a copy."""

from collections.abc import AsyncIterator, Callable, Sequence

from cockpit.core.chain import ChainWalk
from cockpit.core.chaindiff import Compared, Copied, copied, difference, earlier, shared
from cockpit.core.chainwalked import Walked
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ChainSource


async def walk(source: ChainSource, walked: ChainWalk, told: Callable[[Walked], None] = lambda _: None) -> None:
    """Take the pages of `source` into `walked` until one brings nothing new; `told` hears after each.

    May be cancelled between and within pages: `walked` then has what was judged. Raises SourceError.
    """
    before, new = walked.last_id, -1
    while new and (new < 0 or walked.last_id != before):
        before = walked.last_id
        new = walked.take(await source.page(before))
        told(walked.walked)
    walked.end()


async def newest(source: ChainSource) -> int | None:
    """The number of the last row, to tell how far a walk is; None: nobody can say. Never raises."""
    try:
        return await source.newest()
    except SourceError:
        return None  # the walk itself will tell what is wrong


async def compared(ours: ChainSource, theirs: ChainSource, after: str = "") -> Compared:
    """The first row in which two copies of one chain differ, from the id `after` on. Raises SourceError.

    A copy may begin later and end earlier than the other: an archive of some months is no difference.
    """
    fields = shared(ours.spec, theirs.spec)
    here, there = _rows(ours, after, fields), _rows(theirs, after, fields)
    one, other = await anext(here, None), await anext(there, None)
    while one and other and earlier(one, other):
        one = await anext(here, None)
    while one and other and earlier(other, one):
        other = await anext(there, None)
    rows, first, last, found = 0, one.id if one else "", "", None
    while one and other:
        found = difference(one, other, fields)
        if found is not None:
            break
        rows, last = rows + 1, one.id
        one, other = await anext(here, None), await anext(there, None)
    return Compared(copy=theirs.name, rows=rows, difference=found, first_id=printable(first), last_id=printable(last))


async def _rows(source: ChainSource, after: str, fields: Sequence[str]) -> AsyncIterator[Copied]:
    """The rows one by one; the one a page repeats of the last is left out."""
    last: Copied | None = None
    at = after or None
    while True:
        page = list(copied(await source.page(at), source.spec, fields))
        new = page[1:] if page and page[0] == last else page
        if not new:
            return
        for row in new:
            yield row
        if new[-1].id == at:
            return
        last, at = new[-1], new[-1].id
