"""The outside world of a drill on loopback: a chat webhook that keeps what it gets, and a status page."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from cockpit.drill.vendors.loopback import Asked, Loopback, Reply, standing


class Outside:
    """One small server speaking two vendors' forms.

    Source: Slack incoming webhooks (POST JSON `text`, answer `ok`); Atlassian Statuspage v2 (`/api/v2/summary.json`).
    """

    def __init__(self, page: str = "Storefront", now: Callable[[], datetime] = standing) -> None:
        """It listens at once; `page` is whose status page it is."""
        self.messages: list[str] = []
        self.indicator, self.says = "none", "All systems operational"
        self._page, self._now = page, now
        self.server = Loopback(self.answer)

    @property
    def url(self) -> str:
        """Where it listens: loopback, a free port."""
        return self.server.url

    @property
    def status_url(self) -> str:
        """The status page."""
        return f"{self.url}/status"

    @property
    def hook_url(self) -> str:
        """A chat webhook: to those who post a credential, here worth nothing."""
        return f"{self.url}/services/T000/B000/drill"

    def close(self) -> None:
        """Stop answering and free the port."""
        self.server.close()

    def answer(self, asked: Asked) -> Reply:
        """One request."""
        if asked.method == "POST":
            return self._hook(asked)
        if asked.path != "/status/api/v2/summary.json":
            return Reply(404, b"no such page")
        return Reply(200, json.dumps(self.summary()).encode(), {"content-type": "application/json"})

    def summary(self) -> dict[str, object]:
        """The status page as the vendor would send it."""
        at = self._now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {
            "page": {"id": "drill", "name": self._page, "url": self.status_url, "updated_at": at},
            "status": {"indicator": self.indicator, "description": self.says},
            "components": [],
            "incidents": [],
            "scheduled_maintenances": [],
        }

    def _hook(self, asked: Asked) -> Reply:
        if not asked.path.startswith("/services/"):
            return Reply(404, b"no_service")
        try:
            text = json.loads(asked.body)["text"]
        except (ValueError, KeyError, TypeError):
            return Reply(400, b"invalid_payload")
        self.messages.append(str(text))
        return Reply(200, b"ok")
