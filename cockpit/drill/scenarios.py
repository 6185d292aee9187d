"""The scenarios there are, and their profiles; imports no server and no store."""

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

NOWHERE = "http://127.0.0.1:1"
"""A port nobody listens on: what a profile names before its world is there."""


class Scenario(NamedTuple):
    """One story. Its folder beside this file has its name: cockpit.toml, runbooks, and `story.py`."""

    says: str
    """What is wrong, in one plain line."""
    tail: bool = False
    """Whether its log is a live tail over a connection that can be cut."""


SCENARIOS: Mapping[str, Scenario] = {
    "worker-backlog": Scenario("a dead worker holds its locks; the oldest job is about to wait 15 minutes"),
    "stripe-signatures": Scenario("customers pay, and the shop refuses what Stripe tells it", tail=True),
    "webhooks-off": Scenario("orders come in at the shop, but not in the kitchen: its webhook is off"),
    "bad-deploy": Scenario("the newest version of a shop breaks its checkout", tail=True),
}


def package(scenario: str) -> str:
    """The package that tells `scenario`."""
    return f"cockpit.drill.{scenario.replace('-', '_')}"


def write_profile(folder: Path, scenario: str, filled: Mapping[str, str] | None = None) -> Path:
    """The scenario's cockpit.toml in `folder`; what it writes as @NAME@ is taken from `filled`, else NOWHERE."""
    text = _folder(scenario).joinpath("cockpit.toml").read_text(encoding="utf-8")
    path = folder / "cockpit.toml"
    given = filled or {}
    path.write_text(re.sub(r"@([A-Z_]+)@", lambda found: given.get(found[1], NOWHERE), text), encoding="utf-8")
    return path


def write_runbooks(folder: Path, scenario: str) -> tuple[Path, ...]:
    """The scenario's own runbooks, copied into `folder`."""
    found = sorted((one for one in _folder(scenario).iterdir() if one.name.endswith(".md")), key=lambda one: one.name)
    written = [(folder / one.name, one.read_bytes()) for one in found]
    for path, content in written:
        path.write_bytes(content)
    return tuple(path for path, _ in written)


def _folder(scenario: str) -> Traversable:
    # By its path: asking for the package would import it.
    return files("cockpit.drill").joinpath(scenario.replace("-", "_"))
