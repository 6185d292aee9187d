"""Looks at a file beside the profile, for checks: is it there, how old is it, what is still to be done in it."""

import asyncio
import os
import re
import stat
import time
from collections.abc import Mapping
from pathlib import Path

from cockpit.core.expr import Value
from cockpit.core.readings import SourceError
from cockpit.core.text import decoded, printable

LARGEST = 4 * 1024 * 1024  # bytes looked into; of a larger file only size and age are told

_TODO = re.compile(r"\b(?:TODO|TBD|FIXME)\b")


class FolderFiles:
    """Implements ports.FileReader below one folder; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, path: str) -> Mapping[str, Value]:
        return await asyncio.to_thread(self._read, path)

    def _read(self, path: str) -> Mapping[str, Value]:
        asked = Path(path)
        if asked.is_absolute() or ".." in asked.parts:
            raise SourceError(printable(f"{path} is not below {self._folder}; name a file beside the profile"))
        try:
            home = self._folder.resolve(strict=True)
            real = (home / asked).resolve(strict=True)
            if not real.is_relative_to(home):
                raise SourceError(printable(f"{path} is a link out of {home}; it is not followed"))
            return _told(real)
        except (FileNotFoundError, NotADirectoryError):
            return {"exists": False}
        except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name no file can have
            why = error.strerror if isinstance(error, OSError) else error
            raise SourceError(printable(f"{path} cannot be looked at: {why}")) from error


def _told(real: Path) -> Mapping[str, Value]:
    handle = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise SourceError(printable(f"{real} is no file"))
        age = max(time.time() - status.st_mtime, 0.0) / 60
        told: dict[str, Value] = {"exists": True, "size": status.st_size, "age_min": age}
        if status.st_size <= LARGEST:
            text = decoded(file.read(LARGEST))
            told |= {"lines": len(text.splitlines()), "todo": len(_TODO.findall(text))}
        return told
