"""`cockpit runbook import`: any text as a clean runbook, in a full-screen view or at once."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from cockpit.commands.fault import Fault
from cockpit.commands.import_text import document_of, told
from cockpit.core.imported import Correction, Imported
from cockpit.core.text import printable
from cockpit.runbooks.load import LARGEST, RunbookError, read_content

ENDING = ".runbook.md"
STDIN = "-"


@click.command("import")
@click.argument("name", metavar="FILE|-", type=click.Path(path_type=Path))
@click.option("--out", "-o", type=click.Path(path_type=Path), help=f"The new file (default: FILE's name{ENDING}).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document; no questions.")
@click.option("--yes", is_flag=True, help="Write at once; do not show it first.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def import_(name: Path, out: Path | None, as_json: bool, yes: bool, force: bool) -> None:
    """Make a clean runbook of any text: repaired, with an account of every line. FILE itself is not changed.

    With - the text comes from standard input, and --out says where it goes.
    """
    # 40 ms of patterns to compile, which no other command needs.
    from cockpit.runbooks.importing.encoding import text_of
    from cockpit.runbooks.importing.imported import import_text
    from cockpit.runbooks.importing.rows import rows_of

    if str(name) == STDIN and out is None:
        raise Fault("standard input has no name; say with --out where the runbook goes")
    try:
        text = text_of(sys.stdin.buffer.read(LARGEST) if str(name) == STDIN else read_content(name))
    except RunbookError as error:
        raise Fault(str(error)) from error
    target = out or name.with_name(f"{name.stem}{ENDING}")
    if wrong := _taken(target, name, force):
        raise Fault(wrong)

    def remade(corrections: Sequence[Correction]) -> Imported:
        return import_text(text, source_id=_source_id(target), corrections=corrections)

    def write(imported: Imported) -> str:
        return _written(target, imported.text, force)

    if as_json or yes or not _on_terminal():
        imported = remade(())
        if wrong := write(imported):
            raise Fault(wrong)
    else:
        # Textual costs half a second to import.
        from screens.importing import ImportApp

        shown = ImportApp([row.text for row in rows_of(text)], remade, write, printable(str(name))).run()
        if shown is None:
            click.echo("cockpit: nothing was written", err=True)
            return
        imported = shown
    if as_json:
        click.echo(msgspec.json.encode(document_of(imported, str(name), str(target))).decode())
    else:
        click.echo("\n".join(told(imported, str(target))))


def _source_id(target: Path) -> str:
    return target.name.removesuffix(".md").removesuffix(".runbook")


def _taken(target: Path, source: Path, force: bool) -> str:
    """Why `target` cannot be written, told before any work is done; empty: nothing is known to be in the way."""
    if target.resolve() == source.resolve():
        return printable(f"{target} is the file to import; choose another name with --out")
    if target.exists() and not force:
        return printable(f"{target} is there already; choose another name with --out, or write over it with --force")
    if not target.parent.is_dir():
        return printable(f"there is no folder {target.parent}; make it first")
    return ""


def _written(target: Path, text: str, force: bool) -> str:
    """Write the new file; what went wrong, or nothing. Without `force` a file that came in the meantime stays."""
    try:
        with target.open("w" if force else "x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        return printable(f"{target} cannot be written ({error.strerror}); choose another name with --out")
    return ""


def _on_terminal() -> bool:
    """Whether there is somebody to show it to."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream.isatty() for stream in streams) and os.environ.get("TERM", "dumb") not in ("", "dumb")
