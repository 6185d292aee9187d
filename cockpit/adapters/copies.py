"""What a person copies: without secrets, and kept in a file too: a terminal may ignore the clipboard silently."""

import os
from pathlib import Path

from cockpit.core.secret import Redactor


class Copies:
    """Cleans what is copied and keeps the newest of it in one private file."""

    def __init__(self, redactor: Redactor, file: Path | None) -> None:
        """`file`: where it is kept, its folder made already (0700); None: nowhere."""
        self._redactor, self._file = redactor, file

    def take(self, text: str) -> tuple[str, str]:
        """(what may leave for the clipboard, where it is kept as well; empty: nowhere). Never raises."""
        clean = self._redactor.clean(text)
        if self._file is None:
            return clean, ""
        unfinished = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            fd = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with open(fd, "w", encoding="utf-8", errors="replace") as file:
                file.write(clean + "\n")
            os.replace(unfinished, self._file)
        except OSError:
            return clean, ""  # a full disk must not stop what the clipboard can still take
        return clean, str(self._file)
