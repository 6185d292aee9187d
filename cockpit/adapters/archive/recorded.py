"""What sources that are no files said during incidents, as files to search: the recordings of the incidents."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import msgspec

from cockpit.adapters.archive.places import Place
from cockpit.adapters.logs.recording.format import Begun, notes_in
from cockpit.core.logreading import Reading, zone_named

NOTES = "logs/notes.jsonl"
FIRST_LINE = 1 << 16


class _Declared(msgspec.Struct):
    profile: str = ""


class _First(msgspec.Struct):
    event: _Declared


def recorded(incidents: Path, profile: str, sources: Collection[str], now: datetime) -> list[Place]:
    """The recorded files of `sources`, of every incident of `profile` below `incidents`, oldest incident first."""
    places: list[Place] = []
    if not sources or not incidents.is_dir():
        return places
    for folder in sorted(incidents.iterdir()):
        try:
            notes = (folder / NOTES).read_bytes()
            with open(folder / "journal.jsonl", "rb") as journal:
                first = msgspec.json.decode(journal.readline(FIRST_LINE), type=_First)
        except (OSError, msgspec.MsgspecError):
            continue  # no recording, or no incident: nothing a search could be told of
        if first.event.profile == profile:
            places += [
                Place(note.source, str(folder / "logs" / note.file), reading=_reading(note, now))
                for note in notes_in(notes)
                if isinstance(note, Begun) and note.source in sources and (folder / "logs" / note.file).is_file()
            ]
    return list({place.path: place for place in places}.values())


def _reading(note: Begun, now: datetime) -> Reading:
    return Reading(format=note.format, zone=zone_named(note.zone) or Reading().zone, own=note.own, now=now)
