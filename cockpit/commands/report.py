"""`cockpit report`: the post-mortem of an incident."""

from pathlib import Path

import click

from cockpit.adapters.journal.file import NAME
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.commands.shelved import chosen, whole
from cockpit.reports.postmortem import postmortem


@click.command()
@click.argument("incident", required=False)
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this new file.")
@failing
def report(incident: str | None, out: Path | None) -> None:
    """Write the post-mortem of INCIDENT (default: the open one) as Markdown."""
    text = postmortem(*whole(chosen(incident).folder / NAME))
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        with open(out, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise Fault(f"{out} exists; choose another name") from error
    except OSError as error:
        raise Fault(f"cannot write {out}: {error.strerror}") from error
