"""The runbook of the incident: opened, pinned by its bytes, trusted, shown."""

from collections.abc import Callable

from cockpit.core import events as e
from cockpit.core.runbook import Runbook
from cockpit.engine import requests as r
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.signals import SignalWatch
from cockpit.engine.steps import RefusedError, Steps, opening
from cockpit.engine.updates import RunbookShown, Said, Update
from cockpit.ports import JournalError


class PinnedRunbook:
    """Keeps the pinned copy in the incident's folder, so that an edit elsewhere changes nothing here."""

    def __init__(self, kit: Kit, ledger: Ledger, steps: Steps, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._ledger = ledger
        self._steps = steps
        self._publish = publish

    @property
    def runnable(self) -> bool:
        """Whether a person trusts what is open."""
        runbook = self._steps.runbook
        return runbook is not None and self._kit.runbooks.trusted(runbook.digest)

    def suggested(self, watch: SignalWatch) -> None:
        """The runbook that the gravest raised signal names opens by itself; a person can open another."""
        rank = self._kit.profile.scale.rank
        raised = [signal.threshold for signal in watch.signals if signal.raised and signal.threshold.runbook]
        if raised:
            threshold = min(raised, key=lambda threshold: rank(threshold.severity))
            self.open(r.OpenRunbook(runbook=threshold.runbook, why=f"signal {threshold.name}"))

    def open(self, request: r.OpenRunbook) -> None:
        """Pin a runbook to the incident. Raises SourceError, JournalError."""
        runbook, content = self._kit.runbooks.open(request.runbook)
        kept = self._ledger.journal.folder / _kept_name(runbook.digest)
        try:
            kept.write_bytes(content)
        except OSError as error:
            raise JournalError(f"cannot keep the runbook in {kept.parent}: {error.strerror}") from error
        self._ledger.record(opening(runbook, request.why))
        self.show(runbook)

    def reopen(self) -> None:
        """After a resume: the pinned bytes, not whatever the file holds now."""
        checklist = self._ledger.incident.checklist
        if not checklist.runbook:
            return
        kept = self._ledger.journal.folder / _kept_name(checklist.digest)
        try:
            self.show(self._kit.runbooks.parse(kept.read_bytes(), checklist.runbook))
        except OSError as error:
            text = f"the pinned runbook {kept} cannot be read: {error.strerror}; steps are shown without words"
            self._publish(Said(text=text, severity="error"))

    def show(self, runbook: Runbook) -> None:
        """Make `runbook` the one being worked."""
        self._steps.opened(runbook)
        self._publish(RunbookShown(runbook=runbook, trusted=self._kit.runbooks.trusted(runbook.digest)))

    def trust(self, digest: str) -> None:
        """A person has read the open runbook and lets it run. Raises RefusedError, JournalError."""
        runbook = self._steps.runbook
        if runbook is None or runbook.digest != digest:
            raise RefusedError("that is not the runbook that is open; look at it again")
        content = (self._ledger.journal.folder / _kept_name(runbook.digest)).read_bytes()
        self._kit.runbooks.trust(runbook.id, digest, content)
        self._ledger.record(e.NoteAdded(text=f"runbook {runbook.title} trusted to run ({digest[:12]})"))
        self.show(runbook)


def _kept_name(digest: str) -> str:
    return f"runbook-{digest[:16]}.md"
