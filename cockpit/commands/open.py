"""`cockpit` and `cockpit resume`: the full screen on a profile."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from cockpit import terminal
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.journal.shelf import kept
from cockpit.adapters.secrets import TimedSecrets, stores_for
from cockpit.commands.failing import failing
from cockpit.commands.fault import CheckFault, Fault
from cockpit.commands.find_index import indexes_dir
from cockpit.commands.shelved import shelf
from cockpit.config import find_profile, load_profile
from cockpit.core.incident import Phase
from cockpit.core.profile import Profile
from cockpit.engine.thread import Opened
from cockpit.paths import config_dir, ensure, incidents_dir, state_dir

SMALLEST = (60, 15)


@failing
def open_cockpit(
    profile: Path | None, *, read_only: bool = False, mouse: bool = True, incident: str | None = None
) -> None:
    """Open the screen on the open incident, on `incident`, or watching. Raises Fault, CheckFault."""
    need_terminal()
    read = load_profile(profile or find_profile(Path.cwd()))
    ensure(incidents_dir()), ensure(state_dir() / "spool"), ensure(config_dir())
    name = incident or shelf().newest_open() or ""

    def opening() -> Opened:
        # Providers, sources and what reads recordings: some 100 ms, after the first screen is seen.
        from cockpit.adapters.logs.recording.replay import is_recording
        from cockpit.wiring import Places, wire

        found = kept(incidents_dir() / name) if name else None
        over = found is not None and found.incident.phase is Phase.CLOSED
        logs = incidents_dir() / name / "logs"
        places = Places(
            incidents=incidents_dir(),
            logs=state_dir() / "spool",
            trust=config_dir() / "trust.json",
            copies=state_dir() / "copied.txt",
            indexes=indexes_dir(),
        )
        secrets = TimedSecrets(stores_for(read.name))
        wired = wire(
            read,
            places,
            secrets.get,
            keep=secrets.set,
            read_only=read_only,
            recording=logs if over and is_recording(logs) else None,
        )
        return Opened(wired.kit, name, wired.close)

    show(read, opening, read_only or read.read_only, mouse)


def show(
    profile: Profile,
    opening: Callable[[], Opened],
    read_only: bool,
    mouse: bool,
    clean: Callable[[], None] = lambda: None,
) -> None:
    """Run the screen until it is left; exits non-zero after a crash.

    `clean` is called last when a signal or a vanished terminal ends the program, where no `finally` runs any more.
    """
    from cockpit.app import CockpitApp  # draws: Textual is loaded here and nowhere before

    app = CockpitApp(profile, SystemClock().now, opening, read_only)

    def ending() -> None:
        app.engine.stop()
        clean()

    with terminal.kept(ending):
        app.run(mouse=mouse)
    app.engine.stop()
    if app.parting:
        click.echo(f"cockpit: {app.parting}", err=True)
    if app.return_code:
        sys.exit(app.return_code)


@click.command()
@click.argument("incident", required=False)
@click.pass_obj
def resume(profile: Path | None, incident: str | None) -> None:
    """Open the cockpit on INCIDENT (default: the newest that is not closed)."""
    if incident is None and shelf().newest_open() is None:
        raise CheckFault("no incident is open; begin one with: cockpit declare TITLE")
    open_cockpit(profile, incident=incident)


def need_terminal() -> None:
    """Refuse where a full screen cannot be drawn. Raises Fault."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Fault("this needs a terminal; for scripts use: cockpit status, note, brief, queue, audit, tail")
    if os.environ.get("TERM", "dumb") in ("dumb", ""):
        raise Fault("TERM is dumb; set it to what the terminal is, for example: export TERM=xterm-256color")
    columns, lines = os.get_terminal_size(sys.stderr.fileno())
    if 0 < columns < SMALLEST[0] or 0 < lines < SMALLEST[1]:
        raise Fault(f"the terminal is {columns}x{lines}; at least {SMALLEST[0]}x{SMALLEST[1]} is needed")
