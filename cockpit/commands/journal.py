"""`cockpit journal verify|show|export`: the record itself."""

import sys
from pathlib import Path
from typing import BinaryIO

import click
import msgspec

from cockpit.adapters.journal.chain import GENESIS, Broken, BrokenChainError, walk
from cockpit.adapters.journal.file import NAME
from cockpit.commands.failing import failing
from cockpit.commands.fault import CHECK_FAILED, CheckFault, Fault
from cockpit.commands.shelved import folder_of, whole
from cockpit.core.text import printable
from cockpit.core.timeline import entry


@click.group()
def journal() -> None:
    """Check, read or copy the journal of an incident."""


@journal.command()
@click.argument("incident", metavar="INCIDENT|FILE")
@click.option("--head", default="", help="A head kept elsewhere (a message, a report): then a cut tail shows as well.")
@click.option("--json", "as_json", is_flag=True)
@failing
def verify(incident: str, head: str, as_json: bool) -> None:
    """Walk the hash chain; exit 1 when it does not hold."""
    path = _file(incident)
    count, heads, broken = 0, [GENESIS], None
    with _opened(path) as lines:
        try:
            for count, (_, digest) in enumerate(walk(lines), start=1):  # noqa: B007  # the count after the loop is wanted
                heads.append(digest)
        except BrokenChainError as error:
            broken = error.broken
    if broken is None and head and not any(one.startswith(head) for one in heads[1:]):
        broken = Broken(
            seq=count + 1, line=count + 1, why=f"the head {head[:12]} is not in this chain: its tail was cut"
        )
    if as_json:
        shown = {"events": count, "ok": broken is None, "first_bad": broken, "head": heads[-1], "anchored": bool(head)}
        click.echo(msgspec.json.encode(shown).decode())
    elif broken is None:
        anchored = "" if head else "; the tail is not anchored, compare the head with one kept elsewhere (--head)"
        click.echo(f"{path}: {count} records, whole, head {heads[-1]}{anchored}")
    if broken is not None:
        if not as_json:
            raise CheckFault(f"{path} line {broken.line} (record {broken.seq}): {broken.why}; keep the file as it is")
        sys.exit(CHECK_FAILED)


@journal.command()
@click.argument("incident", metavar="INCIDENT|FILE")
@click.option("--json", "as_json", is_flag=True, help="One record a line.")
@failing
def show(incident: str, as_json: bool) -> None:
    """Print every record, oldest first."""
    for record in whole(_file(incident))[0]:
        if as_json:
            click.echo(msgspec.json.encode(record).decode())
            continue
        line = entry(record)
        click.echo(f"{line.seq:>5}  {line.at:%Y-%m-%d %H:%M:%S}  {printable(line.by):<10}  {printable(line.says)}")


@journal.command()
@click.argument("incident", metavar="INCIDENT|FILE")
@click.option("-o", "out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the screen.")
@failing
def export(incident: str, out: Path | None) -> None:
    """Copy the chain as it is, line by line; the copy verifies like the original."""
    path = _file(incident)
    if out is None:
        with _opened(path) as lines:
            sys.stdout.buffer.writelines(lines)
        return
    try:
        with open(out, "xb") as copy, _opened(path) as lines:
            copy.writelines(lines)
    except FileExistsError as error:
        raise Fault(f"{out} exists; choose another name") from error
    except OSError as error:
        raise Fault(f"cannot write {out}: {error.strerror}") from error


def _file(incident: str) -> Path:
    path = Path(incident)
    return path if path.is_file() else folder_of(incident) / NAME


def _opened(path: Path) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as error:
        raise CheckFault(f"cannot read {path}: {error.strerror}") from error
