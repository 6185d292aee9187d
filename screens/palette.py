"""The command palette: the same table as keys and command line, as far as it makes sense now."""

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from screens.commands import Command, offered

if TYPE_CHECKING:
    from screens.incident import IncidentScreen  # only for the type: the screen names this provider


class CockpitCommands(Provider):
    """Commands of the incident screen. Texts are Content: a title is never read as markup."""

    async def discover(self) -> Hits:
        for one in self._offered():
            yield DiscoveryHit(Content(one.title), self._run(one), text=one.title, help=one.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for one in self._offered():
            words = f"{one.title} {one.id}"
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, Content(one.title), self._run(one), text=words, help=one.help)

    def _offered(self) -> list[Command]:
        return offered(cast("IncidentScreen", self.screen).profile)

    def _run(self, one: Command) -> partial[None]:
        return partial(cast("IncidentScreen", self.screen).action_command, one.id)
