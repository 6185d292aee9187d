"""The profiles that come with the program, one per pack of runbooks, and what a person has to put into one."""

import re
from pathlib import Path

import msgspec

from cockpit.config.find import FILE
from cockpit.runbooks.catalog import PACKS

_HEADER = re.compile(r"\[{1,2}([^\]]+)\]{1,2}\s*(?:#|$)")
_KEY = re.compile(r"([A-Za-z][\w-]*)\s*=")
_ASKED = re.compile(r"#\s*fill in:\s*(\S.*)$")


class FillIn(msgspec.Struct, frozen=True):
    """A line that holds an example: its number (from 1), the key or section, and what belongs there."""

    line: int
    key: str
    says: str


def profiles() -> dict[str, Path]:
    """The file of each bundled profile by its pack's name."""
    return {path.parent.name: path for path in sorted(PACKS.glob(f"*/{FILE}"))}


def fill_ins(text: str) -> tuple[FillIn, ...]:
    """Each `# fill in: …` of a profile. One on a line of its own is about the section below it."""
    found: list[FillIn] = []
    section, waiting = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        asked, header, key = _ASKED.search(line), _HEADER.match(line), _KEY.match(line)
        if header:
            section = header[1]
            if waiting:
                found.append(FillIn(number, section, waiting))
                waiting = ""
        if asked and key:
            found.append(FillIn(number, f"{section}.{key[1]}", asked[1].strip()))
        elif asked and not header:
            waiting = asked[1].strip()
    return tuple(found)
