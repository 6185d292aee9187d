"""`cockpit doctor`: everything an incident will need, tried now."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.doctor_machine import folders, program, terminal
from cockpit.commands.doctor_outside import connections
from cockpit.commands.doctor_profile import written
from cockpit.commands.doctor_runbooks import linted
from cockpit.commands.fault import CHECK_FAILED, USAGE
from cockpit.commands.finding import Finding, Mark, fail, ok
from cockpit.config import ConfigError, find_profile, load_profile
from cockpit.core.profile import Profile
from cockpit.core.text import printable


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def doctor(named: Path | None, as_json: bool) -> None:
    """Check the program, the profile, the credentials, and that every target and source answers."""
    profile, problems = _loaded(named)
    findings: list[Finding] = []
    for finding in _all(profile, problems):
        findings.append(finding)
        if not as_json:
            click.echo(str(finding))
    if as_json:
        click.echo(msgspec.json.encode({"ok": _code(findings) == 0, "findings": findings}).decode())
    if code := USAGE if profile is None else _code(findings):
        raise SystemExit(code)


def _all(profile: Profile | None, problems: Iterable[Finding]) -> Iterator[Finding]:
    yield from program()
    yield from terminal()
    yield from folders()
    yield from problems
    if profile is not None:
        yield from written(profile)
        yield from linted(profile, datetime.now(UTC).date())
        yield from asyncio.run(connections(profile, TimedSecrets(stores_for(profile.name))))


def _loaded(named: Path | None) -> tuple[Profile | None, list[Finding]]:
    try:
        path = named or find_profile(Path.cwd())
        profile = load_profile(path)
    except ConfigError as error:
        return None, [fail("profile", str(problem)) for problem in error.problems]
    return profile, [ok("profile", f"{printable(profile.path)}: {profile.title}, {len(profile.targets)} targets")]


def _code(findings: Iterable[Finding]) -> int:
    return CHECK_FAILED if any(finding.mark is Mark.FAIL for finding in findings) else 0
