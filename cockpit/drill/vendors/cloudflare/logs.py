"""Workers Logs: what was said, found again by a text."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import cast

from cockpit.drill.vendors.cloudflare.answers import Json, done, zulu
from cockpit.drill.vendors.loopback import Reply


def stored_logs(said: Sequence[tuple[int, str, object]], body: Json, now: datetime) -> Reply:
    """What was said, newest first, of one service in one time."""
    parameters, frame = cast(Json, body["parameters"]), cast("dict[str, int]", body["timeframe"])
    needle = str(cast(Json, parameters["needle"])["value"]).lower()
    service = cast("list[Json]", parameters["filters"])[0]["value"]
    found = [
        {
            "timestamp": at,
            "dataset": "cloudflare-workers",
            "source": text,
            "$metadata": {"id": f"e-{at}", "level": "log", "service": name, "requestId": "r-1"},
        }
        for at, name, text in sorted(said, key=lambda one: -one[0])
        if name == service and needle in json.dumps(text).lower() and frame["from"] <= at <= frame["to"]
    ]
    query = {"adhoc": True, "name": "", "parameters": {}, "createdBy": "x", "updatedBy": "x"}
    run = {
        "id": "q-1",
        "accountId": "account",
        "userId": "u",
        "dry": False,
        "granularity": 60,
        "status": "COMPLETED",
        "timeframe": body["timeframe"],
        "query": {"id": body["queryId"], "created": zulu(now), "updated": zulu(now), **query},
    }
    events = {"count": len(found), "events": found[: cast(int, body["limit"])]}
    return done({"run": run, "statistics": {"bytes_read": 0, "elapsed": 0, "rows_read": 0}, "events": events})
