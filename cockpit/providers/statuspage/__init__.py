"""Public status pages: Statuspage, incident.io, Instatus, or merely reachable."""

from cockpit.providers.statuspage.provider import SETTINGS, StatusPageProvider, build, build_status
from cockpit.providers.statuspage.source import StatusPage

__all__ = ["SETTINGS", "StatusPage", "StatusPageProvider", "build", "build_status"]
