"""Has the logs recorded for as long as the incident is open, whoever declares or closes it."""

from collections.abc import Callable

from cockpit.core.incident import Phase
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.updates import Said, Update


class Recording:
    """Follows the incident's phase. The cockpit that leads the incident records; one that joins it does not."""

    def __init__(self, kit: Kit, ledger: Ledger, publish: Callable[[Update], None]) -> None:
        self._recorder = kit.recorder
        self._ledger = ledger
        self._publish = publish
        self._of = ""

    def settle(self) -> None:
        """Begin or end as the incident stands; called whenever it may have changed."""
        if self._recorder is None or not self._ledger.opened:
            return
        incident = self._ledger.incident
        wanted = incident.id if incident.phase in (Phase.OPEN, Phase.RESOLVED) and self._ledger.leads else ""
        if wanted == self._of:
            return
        if self._of:
            self._recorder.end()
        self._of = wanted
        if wanted and (why := self._recorder.begin(self._ledger.journal.folder)):
            self._publish(Said(text=why, severity="warning"))
