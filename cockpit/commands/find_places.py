"""Where `cockpit find` looks: the paths it was given, else the log sources of the profile."""

from collections.abc import Sequence
from pathlib import Path

from cockpit.adapters.archive.places import Place, named, of_source
from cockpit.adapters.archive.searching import Search
from cockpit.commands.fault import Fault
from cockpit.core.hits import Span, Unread


def places_for(
    profile: Path | None, paths: Sequence[str], sources: Sequence[str], span: Span, state: Search
) -> list[Place]:
    """The files to search; what cannot be is noted in `state`. Raises Fault when there is nothing to search at all."""
    if paths and sources:
        raise Fault("--source names sources of the profile; give it or paths, not both")
    if not paths:
        return _of_profile(profile, sources, span, state)
    places, nowhere, state.skipped = named(paths, span)
    state.unread += nowhere
    if not places and nowhere and not state.skipped:
        raise Fault(f"{nowhere[0].path}: {nowhere[0].why}; name a file, a folder or a pattern that is there")
    return places


def _of_profile(profile: Path | None, sources: Sequence[str], span: Span, state: Search) -> list[Place]:
    from cockpit.config import ConfigError, load_profile  # 50 ms that a search of named files does without
    from cockpit.core.profile import LogSpec

    try:
        logs = load_profile(profile).sources_of(LogSpec)
    except ConfigError as error:
        raise Fault.of(error) from error
    for name in sources:
        if name not in logs:
            raise Fault(f"there is no log source {name!r}; the profile has: {', '.join(logs) or 'none'}")
    chosen = {name: logs[name] for name in sources or logs}
    if not chosen:
        raise Fault("the profile has no log source; name files, as in: cockpit find TEXT /var/log/app")
    places: list[Place] = []
    for name, spec in chosen.items():
        if not spec.paths:
            state.unread.append(Unread(name, "is no file: what it said before it is followed cannot be searched"))
            continue
        found, nowhere, outside = of_source(name, spec.paths, span)
        places += found
        state.unread += nowhere
        state.skipped += outside
    return places
