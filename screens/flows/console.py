"""What a flow may use of the screen it runs on."""

from datetime import datetime
from typing import Protocol, TypeVar

from textual.screen import ModalScreen

from cockpit.core.profile import Profile
from cockpit.engine.requests import Request
from screens.view import View

T = TypeVar("T")


class Console(Protocol):
    """A screen, as the flows see it."""

    @property
    def view(self) -> View:
        """Everything known now."""

    @property
    def profile(self) -> Profile: ...

    @property
    def now(self) -> datetime: ...

    @property
    def runbooks(self) -> tuple[tuple[str, str, str], ...]:
        """(id, title, when) of every runbook that can be opened."""

    def submit(self, request: Request) -> None: ...

    async def ask(self, screen: ModalScreen[T]) -> T | None:
        """Put `screen` in front and wait; None when the person left it."""

    @property
    def row_pane(self) -> str:
        """The pane with the focus, in words, when it shows rows that can be kept; empty: it shows none."""

    def keep_row(self) -> None:
        """Keep the row under the cursor of that pane as evidence; nothing happens when there is none."""

    def copy(self, text: str) -> None: ...

    def tell(self, text: str, severity: str = "information") -> None: ...

    def change_theme(self) -> None:
        """Dark to light and back."""

    def zoom(self) -> None:
        """One pane alone, or all again."""
