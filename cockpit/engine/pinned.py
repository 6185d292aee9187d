"""The runbook of the incident: opened, pinned by its bytes, trusted, shown."""

from collections.abc import Callable

from cockpit.core import events as e
from cockpit.core.checklist import Checklist, How
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Runbook
from cockpit.core.runbook_lines import allowed_lines
from cockpit.engine import requests as r
from cockpit.engine.finishing import Finisher
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.signals import SignalWatch
from cockpit.engine.steps import RefusedError, Steps, opening
from cockpit.engine.updates import RunbookShown, Said, TrustWanted, Update
from cockpit.ports import JournalError


class PinnedRunbook:
    """Keeps the pinned copy in the incident's folder, so that an edit elsewhere changes nothing here."""

    def __init__(
        self, kit: Kit, ledger: Ledger, steps: Steps, finisher: Finisher, publish: Callable[[Update], None]
    ) -> None:
        self._kit = kit
        self._ledger = ledger
        self._steps = steps
        self._finisher = finisher
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

    def of_level(self, level: str) -> None:
        """The runbook a severity names opens by itself when none is open yet; a missing one is told, not fatal."""
        chosen = self._kit.profile.scale.level(level)
        if chosen and chosen.runbook and not self._ledger.incident.checklist.items:
            self._open_or_say(r.OpenRunbook(runbook=chosen.runbook, why=f"severity {chosen.id}"))

    def afterwards(self) -> None:
        """What the severity wants done after the incident opens when it is resolved."""
        chosen = self._kit.profile.scale.level(self._ledger.incident.severity)
        if chosen and chosen.afterwards:
            self._open_or_say(r.OpenRunbook(runbook=chosen.afterwards, why="resolved"))

    def _open_or_say(self, request: r.OpenRunbook) -> None:
        try:
            self.open(request)
        except SourceError as error:
            self._publish(Said(text=str(error), severity="warning"))

    def open(self, request: r.OpenRunbook) -> None:
        """Pin a runbook to the incident; the one left can be come back to. Raises SourceError, JournalError."""
        runbook, content = self._kit.runbooks.open(request.runbook)
        kept = self._ledger.journal.folder / _kept_name(runbook.digest)
        try:
            kept.write_bytes(content)
        except OSError as error:
            raise JournalError(f"cannot keep the runbook in {kept.parent}: {error.strerror}") from error
        incident = self._ledger.incident
        before, earlier = incident.checklist.runbook, incident.checklist_of(runbook.id)
        back_to = before if before != runbook.id else ""
        anew = bool(request.from_step and earlier.items and earlier.current is None)
        self._ledger.record(opening(runbook, request.why, back_to, request.from_step, anew))
        self.show(runbook)
        if runbook.profile not in ("", self._kit.profile.name):
            says = f"{runbook.title} is written for {runbook.profile}, and this is {self._kit.profile.name}"
            self._publish(Said(text=says, severity="warning"))

    def back(self) -> None:
        """To the runbook the open one was opened from; the step that led here is done if this one is finished.

        Raises RefusedError, JournalError.
        """
        here = self._ledger.incident.checklist
        there = self._ledger.incident.checklist_of(here.back_to) if here.back_to else None
        if there is None or not there.runbook:
            raise RefusedError("this runbook was not opened from another one; O opens any")
        runbook = self._pinned(there)
        if runbook is None:
            raise RefusedError(f"the pinned copy of {there.title} cannot be read; open it anew with O")
        self._ledger.record(opening(runbook, f"back from {here.title}"))
        self.show(runbook)
        if here.of_step and here.current is None:
            tally = here.tally
            says = f"{here.title}: {tally.done} done, {tally.skipped} skipped, {tally.aside} not needed"
            self._finisher.done(here.of_step, How.ACTION, says)

    def review(self) -> None:
        """Show what trust would let run. Raises RefusedError."""
        runbook = self._steps.runbook
        if runbook is None or self.runnable:
            raise RefusedError("there is nothing to trust here")
        lines = list(allowed_lines(runbook)) or ["Nothing in it runs; its steps are for people."]
        content = self._content(runbook.digest)
        if changed := self._kit.runbooks.changed(runbook.digest, content):
            lines += ["", "Changed since it was last trusted:", *changed]
        self._publish(TrustWanted(digest=runbook.digest, title=runbook.title, lines=tuple(lines)))

    def follow(self) -> None:
        """Show the runbook another cockpit opened."""
        digest = self._ledger.incident.checklist.digest
        shown = self._steps.runbook
        if digest and (shown is None or shown.digest != digest):
            self.reopen()

    def reopen(self) -> None:
        """After a resume: the pinned bytes, not whatever the file holds now."""
        checklist = self._ledger.incident.checklist
        if not checklist.runbook:
            return
        for left in self._ledger.incident.left:
            if runbook := self._pinned(left):
                self._finisher.opened(runbook)
        runbook = self._pinned(checklist)
        if runbook:
            self.show(runbook)
            return
        kept = self._ledger.journal.folder / _kept_name(checklist.digest)
        text = f"the pinned runbook {kept} cannot be read; steps are shown without words"
        self._publish(Said(text=text, severity="error"))

    def _content(self, digest: str) -> bytes:
        """The pinned bytes. Raises JournalError."""
        kept = self._ledger.journal.folder / _kept_name(digest)
        try:
            return kept.read_bytes()
        except OSError as error:
            raise JournalError(f"the pinned runbook {kept} cannot be read: {error.strerror}; open it again") from error

    def _pinned(self, checklist: Checklist) -> Runbook | None:
        """The runbook of a checklist from its pinned bytes; None: they cannot be read."""
        try:
            content = self._content(checklist.digest)
        except JournalError:
            return None
        return self._kit.runbooks.parse(content, checklist.runbook)

    def show(self, runbook: Runbook) -> None:
        """Make `runbook` the one being worked."""
        self._steps.opened(runbook)
        self._publish(RunbookShown(runbook=runbook, trusted=self._kit.runbooks.trusted(runbook.digest)))

    def trust(self, digest: str) -> None:
        """A person has read the open runbook and lets it run. Raises RefusedError, JournalError."""
        runbook = self._steps.runbook
        if runbook is None or runbook.digest != digest:
            raise RefusedError("that is not the runbook that is open; look at it again")
        content = self._content(runbook.digest)
        self._kit.runbooks.trust(runbook.id, digest, content)
        self._ledger.record(e.NoteAdded(text=f"runbook {runbook.title} trusted to run ({digest[:12]})"))
        self.show(runbook)


def _kept_name(digest: str) -> str:
    return f"runbook-{digest[:16]}.md"
