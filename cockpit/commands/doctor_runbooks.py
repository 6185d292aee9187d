"""What `cockpit doctor` says of the profile's runbooks: how much of each will fail at night, in one line."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cockpit.commands.finding import Finding, fail, ok, warn
from cockpit.commands.lint_text import counted
from cockpit.core.profile import Profile
from cockpit.core.text import decoded
from cockpit.runbooks.catalog import Catalog
from cockpit.runbooks.lint.finding import Severity
from cockpit.runbooks.lint.folder import Folder
from cockpit.runbooks.lint.lint import lint
from cockpit.runbooks.load import Loaded, RunbookError


def linted(profile: Profile, today: date) -> Iterator[Finding]:
    """One finding for each runbook of the profile; those that came with the program and unreadable ones have none."""
    catalog = Catalog(profile.runbooks)
    for entry in catalog.entries():
        if entry.bundled or entry.problem:
            continue
        try:
            loaded = catalog.find(entry.id)
        except RunbookError as error:  # gone since it was listed
            yield fail("runbooks", str(error))
            continue
        yield _counted(loaded, today)


def _counted(loaded: Loaded, today: date) -> Finding:
    found = lint(decoded(loaded.content), loaded.runbook, today=today, beside=Folder(Path(loaded.path)))
    counts = {grade: sum(one.severity is grade for one in found) for grade in Severity}
    says = counted(counts)
    id = loaded.runbook.id
    cure = f"see: cockpit runbook lint {id}"
    if counts[Severity.ERROR]:
        return fail(f"runbook {id}", says, cure)
    return warn(f"runbook {id}", says, cure) if counts[Severity.WARNING] else ok(f"runbook {id}", says)
