"""`cockpit runbook lint FILE|ID…`: what will fail at night, and the lines that would mend it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from cockpit.commands.fault import CHECK_FAILED, Fault
from cockpit.commands.lint_text import finding_lines, summary
from cockpit.config import ConfigError, find_profile, load_profile
from cockpit.core.profile import Profile
from cockpit.core.text import decoded
from cockpit.runbooks.catalog import Catalog
from cockpit.runbooks.lint.finding import Finding, Severity
from cockpit.runbooks.lint.folder import Folder
from cockpit.runbooks.lint.lint import changes, lint, mended
from cockpit.runbooks.lint.table import page
from cockpit.runbooks.lint.write import replace_file
from cockpit.runbooks.load import Loaded, RunbookError, load, runbook_of

if TYPE_CHECKING:
    from cockpit.commands.runbook_schema import Schema


class Report(msgspec.Struct, frozen=True):
    """What was found in one file."""

    path: str
    findings: tuple[Finding, ...]


@click.command("lint")
@click.argument("names", metavar="FILE|ID…", nargs=-1)
@click.option("--fix", is_flag=True, help="Write the patches there are, and show the difference.")
@click.option("--schema", is_flag=True, help="Ask the profile's databases whether tables and columns are there.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--rules", is_flag=True, help="Print what it looks for, in Markdown.")
@click.pass_obj
def lint_command(
    named: Path | None, names: tuple[str, ...], fix: bool, schema: bool, as_json: bool, rules: bool
) -> None:
    """Say what in a runbook will fail at night. Exits 1 when there is an error."""
    if rules:
        click.echo(page(), nl=False)
        return
    if not names:
        raise Fault("no runbook named; give files or ids, or see: cockpit runbook list")
    try:
        profile = _profile(named, needed=schema or any(not Path(name).is_file() for name in names))
        asked = _schema(profile) if profile and schema else None
        reports = list(_reports(names, profile, fix, as_json, asked))
    except ConfigError as error:
        raise Fault.of(error) from error
    except RunbookError as error:
        raise Fault(str(error)) from error
    _print(reports, as_json)
    if any(finding.severity is Severity.ERROR for report in reports for finding in report.findings):
        raise SystemExit(CHECK_FAILED)


def findings_of(loaded: Loaded) -> tuple[Finding, ...]:
    """What the rules say of a runbook as it lies on the disk."""
    return _look(loaded)(decoded(loaded.content))


def _reports(
    names: tuple[str, ...], profile: Profile | None, fix: bool, as_json: bool, asked: "Schema | None"
) -> Iterator[Report]:
    catalog = Catalog(profile.runbooks if profile else ())
    for name in names:
        path = Path(name)
        loaded = load(path) if path.is_file() else catalog.find(name)
        if fix:
            loaded = _fixed(loaded, as_json)
        found = findings_of(loaded)
        if asked:
            found = tuple(sorted((*found, *asked.findings(loaded)), key=lambda finding: finding.line))
        yield Report(loaded.path, found)
    if asked:
        for words in asked.silent:
            click.echo(f"cockpit: {words}", err=True)


def _fixed(loaded: Loaded, quiet: bool) -> Loaded:
    """The runbook with the patches written. Raises RunbookError."""
    if loaded.bundled:
        raise RunbookError(f"{loaded.path} came with the program; copy it before changing it")
    text = decoded(loaded.content)
    if text.encode() != loaded.content:
        raise RunbookError(f"{loaded.path} is not UTF-8, so nothing was written; save it as UTF-8 first")
    after = mended(text, _look(loaded))
    if after == text:
        return loaded
    replace_file(Path(loaded.path), loaded.content, after.encode())
    if not quiet:
        click.echo("\n".join(changes(text, after, loaded.path)))
    return msgspec.structs.replace(
        loaded, content=after.encode(), runbook=runbook_of(after.encode(), Path(loaded.path).stem)
    )


def _look(loaded: Loaded) -> Callable[[str], tuple[Finding, ...]]:
    path = Path(loaded.path)
    beside, today = Folder(path), datetime.now(UTC).date()

    def look(text: str) -> tuple[Finding, ...]:
        return lint(text, runbook_of(text.encode(errors="replace"), path.stem), today=today, beside=beside)

    return look


def _profile(named: Path | None, *, needed: bool) -> Profile | None:
    """The profile in use, where one is needed or named; None: only files are looked at."""
    path = named or (find_profile(Path.cwd()) if needed else None)
    return load_profile(path) if path else None


def _schema(profile: Profile) -> "Schema":
    # Deferred: it brings asyncio and the providers, which cost 50 ms.
    from cockpit.commands.runbook_schema import Schema

    return Schema(profile)


def _print(reports: list[Report], as_json: bool) -> None:
    every = [finding for report in reports for finding in report.findings]
    errors, warnings = (sum(one.severity is grade for one in every) for grade in (Severity.ERROR, Severity.WARNING))
    if as_json:
        document = {"files": reports, "errors": errors, "warnings": warnings}
        click.echo(msgspec.json.encode(document).decode())
        return
    for report in reports:
        for finding in report.findings:
            click.echo("\n".join(finding_lines(report.path, finding)))
    click.echo(summary(len(reports), every))
