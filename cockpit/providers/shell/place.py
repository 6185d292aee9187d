"""Where a command runs: the folder, the path its program is found on, and the environment it is given."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from cockpit.core.actions import Target
from cockpit.core.duration import parse_duration, short
from cockpit.core.text import printable

# Nothing else of the cockpit's own environment reaches a command: no token, no proxy, nothing that steers a loader.
PASSED_ON = ("HOME", "LANG", "TZ", "USER", "LOGNAME", "SHELL", "SSH_AUTH_SOCK", "TMPDIR")
TIME_LIMIT = "10m"


def folder_of(target: Target) -> str:
    """The absolute folder commands run in. Raises ValueError, in words fit to show, when there is none."""
    folder = Path(target.settings.get("cwd") or Path.cwd()).expanduser().absolute()
    if not folder.is_dir():
        raise ValueError(f"the folder {printable(str(folder))} of target {target.name} is not there; correct cwd")
    return str(folder)


def path_of(target: Target) -> str:
    """The path programs are found on: absolute folders only, so that nothing beside a runbook is run by accident."""
    path = target.settings.get("path") or os.environ.get("PATH") or os.defpath
    return os.pathsep.join(entry for entry in path.split(os.pathsep) if os.path.isabs(entry))


def limit_of(target: Target, attributes: Mapping[str, str]) -> tuple[float, str]:
    """How long a command may run, in seconds and in words. Raises ValueError when what is written is no length."""
    limit = parse_duration(attributes.get("timeout") or target.settings.get("timeout") or TIME_LIMIT)
    if limit.total_seconds() <= 0:
        raise ValueError(f"target {target.name} gives commands no time at all; set timeout to something like 10m")
    return limit.total_seconds(), short(limit)


def found(program: str, folder: str, path: str) -> str:
    """The absolute path of `program`, or an empty string."""
    if os.path.dirname(program):
        whole = os.path.join(folder, program)
        return os.path.normpath(whole) if os.path.isfile(whole) and os.access(whole, os.X_OK) else ""
    return shutil.which(program, path=path) or ""


def environment(path: str, variables: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a command."""
    kept = {name: value for name, value in os.environ.items() if name in PASSED_ON or name.startswith("LC_")}
    return {**kept, "PATH": path, "TERM": "dumb", **variables}
