"""All runbooks within reach: those of the profile, then those that came with the program."""

import glob
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import msgspec

from cockpit.core.text import decoded, printable
from cockpit.runbooks.load import Loaded, RunbookError, digest_of, load, read_content
from cockpit.runbooks.parse import heading_of

PACKS = Path(__file__).parent / "packs"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list. `problem` tells why the file cannot be opened; its id is then the file's name."""

    id: str
    title: str
    path: str
    when: str = ""
    profile: str = ""
    bundled: bool = False
    problem: str = ""


class Catalog:
    """Runbooks by id. Files are read when asked for, not when the catalog is made."""

    def __init__(self, paths: Iterable[str] = (), profile: str = "") -> None:
        """`paths` are absolute paths or globs (`**` too) of Markdown files.

        Of the bundled runbooks only those for `profile` or for any system are listed; empty: all of them.
        """
        self._patterns = tuple(paths)
        self._profile = profile

    def entries(self) -> tuple[Entry, ...]:
        """Every runbook that can be for this profile, its own first; of two with one id the first."""
        return tuple(one for one in self._all().values() if not one.bundled or self._fits(one))

    def find(self, id_or_path: str) -> Loaded:
        """The runbook with this id, else the one in this file. Raises RunbookError."""
        entries = self._all()
        if entry := entries.get(id_or_path):
            root = next(root for path, root, _ in self._files() if str(path) == entry.path)
            return msgspec.structs.replace(load(Path(entry.path), root), bundled=entry.bundled)
        path = Path(id_or_path)
        if "/" in id_or_path or path.suffix or path.exists():
            return msgspec.structs.replace(load(path), bundled=path.resolve().is_relative_to(PACKS))
        near = get_close_matches(id_or_path, entries, n=1)
        cure = f"did you mean {near[0]}?" if near else "see: cockpit runbook list"
        raise RunbookError(printable(f"no runbook is called {id_or_path}; {cure}"))

    def _fits(self, entry: Entry) -> bool:
        return not self._profile or entry.profile in ("", self._profile)

    def _all(self) -> dict[str, Entry]:
        """Every runbook by id, those for other systems too: whoever names one gets it."""
        found: dict[str, Entry] = {}
        for path, root, bundled in self._files():
            entry = _entry(path, root, bundled)
            found.setdefault(entry.id, entry)
        return found

    def _files(self) -> list[tuple[Path, Path, bool]]:
        """(file, the folder its links must stay in, whether it came with the program), each file once."""
        found: dict[Path, tuple[Path, bool]] = {}
        for pattern in self._patterns:
            root = _fixed_part(pattern)
            for name in sorted(glob.glob(pattern, recursive=True)) or [pattern] * (not glob.has_magic(pattern)):
                found.setdefault(Path(name), (root, False))
        for path in sorted(PACKS.glob("*/*.md")):
            found.setdefault(path, (PACKS, True))
        return [(path, root, bundled) for path, (root, bundled) in found.items()]


def bundled_digests() -> frozenset[str]:
    """Digests of the runbooks that came with the program: trusted as the program itself is."""
    return frozenset(digest_of(path.read_bytes()) for path in PACKS.glob("*/*.md"))


def _entry(path: Path, root: Path, bundled: bool) -> Entry:
    try:
        heading = heading_of(decoded(read_content(path, root)), source_id=path.stem)
    except RunbookError as error:
        return Entry(id=printable(path.stem), title="", path=str(path), bundled=bundled, problem=str(error))
    return Entry(
        id=heading.id, title=heading.title, path=str(path), when=heading.when, profile=heading.profile, bundled=bundled
    )


def _fixed_part(pattern: str) -> Path:
    """The folder a pattern starts from: its path up to the first part with a wildcard."""
    path = Path(pattern)
    if not glob.has_magic(pattern):
        return path.parent
    fixed = Path(path.anchor)
    for part in path.relative_to(path.anchor).parts:
        if glob.has_magic(part):
            break
        fixed /= part
    return fixed
