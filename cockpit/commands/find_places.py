"""Where `cockpit find` looks: the paths it was given, else the log sources and archives of the profile."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.adapters.archive.places import Place, named, of_source
from cockpit.adapters.archive.searching import Search
from cockpit.commands.fault import Fault
from cockpit.core.hits import Span, Unread

if TYPE_CHECKING:  # a search of named files does without the profile: 50 ms
    from cockpit.core.profile import Profile
    from cockpit.ports import Archive

S3 = "s3://"


def places_for(
    profile: Path | None, paths: Sequence[str], sources: Sequence[str], span: Span, state: Search, budget: int
) -> "tuple[list[Place], list[Archive]]":
    """The files to search and the archives to ask; what cannot be is noted in `state`.

    At most `budget` bytes of objects are brought here. Raises Fault when there is nothing to search at all, and
    StoppedError.
    """
    if paths and sources:
        raise Fault("--source names sources of the profile; give it or paths, not both")
    if not paths:
        return _of_profile(_profile(profile), sources, span, state, budget)
    places, nowhere, state.skipped = named([path for path in paths if not path.startswith(S3)], span)
    state.unread += nowhere
    remote = [path for path in paths if path.startswith(S3)]
    if remote:
        from cockpit.commands.find_archives import objects_at

        places += objects_at(_profile(profile), remote, span, state, budget)
    if not places and nowhere and not state.skipped:
        raise Fault(f"{nowhere[0].path}: {nowhere[0].why}; name a file, a folder or a pattern that is there")
    return places, []


def _profile(path: Path | None) -> "Profile":
    from cockpit.config import ConfigError, load_profile

    try:
        return load_profile(path)
    except ConfigError as error:
        raise Fault.of(error) from error


def _of_profile(
    profile: "Profile", sources: Sequence[str], span: Span, state: Search, budget: int
) -> "tuple[list[Place], list[Archive]]":
    from cockpit.core.profile import LogSpec

    logs, archives = profile.sources_of(LogSpec), profile.archives
    for name in sources:
        if name not in logs and name not in archives:
            known = ", ".join((*logs, *archives)) or "none"
            raise Fault(f"there is no log source or archive {name!r}; the profile has: {known}")
    if not logs and not archives:
        raise Fault("the profile has no log source and no archive; name files: cockpit find TEXT /var/log/app")
    places: list[Place] = []
    for name, spec in logs.items():
        if sources and name not in sources:
            continue
        if not spec.paths:
            state.unread.append(Unread(name, "is no file: what it said before it is followed cannot be searched"))
            continue
        found, nowhere, outside = of_source(name, spec.paths, span)
        places += found
        state.unread += nowhere
        state.skipped += outside
    chosen = {name: spec for name, spec in archives.items() if not sources or name in sources}
    if not chosen:
        return places, []
    from cockpit.commands.find_archives import archived

    more, asked = archived(profile, chosen, span, state, budget)
    return places + more, asked
