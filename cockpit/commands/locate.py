"""`cockpit locate`: where the files are."""

from pathlib import Path

import click
import msgspec

from cockpit.commands.fault import CheckFault, Fault
from cockpit.config import ConfigError, find_profile
from cockpit.paths import cache_dir, config_dir, incidents_dir, state_dir

PLACES = {"config": config_dir, "state": state_dir, "cache": cache_dir, "incidents": incidents_dir}


@click.command()
@click.argument("place", required=False, type=click.Choice([*PLACES, "profile"]))
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def locate(named: Path | None, place: str | None, as_json: bool) -> None:
    """Say where the cockpit keeps its files; with a name, that place alone."""
    places = {name: str(find()) for name, find in PLACES.items()}
    if place in (None, "profile"):
        places["profile"] = _profile(named)
    if place == "profile" and not places["profile"]:
        raise CheckFault("there is no cockpit.toml here or above; run: cockpit init")
    shown = places if place is None else {place: places[place]}
    if as_json:
        click.echo(msgspec.json.encode(shown).decode())
    elif place is not None:
        click.echo(shown[place])
    else:
        click.echo("\n".join(f"{name:<10} {where or 'none; run: cockpit init'}" for name, where in shown.items()))


def _profile(named: Path | None) -> str:
    try:
        found = named or find_profile(Path.cwd())
    except ConfigError as error:
        raise Fault.of(error) from error
    return str(found.absolute()) if found else ""
