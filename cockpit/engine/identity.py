"""Whether each target is what it says it is: asked at start and after a lost connection, never in anybody's way."""

import asyncio
from collections.abc import Callable, Iterable

from cockpit.core.profile import LogSpec
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.signals import Signal, SignalState, Threshold
from cockpit.engine.kit import Kit
from cockpit.engine.signals import SignalWatch
from cockpit.engine.tenants import standing_on
from cockpit.engine.updates import Said, SourceRead, TargetsChecked, Update
from cockpit.ports import Identified

DEADLINE = 20.0  # seconds after which a target that does not answer is left for the next time
TRUSTED_S = 60.0  # a target found right is not asked again sooner; one found wrong always is
LOOK_EVERY = 5.0  # seconds between two looks at whether a log came back: memory alone is read
FOLLOWING = "following"


class IdentityWatch:
    """Asks one target after another at each provider, and keeps which of them are not what the profile names."""

    def __init__(self, kit: Kit, watch: SignalWatch, publish: Callable[[Update], None]) -> None:
        self._kit, self._watch, self._publish = kit, watch, publish
        asked = (name for name, target in kit.profile.targets.items() if _identified(kit, target.provider))
        self._wanted = dict.fromkeys(asked, True)
        """Every target that can be asked, and whether it is to be."""
        self._wake = asyncio.Event()
        self._right_at: dict[str, float] = {}
        self._failing: dict[str, bool] = {}
        """By source: whether the newest reading failed, or the log is not being followed."""
        self._standing = {name: standing_on(kit.profile, spec) for name, spec in kit.profile.sources.items()}
        self.wrong: dict[str, str] = {}
        """Why nothing may be changed there, by target."""

    async def run(self) -> None:
        """Ask until cancelled. Sends reads only."""
        if not self._wanted:
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch_logs())
            while True:
                self._wake.clear()
                by_provider: dict[str, list[str]] = {}
                for name in [name for name, wanted in self._wanted.items() if wanted]:
                    by_provider.setdefault(self._kit.profile.targets[name].provider, []).append(name)
                await asyncio.gather(*(self._ask(names) for names in by_provider.values()))
                await self._wake.wait()

    def again(self, names: Iterable[str] = ()) -> None:
        """Ask these targets, or all, once more: those found wrong at once, the others if that was a while ago."""
        now = self._kit.clock.monotonic()
        for name in tuple(names) or tuple(self._wanted):
            rested = now - self._right_at.get(name, -TRUSTED_S) >= TRUSTED_S
            if name in self._wanted and (name in self.wrong or rested):
                self._wanted[name] = True
                self._wake.set()

    def pass_on(self, update: Update) -> None:
        """Publish `update`; a source that stopped answering, or answers again, has its target looked at."""
        self._publish(update)
        if isinstance(update, SourceRead):
            self._turned(update.held.source, bool(update.held.error))

    def refusal(self, target: str) -> str:
        """Why nothing may be changed on `target`; empty: it may."""
        if target not in self.wrong:
            return ""
        return f"nothing is changed on {target}: {self.wrong[target]} (put right? press ctrl+r, it is looked at again)"

    async def _ask(self, names: list[str]) -> None:
        for name in names:
            self._wanted[name] = False
            await self._check(name)

    async def _check(self, name: str) -> None:
        target = self._kit.profile.targets[name]
        provider = self._kit.providers[target.provider]
        assert isinstance(provider, Identified)
        try:
            async with asyncio.timeout(DEADLINE):
                says = await provider.identity(target)
        except WrongTargetError as error:
            self._found(name, str(error), wrong=True)
        except (SourceError, TimeoutError):
            return  # silence proves nothing either way: what was known stays, and each change checks for itself
        else:
            self._right_at[name] = self._kit.clock.monotonic()
            self._found(name, says, wrong=False)

    def _found(self, name: str, says: str, *, wrong: bool) -> None:
        before = self.wrong.get(name)
        if not wrong and before is not None:
            self._publish(Said(text=f"{name} is what it should be again: {says}"))
        self.wrong = {target: why for target, why in self.wrong.items() if target != name} | (
            {name: says} if wrong else {}
        )
        level = self._kit.profile.scale.wrong_target
        threshold = Threshold(name=f"wrong target {name}", source="", expr="", severity=level)
        state = SignalState.RAISED if wrong else SignalState.CALM
        self._watch.found(Signal(threshold=threshold, state=state, since=self._kit.clock.now(), says=says))
        if self.wrong.get(name) != before:
            self._publish(TargetsChecked(wrong=self.wrong))

    async def _watch_logs(self) -> None:
        """A log that is followed again after it was lost comes from who knows what."""
        logs = self._kit.profile.sources_of(LogSpec)
        while self._kit.log is not None:
            for name in logs:
                following = self._kit.log.state(name) == FOLLOWING
                if following or name in self._failing:  # one that was not followed yet was not lost
                    self._turned(name, not following)
            await self._kit.clock.sleep(LOOK_EVERY)

    def _turned(self, source: str, failing: bool) -> None:
        if self._failing.setdefault(source, failing) != failing:
            self._failing[source] = failing
            if target := self._standing.get(source):
                self.again((target,))


def _identified(kit: Kit, provider: str) -> bool:
    return isinstance(kit.providers.get(provider), Identified)
