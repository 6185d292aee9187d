"""`cockpit tail`: follow logs full screen, or print them as plain lines where there is no terminal."""

import glob
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from cockpit.adapters.copies import Copies
from cockpit.adapters.logs.opening import open_log
from cockpit.adapters.logs.plain import PlainLines
from cockpit.adapters.logs.recording.replay import Replay, is_recording
from cockpit.adapters.logs.store import LogStore
from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.config import find_profile, load_profile
from cockpit.core.profile import LogSpec, Profile
from cockpit.core.secret import Redactor
from cockpit.paths import FolderError, ensure, incidents_dir, state_dir
from cockpit.ports import LogSource, ProviderContext

STDIN = "-"
LOOK = 0.05  # seconds between looks for new lines


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="SOURCE|PATH|INCIDENT|-...")
@click.option("--follow", "-f", is_flag=True, help="Without a terminal: go on printing new lines until interrupted.")
@click.pass_obj
@failing
def tail(profile: Path | None, what: tuple[str, ...], follow: bool) -> None:
    """Follow logs: sources of the profile, files, patterns of files, - for standard input, or an incident's id."""
    recordings = [kept for word in what if (kept := _recording(word)) is not None]
    live = [word for word in what if _recording(word) is None]
    known = _profile(profile, needed=any(_may_be_name(word) for word in live))
    specs = _specs(live, known)
    shown = _on_terminal(STDIN in what)
    if not shown and not follow:
        _refuse_missing(specs)
    with tempfile.TemporaryDirectory(prefix="cockpit-log-") as folder:
        stdin = _data_from_stdin() if shown and STDIN in what else 0
        store = LogStore()
        sources: list[LogSource] = [Replay(kept, store) for kept in recordings]
        sources += [
            _from_provider(name, spec, known, store, Path(folder))
            if known is not None and spec.target
            else open_log(name, spec, store, Path(folder), from_start=True, stdin=stdin)
            for name, spec in specs
        ]
        try:
            if shown:
                _show(store, sources, ", ".join(what), specs)
            else:
                _print(store, sources, follow)
        finally:
            for source in sources:
                source.close()
            store.close()


def _specs(what: Sequence[str], profile: Profile | None) -> list[tuple[str, LogSpec]]:
    """What to follow: a name in the profile if there is one, else a path."""
    named = profile.sources_of(LogSpec) if profile else {}
    specs: list[tuple[str, LogSpec]] = []
    for word in what:
        if word == STDIN:
            specs.append(("stdin", LogSpec(stdin=True)))
        elif word in named:
            specs.append((word, named[word]))
        else:
            specs.append((os.path.basename(word) or word, LogSpec(paths=(os.path.abspath(os.path.expanduser(word)),))))
    return specs


def _recording(word: str) -> Path | None:
    """The recording `word` means: an incident of this person, by id, or a folder that is one."""
    kept = (incidents_dir() / word / "logs", Path(word), Path(word) / "logs")
    return next((folder for folder in kept if is_recording(folder)), None)


def _profile(profile: Path | None, needed: bool) -> Profile | None:
    """The profile; one that nobody named is read only where a word may be a name in it."""
    if profile is None and not needed:
        return None
    path = profile or find_profile(Path.cwd())
    return load_profile(path) if path else None


def _from_provider(name: str, spec: LogSpec, profile: Profile, store: LogStore, folder: Path) -> LogSource:
    # Keyring and providers: reading a file needs neither.
    from cockpit.adapters.actor import current_actor
    from cockpit.adapters.secrets import TimedSecrets, stores_for
    from cockpit.wiring import context_of, provider_log

    context: ProviderContext = context_of(profile, TimedSecrets(stores_for(profile.name)).get, current_actor())
    return provider_log(name, spec, profile, store, folder, context)


def _may_be_name(word: str) -> bool:
    return word != STDIN and "/" not in word and not Path(word).exists()


def _refuse_missing(specs: Sequence[tuple[str, LogSpec]]) -> None:
    """Without a terminal and without --follow nobody waits for a file, nor for what is yet to be said."""
    for name, spec in specs:
        if spec.target:
            raise Fault(f"{name} brings only what is said from now on; add --follow, ctrl+c ends it")
        for path in spec.paths:
            if not glob.has_magic(path) and not Path(path).exists():
                raise Fault(f"there is no file {path}; name one that is there, or wait for it with --follow")
            if Path(path).is_dir():
                raise Fault(f"{path} is a folder; name the files in it, as in {path}/*.log")


def _on_terminal(stdin_is_data: bool) -> bool:
    """Whether there is a terminal to draw on and to take keys from."""
    keys = os.path.exists("/dev/tty") if stdin_is_data else sys.stdin.isatty()
    return keys and sys.stdout.isatty() and sys.stderr.isatty() and os.environ.get("TERM", "dumb") not in ("", "dumb")


def _data_from_stdin() -> int:
    """Standard input as data on another descriptor, and the keyboard in its place: Textual reads its keys there."""
    data = os.dup(0)
    keyboard = os.open("/dev/tty", os.O_RDONLY)
    os.dup2(keyboard, 0)
    os.close(keyboard)
    return data


def _show(store: LogStore, sources: Sequence[LogSource], title: str, specs: Sequence[tuple[str, LogSpec]]) -> None:
    # Textual costs half a second to import; plain lines do without it.
    from screens.tail import TailApp

    app = TailApp(store, title, dict(specs), Copies(Redactor(), _copies()).take)
    for source in sources:
        source.start()
    app.run()


def _copies() -> Path | None:
    """The file that keeps what is copied; None: our folder cannot be used, which must not stop the reading."""
    try:
        return ensure(state_dir()) / "copied.txt"
    except FolderError:
        return None


def _print(store: LogStore, sources: Sequence[LogSource], follow: bool) -> None:
    """Every row as plain printable lines; a reader that goes away, or ctrl+c, ends it quietly."""
    for source in sources:
        source.start()
    lines, pause = PlainLines(store), threading.Event()
    try:
        while True:
            ended = _all_read(store, follow)
            sys.stdout.writelines(f"{line}\n" for line in lines.new())
            sys.stdout.flush()
            if ended:
                return
            pause.wait(LOOK)
    except BrokenPipeError:
        # The reader has left; without this the interpreter complains once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return


def _all_read(store: LogStore, follow: bool) -> bool:
    """Whether nothing more is to be printed: every stream has ended and, unless following, every file is read."""
    going_on = (
        {"opening", "reading", "following", "waiting for the file", "connecting again"}
        if follow
        else {"opening", "reading"}
    )
    return all(store.state(source) not in going_on for source in store.sources)
