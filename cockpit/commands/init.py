"""`cockpit init`: a commented starter profile from what the folder holds, or one like a bundled system's."""

import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import click

from cockpit.commands.bundled import fill_ins, profiles
from cockpit.commands.fault import Fault
from cockpit.commands.starter import starter
from cockpit.commands.survey import Survey, survey
from cockpit.config import ConfigError, load_profile
from cockpit.config.find import FILE
from cockpit.core.profile import Profile
from cockpit.core.text import printable


@click.command()
@click.option("--like", metavar="NAME", help="Begin with the profile of a bundled system, such as ordak or fitkit.")
def init(like: str | None) -> None:
    """Write a starter cockpit.toml into this folder."""
    path = Path.cwd() / FILE
    if like is not None:
        text = _like(like)
        profile = _written(path, text)
        click.echo("\n".join(_next_steps(path, text, profile)))
        return
    seen = survey(path.parent)
    _written(path, starter(seen))
    click.echo(f"Wrote {path}: {_summary(seen)}.\nRead it through, fill in the people, then run: cockpit doctor")


def _like(name: str) -> str:
    """The text of the bundled profile called `name`. Raises Fault."""
    found = profiles()
    if name not in found:
        near = get_close_matches(name, found, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        raise Fault(f"no bundled profile is called {printable(name)}; {meant}there are: {', '.join(found)}")
    return found[name].read_text(encoding="utf-8")


def _written(path: Path, text: str) -> Profile:
    """The profile in the file that now holds `text`. Raises Fault when one is there already."""
    if os.path.lexists(path):
        raise Fault(f"{FILE} is already here and stays as it is; move it away first, or edit it")
    try:
        # 'x': two people starting at once do not overwrite one another either.
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Fault(f"{path} cannot be written ({error.strerror}); check the folder's owner and free space") from error
    try:
        return load_profile(path)
    except ConfigError as error:
        raise Fault(str(error)) from error


def _next_steps(path: Path, text: str, profile: Profile) -> Iterator[str]:
    yield f"Wrote {path}: the profile of {profile.title}, with examples. Fill in:"
    for asked in fill_ins(text):
        yield f"  line {asked.line:3}  {asked.key}: {asked.says}"
    secrets = dict.fromkeys(target.secret for target in profile.targets.values() if target.secret)
    yield from (f"Then run: cockpit secret set {secret}" for secret in secrets)
    yield "Then run: cockpit doctor"


def _summary(seen: Survey) -> str:
    found = [(len(seen.databases), "database"), (len(seen.logs), "log"), (len(seen.runbooks), "runbook")]
    words = [f"{count} {what}{'s' if count > 1 else ''}" for count, what in found if count]
    return f"found {', '.join(words)}" if words else "found no database, log or runbook here, so it only has examples"
