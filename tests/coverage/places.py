"""Whether a place named by a table is there: a step, an entry of a profile, a heading of a page, a command."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from cockpit.cli import cockpit
from cockpit.commands.bundled import profiles
from cockpit.config import load_profile
from cockpit.core.profile import Profile
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.load import load

ROOT = Path(__file__).parents[2]
BRINGS = re.compile(r"issue \d+|later")

_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*$", re.MULTILINE)


def runbook_step(place: str) -> bool:
    """`runbook-id` or `runbook-id#step-id`, of a bundled runbook."""
    id, _, step = place.partition("#")
    path = next(PACKS.glob(f"*/{id}.md"), None)
    if path is None:
        return False
    return not step or load(path).runbook.step(step) is not None


def profile_entry(place: str) -> bool:
    """`system:section.key`, of a bundled profile."""
    system, _, entry = place.partition(":")
    section, _, key = entry.partition(".")
    if system not in profiles() or section not in _SECTIONS:
        return False
    return key in _SECTIONS[section](load_profile(profiles()[system]))


_SECTIONS: Mapping[str, Callable[[Profile], set[str]]] = {
    "people": lambda found: {key for key in ("owner", "escalation", "operator_role") if getattr(found.people, key)},
    "severity": lambda found: {level.id for level in found.scale.levels} | {"questions"},
    "targets": lambda found: set(found.targets),
    "sources": lambda found: set(found.sources),
    "queries": lambda found: set(found.queries),
    "thresholds": lambda found: {threshold.name for threshold in found.thresholds},
    "messages": lambda found: set(found.messages),
    "causes": lambda found: set(found.causes),
    "defaults": lambda found: set(found.default_target),
}


def feature(place: str) -> bool:
    """`page.md`, `page.md#heading`, or a command such as `cockpit journal verify`."""
    if place.startswith("cockpit"):
        return _command(place.split())
    page, _, anchor = place.partition("#")
    path = ROOT / page
    if not page.endswith(".md") or not path.is_file():
        return False
    return not anchor or anchor in {_anchor(words) for words in _HEADING.findall(path.read_text(encoding="utf-8"))}


def _command(words: list[str]) -> bool:
    """Whether each word names a command, or an option of the one before it."""
    found: click.Command = cockpit
    context = click.Context(found)
    for word in words[1:]:
        if word.startswith("-"):
            if not any(word in parameter.opts for parameter in found.params):
                return False
        elif isinstance(found, click.Group) and (below := found.get_command(context, word)) is not None:
            found = below
        else:
            return False
    return True


def _anchor(words: str) -> str:
    """A heading as the part of an address after `#`."""
    return re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")


def not_yet(place: str) -> bool:
    """`issue 5` or `later`."""
    return BRINGS.fullmatch(place) is not None


RESOLVED: Mapping[str, Callable[[str], bool]] = {
    "runbook": runbook_step,
    "profile": profile_entry,
    "feature": feature,
    "not yet": not_yet,
}
