"""The bundled packs as tests look at them: each folder's runbooks and its profile."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from cockpit.config import load_profile
from cockpit.core.profile import Profile
from cockpit.core.runbook import Runbook, RunbookAction, Step
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.load import load

FOLDERS = sorted(folder for folder in PACKS.iterdir() if any(folder.glob("*.md")))
ELSEWHERE = frozenset({"", "queue", "runbook"})
"""Blocks that need no target of their own: only to copy, on a source's target, or another runbook."""
WITH_PROFILE = [folder for folder in FOLDERS if (folder / "cockpit.toml").exists()]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One block and where it stands."""

    runbook: str
    step: Step
    action: RunbookAction

    @property
    def where(self) -> str:
        """`worker-backlog#locks:31`."""
        return f"{self.runbook}#{self.step.id}:{self.action.line}"


@cache
def profile_of(folder: Path) -> Profile:
    """The pack's profile. Raises ConfigError."""
    return load_profile(folder / "cockpit.toml")


@cache
def runbooks_of(folder: Path) -> tuple[Runbook, ...]:
    """The pack's runbooks, by file name."""
    return tuple(load(path).runbook for path in sorted(folder.glob("*.md")))


@cache
def every_id() -> frozenset[str]:
    """Ids of all bundled runbooks."""
    return frozenset(runbook.id for folder in FOLDERS for runbook in runbooks_of(folder))


def blocks_of(folder: Path) -> Iterator[Block]:
    """Every block of the pack's runbooks."""
    for runbook in runbooks_of(folder):
        for step in runbook.steps:
            for action in step.actions:
                yield Block(runbook=runbook.id, step=step, action=action)


def target_of(action: RunbookAction, profile: Profile) -> str:
    """The target a block runs on under the profile; empty: nobody runs it, or a source says where."""
    if action.provider in ELSEWHERE:
        return action.target
    message = profile.messages.get(action.attributes.get("message", ""))
    return action.target or (message.channel if message else "") or profile.default_target.get(action.provider, "")
