"""The outside world of a drill on loopback: a chat webhook that keeps what it gets, and a status page."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Outside:
    """One small HTTP server speaking two vendors' forms.

    Source: Slack incoming webhooks (POST JSON `text`, answer `ok`); Atlassian Statuspage v2 (`/api/v2/summary.json`).
    """

    def __init__(self) -> None:
        self.messages: list[str] = []
        self.indicator, self.says = "none", "All systems operational"
        world = self

        class Answers(_Quiet):
            def do_GET(self) -> None:
                if self.path == "/status/api/v2/summary.json":
                    self.answer(200, json.dumps(world.summary()), "application/json")
                else:
                    self.answer(404, "no such page", "text/plain")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.answer(*world.hook(self.path, body), "text/plain")

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="outside", daemon=True)

    @property
    def url(self) -> str:
        """Where it listens: loopback, a free port."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def summary(self) -> dict[str, object]:
        """The status page as the vendor would send it."""
        return {
            "page": {
                "id": "drill",
                "name": "Storefront",
                "url": f"{self.url}/status",
                "updated_at": "2026-01-01T00:00:00Z",
            },
            "status": {"indicator": self.indicator, "description": self.says},
            "components": [],
            "incidents": [],
            "scheduled_maintenances": [],
        }

    def hook(self, path: str, body: bytes) -> tuple[int, str]:
        """Take one webhook call: the status and words of the answer."""
        if not path.startswith("/services/"):
            return 404, "no_service"
        try:
            text = json.loads(body)["text"]
        except (ValueError, KeyError, TypeError):
            return 400, "invalid_payload"
        self.messages.append(str(text))
        return 200, "ok"


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, words: str, kind: str) -> None:
        """Send a whole answer."""
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the cockpit."""
