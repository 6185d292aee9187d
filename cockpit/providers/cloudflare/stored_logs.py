"""Workers Logs: what was said in the last days, asked for by one text. Needs `observability` in wrangler.jsonc.

Source: cloudflare-python 5.9, `workers.observability.telemetry.query`.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from cockpit.adapters.cloudflare.place import required
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt
from cockpit.core.duration import parse_duration
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.cloudflare.operation import At, words_of

SHOWN = 200
WITHIN = timedelta(days=3)
PATH = "/workers/observability/telemetry/query"


class About(msgspec.Struct, frozen=True):
    level: str | None = None
    message: str | None = None
    request_id: str | None = msgspec.field(name="requestId", default=None)


class Event(msgspec.Struct, frozen=True):
    timestamp: float = 0
    source: object = None
    about: About = msgspec.field(name="$metadata", default=About())


class Events(msgspec.Struct, frozen=True):
    count: float | None = None
    events: list[Event] = []


class Found(msgspec.Struct, frozen=True):
    events: Events = Events()


async def plan_logs(at: At, action: Action) -> Plan:
    """`action.text`: the text to find; attribute `window`: how far back."""
    worker, needle = required(at.target, "worker"), words_of(action)
    if not needle:
        raise SourceError("write the text to find, such as a request id")
    try:
        window = parse_duration(action.attributes["window"]) if "window" in action.attributes else WITHIN
    except ValueError as error:
        raise SourceError(f"window: {error}") from error
    return Plan(
        action=action,
        target=at.target,
        request=(f"POST {at.cloud.vendor.address(at.cloud.path(PATH))}", f"needle {printable(needle, 200)!r}"),
        says=f"looks for it in what {worker} said in the last {window} and changes nothing",
        confirm=Confirm.NOTHING,
        private={"worker": worker, "needle": needle, "seconds": str(window.total_seconds())},
    )


async def read_logs(at: At, plan: Plan, run: Run) -> Receipt:
    """Oldest first."""
    until = at.context.clock.now()
    since = until - timedelta(seconds=float(plan.private["seconds"]))
    body = {
        "queryId": "cockpit",
        "timeframe": {"from": int(since.timestamp() * 1000), "to": int(until.timestamp() * 1000)},
        "view": "events",
        "limit": SHOWN,
        "parameters": {
            "needle": {"value": plan.private["needle"], "isRegex": False, "matchCase": False},
            "filters": [
                {"key": "$metadata.service", "operation": "eq", "type": "string", "value": plan.private["worker"]}
            ],
            "filterCombination": "and",
        },
    }
    found = (await at.cloud.ask(PATH, body, Found)).events
    rows = sorted(found.events, key=lambda event: event.timestamp)
    count = int(found.count) if found.count is not None else len(rows)
    return Receipt(
        outcome=Outcome.DONE,
        says=f"{count} events hold it" if count else "nothing holds it; older than the plan keeps, or logs are not on",
        rows=count,
        columns=("at", "level", "request", "said"),
        sample=tuple(_row(event) for event in rows[:SHOWN]),
        values={"rows": count},
    )


def _row(event: Event) -> tuple[str, ...]:
    said = event.source if isinstance(event.source, str) else msgspec.json.encode(event.source).decode()
    try:
        at = f"{datetime.fromtimestamp(event.timestamp / 1000, UTC):%Y-%m-%dT%H:%M:%S}Z"
    except (OverflowError, ValueError, OSError):
        at = ""
    about = event.about
    return at, printable(about.level or "", 20), printable(about.request_id or "", 80), printable(said, 500)
