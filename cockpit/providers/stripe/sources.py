"""What can be shown of Stripe: its lists as named queries, and the health of its deliveries as a status."""

from collections.abc import Mapping

from cockpit.adapters.http import Http
from cockpit.core.actions import Target
from cockpit.core.expr import typed
from cockpit.core.listing import Listing, ListingError, iso, listing
from cockpit.core.profile import Query, StatusSpec
from cockpit.core.readings import SourceError, StatusReading, TableReading
from cockpit.ports import ProviderContext
from cockpit.providers.stripe.api import PAGE, Stripe
from cockpit.providers.stripe.objects import Endpoint, moment, oldest
from cockpit.providers.stripe.tables import LISTS, left, pending, worth


class StripeQuery:
    """Implements `ports.QuerySource`: `charges since {since} until {until}`."""

    def __init__(self, name: str, query: Query, target: Target, context: ProviderContext) -> None:
        self.name = name
        self._query, self._target, self._context = query, target, context
        self._http = Http(context.clock, paces=context.paces)

    async def read(self, parameters: Mapping[str, str]) -> TableReading:
        """The rows, the oldest first. Raises SourceError."""
        try:
            wanted = listing(self._query.sql, parameters, LISTS)
        except ListingError as error:
            raise SourceError(f"query {self.name}: {error}") from error
        table = await LISTS[wanted.what](Stripe(self._target, self._context, self._http), wanted)
        first = dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else {}
        return TableReading(
            source=self.name,
            at=self._context.clock.now(),
            columns=table.columns,
            rows=table.rows,
            first={**typed(first), **table.values},
            truncated=table.truncated,
        )

    async def close(self) -> None:
        await self._http.close()


class StripeDeliveries:
    """Implements `ports.StatusSource`: two requests a reading."""

    def __init__(self, name: str, target: Target, context: ProviderContext) -> None:
        self.name = name
        self._target, self._context = target, context
        self._http = Http(context.clock, paces=context.paces)

    async def read(self) -> StatusReading:
        """Fine while an endpoint is enabled and everything was delivered. Raises SourceError."""
        at = Stripe(self._target, self._context, self._http)
        endpoints = await at.endpoints()
        waiting, more = await pending(at, Listing(what="undelivered"), PAGE)
        address = self._target.settings.get("endpoint", "")
        served = _ours(endpoints, address)
        troubles = [] if served else [f"no endpoint is enabled{f' at {address}' if address else ''}"]
        if waiting:
            first = oldest(waiting)
            rest = left(first, at.mode, self._context.clock.now())
            number = f"{len(waiting)} or more events" if more else _number(len(waiting), "event")
            again = "the oldest is no longer tried" if rest == "given up" else f"the oldest is tried for {rest} more"
            # Newest first and cut: the oldest of a hundred is not the oldest of all.
            since = f"since {iso(moment(first.created))}" if not more else f"some since {iso(moment(first.created))}"
            money = worth(waiting)
            charged = f", charges of {money} in the smallest unit among them" if money else ""
            troubles.append(f"{number} not delivered {since}{charged}; {again}")
        return StatusReading(
            source=self.name,
            at=self._context.clock.now(),
            indicator="critical" if not served else "major" if waiting else "none",
            says=troubles[0] if troubles else f"{_number(len(served), 'endpoint')} enabled, everything delivered",
            incidents=tuple(troubles),
        )

    async def close(self) -> None:
        await self._http.close()


def build_query(name: str, query: Query, target: Target, context: ProviderContext) -> StripeQuery:
    """The named query `name` on `target`."""
    return StripeQuery(name, query, target, context)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> StripeDeliveries:
    """The deliveries of `target` as a status."""
    return StripeDeliveries(name, target, context)


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _ours(endpoints: list[Endpoint], address: str) -> list[Endpoint]:
    """The enabled endpoints that count: those of the address the target names, or all."""
    return [one for one in endpoints if one.on and address in ("", one.url)]
