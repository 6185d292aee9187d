"""What can be shown of a shop: its lists as named queries, and whether its subscriptions stand as a status."""

from collections.abc import Mapping

from cockpit.adapters.http import Http
from cockpit.core.actions import Target
from cockpit.core.expr import typed
from cockpit.core.listing import ListingError, listing
from cockpit.core.profile import Query, StatusSpec
from cockpit.core.readings import SourceError, StatusReading, TableReading
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.grants import Grants
from cockpit.providers.shopify.tables import LISTS


class _Source:
    """One target, asked through its own client."""

    def __init__(self, name: str, target: Target, context: ProviderContext) -> None:
        self.name = name
        self._target, self._context = target, context
        self._http = Http(context.clock, paces=context.paces)
        self._grants = Grants(context.clock, self._http)

    async def at(self) -> Shopify:
        """Raises SourceError for a target that cannot be asked."""
        at = Shopify(self._target, self._context, self._http, self._grants)
        await at.ready()
        return at

    async def close(self) -> None:
        await self._http.close()


class ShopifyQuery(_Source):
    """Implements `ports.QuerySource`: `orders since {since} until {until}`."""

    def __init__(self, name: str, query: Query, target: Target, context: ProviderContext) -> None:
        super().__init__(name, target, context)
        self._query = query

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        """The rows, the oldest first. Raises SourceError."""
        try:
            wanted = listing(self._query.sql, parameters, LISTS)
        except ListingError as error:
            raise SourceError(f"query {self.name}: {error}") from error
        table = await LISTS[wanted.what](await self.at(), wanted)
        first = dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else {}
        return TableReading(
            source=self.name,
            at=self._context.clock.now(),
            columns=table.columns,
            rows=table.rows,
            first={**typed(first), **table.values},
            truncated=table.truncated,
        )


class ShopifySubscriptions(_Source):
    """Implements `ports.StatusSource`: one request a reading."""

    async def read(self) -> StatusReading:
        """Fine while every topic the target names is subscribed and the API has its version. Raises SourceError."""
        at = await self.at()
        found = {hook.topic for hook in await at.hooks()}
        wanted = [topic.strip() for topic in self._target.settings.get("topics", "").split(",") if topic.strip()]
        missing = [f"{printable(topic, 60)} is not subscribed" for topic in wanted if topic not in found]
        troubles = [*missing, *([at.drift] if at.drift else [])]
        named = f"{len(found)} topics subscribed" + ("" if wanted else "; name those that must be in topics")
        return StatusReading(
            source=self.name,
            at=self._context.clock.now(),
            indicator="major" if missing else "minor" if at.drift else "none",
            says=troubles[0] if troubles else named,
            incidents=tuple(troubles),
        )


def build_query(name: str, query: Query, target: Target, context: ProviderContext) -> ShopifyQuery:
    """The named query `name` on `target`."""
    return ShopifyQuery(name, query, target, context)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> ShopifySubscriptions:
    """The subscriptions of `target` as a status."""
    return ShopifySubscriptions(name, target, context)
