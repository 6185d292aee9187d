"""Cloudflare's envelope: what every answer is wrapped in."""

import json
from datetime import UTC, datetime

from cockpit.drill.vendors.loopback import Reply

Json = dict[str, object]


def done(result: object, info: Json | None = None, status: int = 200) -> Reply:
    whole = {"success": True, "errors": [], "messages": [], "result": result}
    return _json(status, {**whole, "result_info": info} if info else whole)


def failed(status: int, code: int, says: str) -> Reply:
    faults = [{"code": code, "message": says}]
    return _json(status, {"success": False, "errors": faults, "messages": [], "result": None})


def _json(status: int, body: Json) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})


def zulu(moment: datetime) -> str:
    """As the API writes times."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
