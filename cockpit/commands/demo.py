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
from cockpit.core.duration import parse_duration
from cockpit.drill.faults import FAULTS
from cockpit.drill.scenarios import SCENARIOS, write_profile
from cockpit.engine.thread import Opened

if TYPE_CHECKING:
    from cockpit.drill.world import World


class _Listing(click.Command):
    """Its help ends with what there is to choose from."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Scenarios"):
            formatter.write_dl([(name, scenario.says) for name, scenario in SCENARIOS.items()])
        with formatter.section("Faults"):
            formatter.write_dl([(name, fault.says) for name, fault in FAULTS.items()])


@click.command(cls=_Listing)
@click.argument("scenario", default="worker-backlog")
@click.option("--fault", default="", metavar="FAULT", help="What the outside does wrong meanwhile.")
@click.option("--after", default="", metavar="TIME", help="When the fault begins, as in 1m; at once if left out.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Use this folder and leave it behind.")
@failing
def demo(scenario: str, fault: str, after: str, keep: Path | None) -> None:
    """Show the cockpit working on SCENARIO (worker-backlog if none is named). Nothing of yours is touched."""
    after_s = _checked(scenario, fault, after)
    need_terminal()
    folder = keep or Path(tempfile.mkdtemp(prefix="cockpit-demo-"))
    try:
        _play(folder, scenario, fault, after_s, temporary=keep is None)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _checked(scenario: str, fault: str, after: str) -> float:
    """After how many seconds the fault begins. Raises Fault."""
    if scenario not in SCENARIOS:
        raise Fault(f"there is no scenario {scenario!r}; there is: {', '.join(SCENARIOS)}")
    if fault and fault not in FAULTS:
        raise Fault(f"there is no fault {fault!r}; there is: {', '.join(FAULTS)}")
    if fault and FAULTS[fault].cut_every_s and not SCENARIOS[scenario].tail:
        tailed = ", ".join(name for name, one in SCENARIOS.items() if one.tail)
        raise Fault(f"{scenario} has no live tail that could be cut; these have one: {tailed}")
    if after and not fault:
        raise Fault("--after says when a fault begins; name one with --fault")
    try:
        return parse_duration(after).total_seconds() if after else 0.0
    except ValueError as error:
        raise Fault(f"--after: {error}") from error


def _play(folder: Path, scenario: str, fault: str, after_s: float, temporary: bool) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "incidents").mkdir(mode=0o700, exist_ok=True)
    (folder / "spool").mkdir(mode=0o700, exist_ok=True)
    worlds: list[World] = []

    def opening() -> Opened:
        from cockpit.drill.trouble import Trouble
        from cockpit.drill.world import World
        from cockpit.runbooks.load import digest_of
        from cockpit.wiring import Places, wire  # all of this takes some 150 ms, after the first screen is seen

        world = World(folder, scenario, Trouble(FAULTS[fault], after_s) if fault else None)
        worlds.append(world)
        places = Places(incidents=folder / "incidents", logs=folder / "spool", trust=folder / "trust.json")
        trusted = frozenset(digest_of(path.read_bytes()) for path in world.runbooks)
        wired = wire(load_profile(world.profile), places, world.secret_of, keep=world.keep, drill=True, trusted=trusted)
        world.start()
        return Opened(wired.kit, closing=wired.close)

    def clean() -> None:
        if temporary:
            shutil.rmtree(folder, ignore_errors=True)

    try:
        show(load_profile(write_profile(folder, scenario)), opening, read_only=False, mouse=True, clean=clean)
    finally:
        for world in worlds:
            world.close()
