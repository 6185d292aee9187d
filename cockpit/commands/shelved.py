"""Finding the incident a command is about, and writing to it from a second shell."""

from pathlib import Path

from cockpit.adapters.actor import current_actor
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.journal.chain import GENESIS, BrokenChainError, walk
from cockpit.adapters.journal.file import NAME, FileJournal
from cockpit.adapters.journal.shelf import FolderShelf, Kept, kept
from cockpit.commands.fault import CheckFault
from cockpit.core.events import AnyEvent, Record
from cockpit.paths import ensure, incidents_dir
from cockpit.ports import JournalConflictError, JournalError

ATTEMPTS = 50


def shelf() -> FolderShelf:
    """The incidents of this person. Raises FolderError."""
    return FolderShelf(ensure(incidents_dir()))


def chosen(incident: str | None) -> Kept:
    """The incident called `incident` (an id, or the path of a folder or journal), or the newest that is not closed.

    Raises CheckFault when there is none or its journal is broken.
    """
    name = incident or shelf().newest_open()
    if name is None:
        raise CheckFault("no incident is open; begin one with: cockpit declare TITLE")
    found = kept(folder_of(name))
    if found.broken:
        raise CheckFault(f"{found.id}: {found.broken}; look with: cockpit journal verify {name}")
    return found


def folder_of(incident: str) -> Path:
    """The folder of an incident named by id or by path. Raises CheckFault."""
    path = Path(incident)
    for folder in (path, path.parent, incidents_dir() / incident):
        if (folder / NAME).is_file() and (folder == path or path.is_file() or folder.name == incident):
            return folder
    known = ", ".join(one.id for one in shelf().listed()) or "none yet"
    raise CheckFault(f"there is no incident {incident!r}; known: {known}")


def whole(path: Path) -> tuple[list[Record], str]:
    """Every record of a journal file and the head of its chain, without touching the file. Raises CheckFault."""
    try:
        with open(path, "rb") as lines:
            pairs = list(walk(lines))
    except BrokenChainError as error:
        broken = error.broken
        raise CheckFault(f"{path} line {broken.line}: {broken.why}; see: cockpit journal verify {path}") from error
    except OSError as error:
        raise CheckFault(f"cannot read {path}: {error.strerror}") from error
    return [record for record, _ in pairs], pairs[-1][1] if pairs else GENESIS


def append(journal: FileJournal, event: AnyEvent) -> Record:
    """Write `event`, after whatever other cockpits are writing. Raises JournalError."""
    clock, actor = SystemClock(), current_actor()
    for _ in range(ATTEMPTS):
        try:
            return journal.append(event, actor, clock.now())
        except JournalConflictError:
            for _record in journal.read(after=journal.seq):
                pass
    raise JournalError("other cockpits write to this incident faster than this command; try again")
