"""A fresh home for each journey, and the cockpit as its user starts it."""

import os
import sys
from pathlib import Path

COCKPIT = str(Path(sys.executable).with_name("cockpit"))


def home(folder: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has nothing yet: nothing of the user's can be read or touched."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    return {"HOME": str(folder), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(folder / "tmp"), **more}


def journal_of(folder: Path) -> Path:
    """The journal of the only incident in that home."""
    [found] = (folder / ".local/state/incident-cockpit/incidents").glob("*/journal.jsonl")
    return found
