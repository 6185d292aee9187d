"""`cockpit runbook list|show|lint|import|trust`: what there is, what a file becomes, what is wrong, what may run."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import cast

import click
import msgspec

from cockpit.adapters.trust import TrustError, TrustStore
from cockpit.commands.fault import CHECK_FAILED, Fault
from cockpit.commands.runbook_text import shown_lines
from cockpit.config import ConfigError, find_profile, load_profile
from cockpit.core.runbook_lines import allowed_lines
from cockpit.paths import config_dir
from cockpit.runbooks.catalog import Catalog, bundled_digests
from cockpit.runbooks.document import document_of
from cockpit.runbooks.load import Loaded, RunbookError, load
from cockpit.runbooks.parse import parse_problems

TRUST_FILE = "trust.json"


class _Runbooks(click.Group):
    """The group; what few calls need is imported when it is called (the rules of lint cost 40 ms)."""

    later = {
        "lint": "cockpit.commands.runbook_lint:lint_command",
        "import": "cockpit.commands.runbook_import:import_",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *self.later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.later:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.later[cmd_name].partition(":")
        return cast(click.Command, getattr(import_module(module), attribute))


@click.group(cls=_Runbooks)
def runbook() -> None:
    """List, read, check and trust runbooks: any Markdown file is one."""


@runbook.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def list_(named: Path | None, as_json: bool) -> None:
    """The runbooks of the profile and those that came with the program."""
    with _faults():
        entries = _catalog(named).entries()
    if as_json:
        click.echo(msgspec.json.encode({"runbooks": entries}).decode())
        return
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        if entry.problem:
            click.echo(f"cockpit: {entry.problem}", err=True)
            continue
        when = f" · when {entry.when}" if entry.when else ""
        click.echo(f"{entry.id:<{width}}  {entry.title}{when}")


@runbook.command()
@click.argument("name", metavar="FILE|ID")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def show(named: Path | None, name: str, as_json: bool) -> None:
    """The checklist a file becomes, and what of it fits nowhere."""
    with _faults():
        loaded = _found(named, name)
    if as_json:
        click.echo(msgspec.json.encode(document_of(loaded.runbook)).decode())
    else:
        click.echo("\n".join(shown_lines(loaded.runbook)))
    for problem in parse_problems(loaded.content.decode("utf-8", "replace")):
        click.echo(f"cockpit: {loaded.path}:{problem.line} {problem.says}", err=True)


@runbook.command()
@click.argument("name", metavar="FILE|ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def trust(named: Path | None, name: str, yes: bool) -> None:
    """Let the blocks of a runbook run, after showing each of them and what changed since the last time."""
    with _faults():
        loaded = _found(named, name)
        store = TrustStore(config_dir() / TRUST_FILE, shipped=bundled_digests())
        digest, path = loaded.runbook.digest, Path(loaded.path)
        if store.trusted(digest):
            click.echo(f"{path} is trusted already ({digest[:12]})")
            return
        click.echo("\n".join(allowed_lines(loaded.runbook)) or "Nothing in it runs; its steps are for people.")
        if changed := store.changed_since(path, loaded.content):
            click.echo("\nChanged since it was last trusted:")
            click.echo("\n".join(changed))
        if not yes and not click.confirm(f"\nMay these blocks of {path} run?", default=False):
            click.echo("cockpit: not trusted; its steps can be read, not run", err=True)
            raise SystemExit(CHECK_FAILED)
        store.trust(digest, path, loaded.content)
    click.echo(f"{path} is trusted ({digest[:12]})")


def _found(named: Path | None, name: str) -> Loaded:
    """A file as it is, which needs no profile; else what the catalog knows by that id."""
    path = Path(name)
    return load(path) if path.is_file() else _catalog(named).find(name)


def _catalog(named: Path | None) -> Catalog:
    """The runbooks of the profile in use; without one, those that came with the program."""
    path = named or find_profile(Path.cwd())
    profile = load_profile(path) if path else None
    return Catalog(profile.runbooks, profile.name) if profile else Catalog()


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        raise Fault.of(error) from error
    except (RunbookError, TrustError) as error:
        raise Fault(str(error)) from error
