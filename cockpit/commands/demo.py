"""`cockpit demo`: the real cockpit on a simulated world in a temporary folder."""

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit.commands.failing import failing
from cockpit.commands.fault import Fault
from cockpit.commands.open import need_terminal, show
from cockpit.config import load_profile
from cockpit.core.secret import Secret
from cockpit.drill.scenarios import SCENARIOS, write_profile
from cockpit.engine.thread import Opened

if TYPE_CHECKING:
    from cockpit.drill.world import World


@click.command()
@click.argument("scenario", default="worker-backlog")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Use this folder and leave it behind.")
@failing
def demo(scenario: str, keep: Path | None) -> None:
    """Show the cockpit working on SCENARIO (worker-backlog). Needs nothing, touches nothing of yours."""
    if scenario not in SCENARIOS:
        raise Fault(f"there is no scenario {scenario!r}; there is: {', '.join(SCENARIOS)}")
    need_terminal()
    folder = keep or Path(tempfile.mkdtemp(prefix="cockpit-demo-"))
    try:
        _play(folder, temporary=keep is None)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _play(folder: Path, temporary: bool) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "incidents").mkdir(mode=0o700, exist_ok=True)
    (folder / "spool").mkdir(mode=0o700, exist_ok=True)
    worlds: list[World] = []

    def opening() -> Opened:
        from cockpit.drill.world import World
        from cockpit.runbooks.load import digest_of
        from cockpit.wiring import Places, wire  # all of this takes some 150 ms, after the first screen is seen

        world = World(folder)
        worlds.append(world)

        async def secret_of(name: str) -> Secret | None:
            return Secret(name, world.secrets[name]) if name in world.secrets else None

        places = Places(incidents=folder / "incidents", logs=folder / "spool", trust=folder / "trust.json")
        trusted = frozenset({digest_of(world.runbook.read_bytes())})
        wired = wire(load_profile(world.profile), places, secret_of, drill=True, trusted=trusted)
        world.start()
        return Opened(wired.kit, closing=wired.close)

    def clean() -> None:
        if temporary:
            shutil.rmtree(folder, ignore_errors=True)

    try:
        show(load_profile(write_profile(folder)), opening, read_only=False, mouse=True, clean=clean)
    finally:
        for world in worlds:
            world.close()
