"""What `cockpit doctor` checks of a profile without asking anyone: people, log files, runbooks."""

import glob
import os
import shutil
from collections.abc import Iterator

from cockpit.commands.finding import Finding, fail, ok, warn
from cockpit.core.placeholders import names as placeholders
from cockpit.core.profile import LogSpec, Profile
from cockpit.core.text import printable
from cockpit.runbooks.catalog import Catalog
from cockpit.runbooks.load import RunbookError


def written(profile: Profile) -> Iterator[Finding]:
    """One finding for each person missing, log and pattern of runbooks, and each runbook that cannot be opened."""
    for role, person in (("owner", profile.people.owner), ("escalation", profile.people.escalation)):
        if not person or placeholders(person):
            yield warn(f"people.{role}", "nobody is named", f"fill it in in {printable(profile.path)}")
    for name, spec in profile.sources_of(LogSpec).items():
        yield from _log(f"source {name}", spec)
    yield from _runbooks(profile)


def _log(what: str, spec: LogSpec) -> Iterator[Finding]:
    if spec.command and shutil.which(spec.command[0]) is None:
        yield fail(what, f"there is no program {spec.command[0]}", "install it or correct its command")
    elif spec.command:
        yield ok(what, f"runs {' '.join(spec.command)}")
    for pattern in spec.paths:
        files = sorted(glob.glob(pattern))
        unreadable = [path for path in files if not os.access(path, os.R_OK)]
        if unreadable:
            yield fail(what, f"{printable(unreadable[0])} cannot be read", "check its owner and your groups")
        elif files:
            yield ok(what, f"{printable(files[0])}{f' and {len(files) - 1} more' if len(files) > 1 else ''}")
        else:
            yield warn(what, f"{pattern} is not there yet", "it is followed as soon as it appears")


def _runbooks(profile: Profile) -> Iterator[Finding]:
    for pattern in profile.runbooks:
        if files := glob.glob(pattern, recursive=True):
            yield ok("runbooks", f"{len(files)} in {pattern}")
        else:
            yield warn("runbooks", f"{pattern} holds none", "correct [runbooks] paths; the bundled ones are there")
    catalog = Catalog(profile.runbooks)
    for entry in catalog.entries():
        if entry.problem and entry.path not in profile.runbooks:  # a file named and absent was told above
            yield fail("runbooks", entry.problem)
    wanted = [(f"threshold {one.name}", one.runbook) for one in profile.thresholds if one.runbook]
    for what, runbook in (*wanted, *((f"causes.{id}", runbook) for id, runbook in profile.causes.items())):
        try:
            catalog.find(runbook)
        except RunbookError as error:
            yield fail(what, str(error))
