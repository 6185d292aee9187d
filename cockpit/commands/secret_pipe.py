"""`cockpit secret pipe`: a credential goes from the keyring into a command's input, past the screen and argv."""

import asyncio
import subprocess
from pathlib import Path

import click

from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import CheckFault, Fault
from cockpit.config import load_profile
from cockpit.core.secret import Redactor
from cockpit.core.text import decoded, printable_lines

LONGEST_S = 300.0


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND…")
@click.pass_obj
@failing
def pipe(named: Path | None, name: str, command: tuple[str, ...]) -> None:
    """Run COMMAND with the value of NAME as its standard input; what it prints is shown without the value."""
    profile = load_profile(named)
    found = asyncio.run(TimedSecrets(stores_for(profile.name)).get(name))
    if found is None:
        raise CheckFault(f"there is no {name}; see: cockpit secret list")
    try:
        done = subprocess.run(
            command,
            input=found.reveal().encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_S,
            check=False,
        )
    except OSError as error:
        raise Fault(f"{command[0]} cannot be run ({error.strerror}); check its name") from error
    except subprocess.TimeoutExpired as error:
        raise CheckFault(f"{command[0]} did not end within {LONGEST_S:.0f} s; look what became of it") from error
    for line in printable_lines(Redactor([found]).clean(decoded(done.stdout)).rstrip("\n"), 2000):
        click.echo(line)
    if done.returncode:
        raise CheckFault(f"{command[0]} ended with exit code {done.returncode}")
