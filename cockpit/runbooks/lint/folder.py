"""The files around a runbook, looked at only within its tree."""

from pathlib import Path

from cockpit.core.text import decoded
from cockpit.runbooks.lint.page import There
from cockpit.runbooks.load import RunbookError, read_content

_ROOTS = (".git", "cockpit.toml")


class Folder:
    """Implements `Beside` on the disk."""

    def __init__(self, path: Path) -> None:
        """`path` is the runbook; its tree is the repository or the profile's folder it lies in, else its own folder."""
        self._home = path.absolute().parent
        self._root = next(
            (
                folder
                for folder in (self._home, *self._home.parents)
                if any((folder / mark).exists() for mark in _ROOTS)
            ),
            self._home,
        ).resolve()

    def there(self, path: str) -> There:
        try:
            real = self._place(path).resolve()
            if not real.is_relative_to(self._root):
                return There.OUTSIDE
            return There.YES if real.exists() else There.NO
        except (OSError, ValueError, RuntimeError):  # a name no file can have, a loop of links
            return There.NO

    def text(self, path: str) -> str | None:
        if self.there(path) is not There.YES:
            return None
        try:
            return decoded(read_content(self._place(path), self._root))
        except RunbookError:
            return None

    def _place(self, path: str) -> Path:
        return self._root / path.lstrip("/") if path.startswith("/") else self._home / path
