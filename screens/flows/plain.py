"""Commands that ask nothing."""

from cockpit.engine import requests as r
from screens.flows.console import Console


async def refresh(console: Console) -> None:
    """Read every source again."""
    console.submit(r.Refresh())


async def copy_incident(console: Console) -> None:
    """The incident's id and the head of its journal."""
    view = console.view
    console.copy(f"{view.incident.id} {view.head[:12]}" if view.incident.id else console.profile.name)


async def theme(console: Console) -> None:
    """Dark by default, light in the sun."""
    console.change_theme()


async def zoom(console: Console) -> None:
    """One pane alone, or all again."""
    console.zoom()
