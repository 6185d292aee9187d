"""Which profile is meant when nobody names one."""

import os
import sys
from pathlib import Path

from cockpit.config.problems import ConfigError, Problem
from cockpit.core.text import printable
from cockpit.paths import config_dir

FILE = "cockpit.toml"
VARIABLE = "COCKPIT_PROFILE"


def find_profile(start: Path) -> Path | None:
    """The nearest `cockpit.toml` from `start` upwards, else the file `$COCKPIT_PROFILE` names, else the only
    profile in the config folder. None: there is none.

    Raises ConfigError when `$COCKPIT_PROFILE` names nothing (a person who set it did not mean "none"), and when the
    file found upwards is someone else's: a profile names commands to run, and /tmp is upwards of many places.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if os.path.isfile(folder / FILE):
            return _own(folder / FILE)
    if named := os.environ.get(VARIABLE):
        path = os.path.expanduser(named)
        if not os.path.isfile(path):
            says = f"there is no file {printable(path)}; unset it or correct it"
            raise ConfigError([Problem(where=f"${VARIABLE}", says=says)])
        return Path(path)
    kept = sorted((config_dir() / "profiles").glob("*.toml"))
    return kept[0] if len(kept) == 1 else None


def _own(path: Path) -> Path:
    if sys.platform == "win32":
        return path  # no owner to compare with
    owner = path.stat().st_uid
    if owner not in (0, os.getuid()):
        says = f"belongs to user {owner}, not to you; if you trust it, name it: cockpit -c {printable(str(path))}"
        raise ConfigError([Problem(where=printable(str(path)), says=says)])
    return path
