"""Where `cockpit find` looks: the paths it was given, else the log sources and archives of the profile."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit.adapters.archive.places import Place, named
from cockpit.adapters.archive.searching import Search
from cockpit.commands.fault import Fault
from cockpit.core.hits import Span

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
        from cockpit.adapters.archive.archived import objects_at
        from cockpit.core.readings import SourceError

        try:
            places += objects_at(_profile(profile), remote, span, state, budget)
        except SourceError as error:
            raise Fault(str(error)) from error
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
    from cockpit.adapters.archive.archived import archived, logged

    wanted = sources or (*logs, *archives)
    places = logged(profile, {name: spec for name, spec in logs.items() if name in wanted}, span, state)
    chosen = {name: spec for name, spec in archives.items() if name in wanted}
    more, asked = archived(profile, chosen, span, state, budget)
    return places + more, asked
