"""A hash-chained table read page by page through the named queries of any provider."""

from datetime import datetime

from cockpit.core.chainpage import key_of, place_of
from cockpit.core.chainwindow import Ids, asked_after, reaches, size, within
from cockpit.core.profile import ChainSpec
from cockpit.core.readings import RowPage
from cockpit.ports import QuerySource, RowSource

SHOWN_AT_MOST = 500  # a query that only gives printable cells gives no more of them


class PagedChain:
    """Implements `ports.ChainSource`: `first` brings the first page, `further` those after an id, `last` its end."""

    def __init__(
        self, name: str, spec: ChainSpec, first: QuerySource, further: QuerySource, last: QuerySource | None = None
    ) -> None:
        self.name, self.spec = name, spec
        self._first, self._further, self._last = first, further, last

    async def page(self, after: str | None) -> RowPage:
        return await self._page(after, self.spec.page)

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        after, most = asked_after(ids), size(ids)
        page = await self._page(after, most)
        rows = list(within(page, self.spec.id, ids).rows)
        while page.rows and not reaches(page, self.spec.id, ids):
            before, after = after, str(page.rows[-1][place_of(page.columns, self.spec.id)])
            if after == before:
                break
            page = await self._page(after, most)
            rows += (row for row in within(page, self.spec.id, ids).rows if row not in rows[-1:])
        return RowPage(columns=page.columns, rows=tuple(rows))

    async def _page(self, after: str | None, most: int) -> RowPage:
        source = self._first if after is None else self._further
        limit = min(most, self.spec.page, *([] if isinstance(source, RowSource) else [SHOWN_AT_MOST]))
        parameters = {"after": self.spec.start if after is None else after, "limit": str(limit)}
        if isinstance(source, RowSource):
            return await source.page(parameters, limit)
        reading = await source.read(parameters)
        return RowPage(columns=reading.columns, rows=reading.rows)

    async def newest(self) -> int | None:
        cells = next(iter((await self._last.read({})).rows), ()) if self._last else ()
        number = key_of(cells[0]) if cells else None
        return number if isinstance(number, int) else None
