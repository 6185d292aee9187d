"""`cockpit secret`: credentials go into the keyring from the keyboard or a pipe, and never come out on the screen."""

import asyncio
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.fault import CheckFault, Fault
from cockpit.commands.pings import Answer, pinged
from cockpit.commands.secret_pipe import pipe
from cockpit.config import ConfigError, load_profile
from cockpit.config.problems import meant
from cockpit.config.table import NAME
from cockpit.core.profile import Profile
from cockpit.core.secret import LONGEST, Secret, unfit
from cockpit.ports import SecretError

PATIENCE = 60.0  # seconds for a person to type the keyring's password into its window
T = TypeVar("T")


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One credential the profile wants. `state` is `present`, `missing` or `unreadable`."""

    name: str
    state: str
    where: str = ""
    says: str = ""
    targets: tuple[str, ...]


@click.group()
def secret() -> None:
    """Keep the profile's credentials in the keyring of this machine."""


secret.add_command(pipe)


@secret.command("set")
@click.argument("name")
@click.argument("extra", nargs=-1, metavar="")
@click.option("--stdin", "piped", is_flag=True, help="Read the value from standard input, one line.")
@click.pass_obj
def keep(named: Path | None, name: str, extra: tuple[str, ...], piped: bool) -> None:
    """Ask for the value of NAME without showing it, and keep it."""
    if extra:
        says = "a value on the command line can be read by everyone on this machine, and stays in the shell's history"
        raise Fault(f"{says}; type only: cockpit secret set NAME, and replace that credential")
    profile = _profile(named)
    _check_name(name)
    _note_unwanted(profile, name)
    value = _piped() if piped else _typed(name)
    if why := unfit(value):
        raise Fault(f"the value {why}; nothing was kept; copy it again and repeat: cockpit secret set {name}")
    where = _run(_secrets(profile).set(Secret(name, value)))
    click.echo(f"{name} is kept in the {where}. Try it: cockpit secret test {name}")


@secret.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def show(named: Path | None, as_json: bool) -> None:
    """Say which credentials the profile wants, and where each one is."""
    profile = _profile(named)
    listed = asyncio.run(look_up(profile, _secrets(profile)))
    if as_json:
        click.echo(msgspec.json.encode({"profile": profile.name, "secrets": listed}).decode())
    elif not listed:
        click.echo(f"No target of {profile.name} wants a credential.")
    for entry in () if as_json else listed:
        where = f"in {entry.where}" if entry.where else entry.says
        click.echo(f"{entry.name:<20} {entry.state:<10} {where} (for {', '.join(entry.targets)})")
    if any(entry.state != "present" for entry in listed):
        raise SystemExit(1)


@secret.command("rm")
@click.argument("name")
@click.pass_obj
def remove(named: Path | None, name: str) -> None:
    """Take NAME out of the keyring."""
    profile = _profile(named)
    _check_name(name)
    where = _run(_secrets(profile).delete(name))
    if not where:
        raise CheckFault(f"the keyring holds no {name} for {profile.name}; see: cockpit secret list")
    click.echo(f"{name} is gone from the {where}. It still works until it is revoked where it was made.")


@secret.command("test")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def try_out(named: Path | None, name: str, as_json: bool) -> None:
    """Read NAME back, and ask every target that uses it whether it answers."""
    profile = _profile(named)
    _check_name(name)
    _note_unwanted(profile, name)
    secrets = _secrets(profile)
    where, says, answers = asyncio.run(_tried(profile, secrets, name))
    good = bool(where) and all(answer.ok for answer in answers)
    if as_json:
        document = {"name": name, "ok": good, "where": where, "says": says, "targets": answers}
        click.echo(msgspec.json.encode(document).decode())
    elif not where:
        raise CheckFault(says)
    else:
        click.echo(f"{name} can be read from the {where}.")
        for answer in answers:
            click.echo(f"{answer.target}: {'' if answer.ok else 'FAIL '}{answer.says}")
    if not good:
        raise SystemExit(1)


async def look_up(profile: Profile, secrets: TimedSecrets) -> tuple[Listed, ...]:
    """Every credential the profile's targets want, and whether it is there. Reads, never keeps."""
    return tuple([await _listed(name, targets, secrets) for name, targets in wanted(profile).items()])


def wanted(profile: Profile) -> dict[str, tuple[str, ...]]:
    """The names of the credentials, each with the targets that use it."""
    names = dict.fromkeys(target.secret for target in profile.targets.values() if target.secret)
    return {name: tuple(key for key, target in profile.targets.items() if target.secret == name) for name in names}


async def _listed(name: str, targets: tuple[str, ...], secrets: TimedSecrets) -> Listed:
    try:
        found = await secrets.find(name)
    except SecretError as error:
        return Listed(name=name, state="unreadable", says=str(error), targets=targets)
    if found is None:
        return Listed(name=name, state="missing", says=f"type: cockpit secret set {name}", targets=targets)
    return Listed(name=name, state="present", where=found.where, targets=targets)


async def _tried(profile: Profile, secrets: TimedSecrets, name: str) -> tuple[str, str, tuple[Answer, ...]]:
    listed = await _listed(name, wanted(profile).get(name, ()), secrets)
    if listed.state != "present":
        return "", listed.says if listed.state == "unreadable" else f"there is no {name}; {listed.says}", ()
    return listed.where, "", await pinged(profile, secrets, listed.targets)


def _profile(named: Path | None) -> Profile:
    try:
        return load_profile(named)
    except ConfigError as error:
        raise Fault.of(error) from error


def _secrets(profile: Profile) -> TimedSecrets:
    windows = sys.platform != "linux" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    stores = stores_for(profile.name)
    return TimedSecrets(stores, limit=PATIENCE) if windows else TimedSecrets(stores)


def _check_name(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Fault("a credential's name is made of letters, digits, - and _; see: cockpit secret list")


def _note_unwanted(profile: Profile, name: str) -> None:
    names = wanted(profile)
    if name not in names:
        click.echo(f"cockpit: no target of {profile.name} uses {name}{meant(name, names)}", err=True)


def _typed(name: str) -> str:
    import getpass  # with its terminal modes, only wanted here
    import warnings

    try:
        if sys.platform != "win32":
            open("/dev/tty", "rb").close()  # without one getpass would read, and show, standard input
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(f"Value of {name} (not shown): ")
    except (OSError, EOFError, getpass.GetPassWarning) as error:
        raise Fault(f"there is no terminal to ask at; pipe it: cockpit secret set {name} --stdin < FILE") from error


def _piped() -> str:
    if sys.stdin.isatty():
        raise Fault("standard input is a terminal and would show what is typed; leave --stdin out")
    raw = sys.stdin.buffer.read(LONGEST + 3)
    line = raw.removesuffix(b"\n").removesuffix(b"\r")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise Fault("the value is not UTF-8 text; nothing was kept") from error


def _run(asked: Coroutine[None, None, T]) -> T:
    try:
        return asyncio.run(asked)
    except SecretError as error:
        raise CheckFault(str(error)) from error
