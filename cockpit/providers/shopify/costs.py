"""What an answer of status 200 says went wrong, and how long a query that cost too much at once has to wait."""

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, Result, parsed

_LONGEST_S = 10.0


class Problem(msgspec.Struct):
    """One entry of `errors` in an answer of status 200."""

    message: str = ""
    extensions: dict[str, object] = {}

    @property
    def code(self) -> str:
        found = self.extensions.get("code")
        return found if isinstance(found, str) else ""


class Throttle(msgspec.Struct, rename="camel"):
    currently_available: float = 0.0
    restore_rate: float = 50.0


class Cost(msgspec.Struct, rename="camel"):
    requested_query_cost: float = 0.0
    throttle_status: Throttle = msgspec.field(default_factory=Throttle)


class Extensions(msgspec.Struct):
    cost: Cost = msgspec.field(default_factory=Cost)


class Costly(msgspec.Struct):
    """What an answer says of its price."""

    errors: list[Problem] | None = None
    extensions: Extensions = msgspec.field(default_factory=Extensions)


def throttled(result: Result) -> float | None:
    """Seconds until a query has points enough again; None: it was not throttled. A change is never asked again.

    Source: shopify.dev/docs/api/usage/limits, "GraphQL Admin API rate limits".
    """
    if not isinstance(result, Answer) or result.status != 200:
        return None
    try:
        found = parsed(result, Costly)
    except BadAnswerError:
        return None
    if not any(problem.code == "THROTTLED" for problem in found.errors or ()):
        return None
    cost = found.extensions.cost
    points = cost.requested_query_cost - cost.throttle_status.currently_available
    return min(max(points / max(cost.throttle_status.restore_rate, 1.0), 1.0), _LONGEST_S)
