"""Targets: one named provider instance each, with the settings its provider knows and never a credential."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cockpit.config.lines import KeyPath
from cockpit.config.problems import Report, meant
from cockpit.config.table import is_name, readable, tables, value, words_for
from cockpit.core.actions import Target
from cockpit.core.profile import ENVIRONMENTS
from cockpit.providers import registry

OWN_KEYS = ("provider", "environment", "secret", "instead_of")
PATH_KEYS = frozenset({"path", "file", "folder", "cwd"})
NOT_FILES = (":memory:", "file:")  # what embedded databases also take for a path

_PASSWORD = re.compile(
    r"[a-z][a-z0-9+.-]*://[^/\s?#]*:[^/\s@]+@"  # scheme://user:password@host
    r"|(?:^|[\s?&;])(?:password|passwd|pwd|passfile_password|token|api_?key|access_token|secret)\s*=\s*[^\s&;]",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def read_targets(document: Mapping[str, object], folder: Path, report: Report) -> dict[str, Target]:
    """The targets under `[targets.<name>]`; file settings are taken from `folder`, where the profile is."""
    found: dict[str, Target] = {}
    for name, table in tables(document, "targets", report).items():
        path = ("targets", name)
        own = {key: value(table.get(key, ""), str, (*path, key), report) for key in OWN_KEYS}
        settings = dict(_settings(table, path, folder, report))
        _check_provider(own["provider"], [key for key in table if key not in OWN_KEYS], path, report)
        _check_environment(own["environment"], path, report)
        if isinstance(own["secret"], str) and own["secret"]:
            is_name(own["secret"], (*path, "secret"), report)
        found[name] = Target(
            name=name,
            provider=str(own["provider"]),
            environment=str(own["environment"]) or "production",
            settings=settings,
            secret=str(own["secret"]),
            instead_of=str(own["instead_of"]),
        )
    return found


def anchored(path: str, folder: Path) -> str:
    """`path` as an absolute one: `~` is the home folder, anything relative is taken from `folder`. Globs stay."""
    return os.path.normpath(folder / os.path.expanduser(path))


def _settings(table: Mapping[str, object], path: KeyPath, folder: Path, report: Report) -> Iterator[tuple[str, str]]:
    for key, found in table.items():
        if key in OWN_KEYS:
            continue
        if isinstance(found, bool):
            yield key, "true" if found else "false"
        elif isinstance(found, int | float):
            yield key, str(found)
        elif not isinstance(found, str):
            report.add((*path, key), f"must be text, a number, true or false, not {words_for(found)}")
        elif readable(found, (*path, key), report) and _harmless(found, (*path, key), report):
            yield key, _placed(found, folder) if key in PATH_KEYS else found


def _placed(found: str, folder: Path) -> str:
    """A path setting made absolute; a list of folders, as in PATH, entry by entry."""
    if not found or found.startswith(NOT_FILES):
        return found
    return os.pathsep.join(anchored(part, folder) for part in found.split(os.pathsep))


def _harmless(found: str, path: KeyPath, report: Report) -> bool:
    """Whether a setting holds no credential and no variable; the value itself is never shown."""
    if _PASSWORD.search(found):
        says = 'holds a password; take it out, add secret = "NAME" and run: cockpit secret set NAME'
        report.add(path, says)
        return False
    if variable := _VARIABLE.search(found):
        says = f"{variable[0]} is not filled in: variables are not read here; write the value itself"
        report.add(path, says)
        return False
    return True


def _check_provider(provider: object, keys: Sequence[str], path: KeyPath, report: Report) -> None:
    """The one place that asks the registry which providers there are and what each wants to know."""
    if not isinstance(provider, str):
        return
    if not provider:
        report.add(path, f"provider is missing; write one of {', '.join(registry.names())}")
        return
    if provider not in registry.BUILT_IN and provider not in registry.names():
        report.add((*path, "provider"), f"no provider is called {provider!r}{meant(provider, registry.names())}")
        return
    try:
        known = registry.settings_of(provider)
    except registry.UnknownProviderError as error:
        report.add((*path, "provider"), str(error))
        return
    for key in keys:
        if key not in known:
            names = [name for name in (*OWN_KEYS, *known) if name not in keys]
            report.add((*path, key), f"{provider} has no such setting{meant(key, names)}")


def _check_environment(environment: object, path: KeyPath, report: Report) -> None:
    if isinstance(environment, str) and environment and environment not in ENVIRONMENTS:
        says = f"no environment is called {environment!r}{meant(environment, ENVIRONMENTS)}"
        report.add((*path, "environment"), says)
