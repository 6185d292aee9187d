"""The database file a target names: there, and a file, before a driver is asked to open it."""

from pathlib import Path

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable


def database(target: Target) -> Path:
    """The absolute path of the target's file. Raises SourceError: none is ever created."""
    text = target.settings.get("path", "")
    if not text:
        raise SourceError(f'{target.name} has no path; add path = "….db" to the target')
    path = Path(text).expanduser().absolute()
    try:
        found = path.is_file()
    except OSError as error:
        raise SourceError(f"{printable(str(path))} ({target.name}) cannot be reached: {error.strerror}") from error
    if not found:
        raise SourceError(f"there is no database file {printable(str(path))} ({target.name}); check its path")
    return path
