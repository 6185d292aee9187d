"""Which files a search looks at: paths, folders, patterns, and the older siblings of a log that is rotated."""

import glob
import os
import re
from collections.abc import Iterable, Iterator

import msgspec

from cockpit.adapters.archive.dates import dated
from cockpit.core.hits import Span, Unread
from cockpit.core.logreading import DEFAULT, Reading

MOST = 100_000  # files of one search; more is a mistake in the pattern
_ROTATED = re.compile(r"[.-](?:\d{1,4}|\d{8}(?:[-T]?\d{2,6})?|\d{4}-\d\d-\d\d(?:[-T_]\d\d(?:-?\d\d)*)?)")
_PACKED = re.compile(r"\.(?:gz|zst|zstd|bz2|xz|parquet)$")


class Place(msgspec.Struct, frozen=True):
    """One file to search, and the source it is told under."""

    source: str
    path: str
    shown: str = ""
    """What it is called, when it is a copy of something elsewhere."""
    reading: Reading = DEFAULT

    @property
    def name(self) -> str:
        return self.shown or self.path


def named(words: Iterable[str], span: Span) -> tuple[list[Place], list[Unread], int]:
    """The files that `words` (paths, folders, patterns) name, each once; what names none; how many lie outside `span`.

    A folder stands for everything below it but hidden files. Links to folders are not followed.
    """
    places: dict[str, Place] = {}
    nowhere: list[Unread] = []
    outside = 0
    for word in words:
        expanded = os.path.expanduser(word)
        some = False
        for path, root in _files(expanded):
            some = True
            if not span.meets(*dated(os.path.relpath(path, root) if root else path)):
                outside += 1
            elif len(places) < MOST:
                places.setdefault(os.path.realpath(path), Place(os.path.basename(path), path))
        if not some:
            nowhere.append(Unread(word, "no such file" if not glob.has_magic(expanded) else "no file fits the pattern"))
    return list(places.values()), nowhere, outside


def of_source(
    name: str, paths: Iterable[str], span: Span, reading: Reading = DEFAULT
) -> tuple[list[Place], list[Unread], int]:
    """The files of a log source of the profile with their rotated siblings, told under its name."""
    words: list[str] = []
    for path in paths:
        for found in sorted(glob.glob(path, recursive=True)) if glob.has_magic(path) else [path]:
            words += [*([found] if os.path.lexists(found) or not rotated(found) else []), *rotated(found)]
        if glob.has_magic(path) and not words:
            words.append(path)
    places, nowhere, outside = named(dict.fromkeys(words), span)
    return [Place(name, place.path, reading=reading) for place in places], nowhere, outside


def rotated(path: str) -> list[str]:
    """The rotated siblings of the log `path`: `worker.log.1`, `worker.log.2.gz`, `worker-20261124.log.zst`."""
    folder, base = os.path.split(path)
    stem, dot, ending = base.rpartition(".")
    try:
        siblings = sorted(os.listdir(folder or "."))
    except OSError:
        return []
    found = []
    for name in siblings:
        bare = _PACKED.sub("", name)
        behind = bare.startswith(base) and _ROTATED.fullmatch(bare[len(base) :])
        inside = (
            dot
            and bare.startswith(stem)
            and bare.endswith(dot + ending)
            and _ROTATED.fullmatch(bare[len(stem) : -len(dot + ending)] or " ")
        )
        if name != base and (behind or inside or bare == base):
            found.append(os.path.join(folder, name))
    return found


def _files(word: str) -> Iterator[tuple[str, str]]:
    """The files `word` names, each with the folder it was found below; empty for one named outright."""
    for found in sorted(glob.iglob(word, recursive=True)) if glob.has_magic(word) else [word]:
        if os.path.isdir(found):
            for path in _below(found):
                yield path, found
        elif os.path.lexists(found):
            yield found, _fixed(word) if glob.has_magic(word) else ""


def _below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(parent, name) for name in sorted(names) if not name.startswith("."))


def _fixed(pattern: str) -> str:
    """The folder a pattern begins with."""
    parts = pattern.split(os.sep)
    wild = next(at for at, part in enumerate(parts) if glob.has_magic(part))
    return os.sep.join(parts[:wild]) or "."
