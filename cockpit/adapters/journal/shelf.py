"""The folder of all incidents: one sub-folder each, named after the day and hour it was declared."""

import os
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec

from cockpit.adapters.journal.chain import BrokenChainError, walk
from cockpit.adapters.journal.file import NAME, FileJournal
from cockpit.core.fold import replay
from cockpit.core.incident import Incident, Phase
from cockpit.core.secret import Redactor
from cockpit.ports import JournalError


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An incident on the shelf. `broken` says why its journal cannot be read; then `incident` is empty."""

    id: str
    folder: Path
    incident: Incident
    broken: str = ""


class FolderShelf:
    """Implements ports.IncidentShelf over a folder, 0700."""

    def __init__(self, root: Path, redactor: Redactor | None = None) -> None:
        self._root = root
        self._redactor = redactor or Redactor()

    def create(self, at: datetime) -> tuple[str, FileJournal]:
        base = at.strftime("inc-%Y%m%d-%H%M")
        try:
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for number in count(1):
                name = base if number == 1 else f"{base}-{number}"
                try:
                    (self._root / name).mkdir(mode=0o700)
                except FileExistsError:
                    continue
                return name, FileJournal(self._root / name, self._redactor)
        except OSError as error:
            raise JournalError(
                f"cannot create an incident in {self._root}: {error.strerror}; "
                "changes are refused until it can be written"
            ) from error
        raise AssertionError("count() does not end")

    def open(self, id: str) -> FileJournal:
        folder = self._root / id
        if os.sep in id or not (folder / NAME).is_file():
            known = ", ".join(kept.id for kept in self.listed()) or "none yet"
            raise JournalError(f"there is no incident {id!r} in {self._root}; known: {known}")
        return FileJournal(folder, self._redactor)

    def listed(self) -> Iterator[Kept]:
        """Every incident, newest first."""
        if not self._root.is_dir():
            return
        for folder in sorted(self._root.iterdir(), reverse=True):
            if (folder / NAME).is_file():
                yield kept(folder)

    def newest_open(self) -> str | None:
        """The id of the newest incident that is not closed, or None."""
        return next((kept.id for kept in self.listed() if kept.incident.phase in (Phase.OPEN, Phase.RESOLVED)), None)


def kept(folder: Path) -> Kept:
    """The incident in `folder`, read without touching it."""
    try:
        with open(folder / NAME, "rb") as lines:
            incident = replay(record for record, _ in walk(lines))
    except (BrokenChainError, OSError) as error:
        return Kept(id=folder.name, folder=folder, incident=Incident(), broken=str(error))
    return Kept(id=folder.name, folder=folder, incident=incident)
