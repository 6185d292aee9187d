"""Watches the thresholds: each reading goes in, raised and cleared signals and a suggested severity come out."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec.structs import replace

from cockpit.core.events import SignalCleared, SignalRaised
from cockpit.core.expr import Value
from cockpit.core.severity import Suggestion, suggest
from cockpit.core.signals import UNREAD, Signal, measured
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.updates import SignalsChanged, Update


class SignalWatch:
    """The signals of the profile's thresholds, kept up to date."""

    def __init__(self, kit: Kit, ledger: Ledger, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._publish = publish
        self._answers: dict[str, bool] = {}
        self.signals = tuple(Signal(threshold=threshold) for threshold in kit.profile.thresholds)

    @property
    def suggestion(self) -> Suggestion | None:
        """The severity the raised signals and the answers speak for."""
        raised = [(signal.threshold.severity, signal.says) for signal in self.signals if signal.raised]
        return suggest(self._kit.profile.scale, raised, self._answers)

    def answer(self, question: str, yes: bool | None) -> None:
        """Note the answer to one of the scale's questions; None takes it back."""
        if yes is None:
            self._answers.pop(question, None)
        else:
            self._answers[question] = yes
        self.tell()

    def measure(self, source: str, values: Mapping[str, Value], at: datetime) -> None:
        """A reading of `source` came at `at` (aware)."""
        self._take(source, values, at, unread=False)

    def unread(self, source: str, minutes: float, at: datetime) -> None:
        """`source` could not be read for `minutes` at `at` (aware); 0: it was read just now."""
        self._take(source, {UNREAD: minutes}, at, unread=True)

    def _take(self, source: str, values: Mapping[str, Value], at: datetime, unread: bool) -> None:
        before = self.signals
        self.signals = tuple(
            measured(signal, values, at)
            if signal.threshold.source == source and signal.threshold.unread is unread
            else signal
            for signal in before
        )
        if self.signals == before:
            return
        self._journal()
        self.tell()

    def found(self, signal: Signal) -> None:
        """A signal that something else than a measurement raises or clears; a calm one nobody heard of is left out."""
        name = signal.threshold.name
        others = tuple(one for one in self.signals if one.threshold.name != name)
        before = next((one for one in self.signals if one.threshold.name == name), None)
        if before is None and not signal.raised and name not in self._ledger.incident.raised:
            return
        since = before.since if before and before.state is signal.state else signal.since
        self.signals = (*others, replace(signal, since=since))
        self._journal()
        self.tell()

    def _journal(self) -> None:
        """Bring the journal's raised signals in line with what is measured."""
        noted = self._ledger.incident.raised
        if not self._ledger.incident.is_open:
            return
        for signal in self.signals:
            name = signal.threshold.name
            if signal.raised and name not in noted:
                self._ledger.note(SignalRaised(name=name, says=signal.says, severity=signal.threshold.severity))
            elif not signal.raised and name in noted:
                self._ledger.note(SignalCleared(name=name, says=signal.says))

    def declared(self) -> None:
        """An incident began: what is raised now belongs to it."""
        self._journal()

    def tell(self) -> None:
        """Publish the signals as they stand."""
        self._publish(SignalsChanged(signals=self.signals, suggestion=self.suggestion))
