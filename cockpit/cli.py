"""The command line. Imports click and the standard library; each command is imported when it is called."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

import click

from cockpit import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("cockpit.commands.demo:demo", "the cockpit on a simulated world; nothing of yours is touched"),
    "init": ("cockpit.commands.init:init", "write a starter profile from what this folder holds"),
    "doctor": ("cockpit.commands.doctor:doctor", "check program, profile, credentials, targets, sources"),
    "locate": ("cockpit.commands.locate:locate", "say where the cockpit keeps its files"),
    "secret": ("cockpit.commands.secret:secret", "credentials: set, list, rm, test, pipe"),
    "runbook": ("cockpit.commands.runbook:runbook", "runbooks: list, show, lint, import, trust"),
    "declare": ("cockpit.commands.incident:declare", "begin an incident from a script or a second shell"),
    "status": ("cockpit.commands.incident:status", "where the open incident stands, in one line"),
    "note": ("cockpit.commands.incident:note", "add a note to the open incident"),
    "brief": ("cockpit.commands.incident:brief_command", "the hand-over brief: conditions, actions, needs"),
    "resume": ("cockpit.commands.open:resume", "open the cockpit on an incident again"),
    "close": ("cockpit.commands.incident:close", "close a resolved incident"),
    "tail": ("cockpit.commands.tail:tail", "the log pane alone: files, a source, or - for standard input"),
    "find": ("cockpit.commands.find:find", "every log line holding a text, from files and archives, in time order"),
    "archive": ("cockpit.commands.archive:archive", "archives: sql, any SELECT over log files"),
    "audit": ("cockpit.commands.sources:audit", "audit: window, the rows around a time; verify, the hash chain"),
    "queue": ("cockpit.commands.sources:queue", "the numbers of a queue source"),
    "compare": ("cockpit.commands.compare:compare_command", "two named queries held against each other by a key"),
    "reconcile": ("cockpit.commands.reconcile:reconcile", "compare two queries: what is missing, with amounts"),
    "journal": ("cockpit.commands.journal:journal", "journals: verify, show, export"),
    "report": ("cockpit.commands.report:report", "the post-mortem of an incident, in Markdown"),
}


class LazyGroup(click.Group):
    """A group whose commands are known by name and imported on use: `--help` loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        return cast(click.Command, getattr(import_module(module), attribute))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.command(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-c", "profile", type=click.Path(path_type=Path), metavar="FILE", help="The profile to use (cockpit.toml)."
)
@click.option("--read-only", is_flag=True, help="Plan and run nothing that changes anything.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.version_option(__version__, prog_name="cockpit")
@click.pass_context
def cockpit(ctx: click.Context, profile: Path | None, read_only: bool, no_mouse: bool) -> None:
    """One terminal screen for the hour in which production is on fire.

    Without a command: the open incident, or the watch screen from which one is declared.
    """
    ctx.obj = profile
    if ctx.invoked_subcommand is None:
        opening = import_module("cockpit.commands.open")
        opening.open_cockpit(profile, read_only=read_only, mouse=not no_mouse)


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the thing checked does not hold, 2 usage or configuration."""
    os.umask(0o077)
    gc.set_threshold(50_000, 20, 50)  # imports make much and drop nothing: the usual 700 costs a tenth of the start-up
    try:
        code = cockpit.main(argv, prog_name="cockpit", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 2
    except click.UsageError as error:
        where = f" {error.ctx.info_name}" if error.ctx and error.ctx.parent else ""
        _fail(f"{error.format_message()} Try: cockpit{where} --help")
        code = 2
    except click.ClickException as error:
        _fail(error.format_message())
        code = error.exit_code
    except click.Abort:
        _fail("stopped")
        code = 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; nothing to complain about
        code = 0
    sys.exit(code or 0)


def _fail(words: str) -> None:
    click.echo(f"cockpit: {words}", err=True)


if __name__ == "__main__":
    main()
