"""`cockpit init`: a commented starter profile from what the folder holds."""

import os
from pathlib import Path

import click

from cockpit.commands.fault import Fault
from cockpit.commands.starter import starter
from cockpit.commands.survey import Survey, survey
from cockpit.config import ConfigError, load_profile
from cockpit.config.find import FILE


@click.command()
def init() -> None:
    """Write a starter cockpit.toml into this folder."""
    path = Path.cwd() / FILE
    if os.path.lexists(path):
        raise Fault(f"{FILE} is already here and stays as it is; move it away first, or edit it")
    seen = survey(path.parent)
    try:
        # 'x': two people starting at once do not overwrite one another either.
        with open(path, "x", encoding="utf-8") as file:
            file.write(starter(seen))
    except OSError as error:
        raise Fault(f"{path} cannot be written ({error.strerror}); check the folder's owner and free space") from error
    try:
        load_profile(path)
    except ConfigError as error:
        raise Fault(str(error)) from error
    click.echo(f"Wrote {path}: {_summary(seen)}.\nRead it through, fill in the people, then run: cockpit doctor")


def _summary(seen: Survey) -> str:
    found = [(len(seen.databases), "database"), (len(seen.logs), "log"), (len(seen.runbooks), "runbook")]
    words = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in found if count]
    return f"found {', '.join(words)}" if words else "found no database, log or runbook here, so it only has examples"
