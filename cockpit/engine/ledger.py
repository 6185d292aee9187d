"""The one place where the incident changes: an event is on disk before anything else knows of it."""

from collections import deque
from collections.abc import Callable, Iterable

from cockpit.core.events import AnyEvent, Record, SessionStarted
from cockpit.core.fold import apply
from cockpit.core.incident import Incident
from cockpit.core.timeline import entry
from cockpit.engine.kit import Kit
from cockpit.engine.updates import IncidentChanged, Said, TimelineGrew, Update
from cockpit.ports import Journal, JournalConflictError, JournalError

ATTEMPTS = 20
SHOWN = 1_000  # newest records told to the screen when an incident is opened


class Ledger:
    """The journal and its fold. Before an incident is declared there is neither."""

    def __init__(self, kit: Kit, publish: Callable[[Update], None]) -> None:
        self._kit = kit
        self._publish = publish
        self._journal: Journal | None = None
        self.incident = Incident()
        self.leads = False

    @property
    def journal(self) -> Journal:
        """Raises JournalError when no incident is open."""
        if self._journal is None:
            raise JournalError("no incident is open; press d to declare one")
        return self._journal

    @property
    def opened(self) -> bool:
        return self._journal is not None

    def attach(self, journal: Journal) -> None:
        """Go on with `journal`: fold what it holds, then note that a session began.

        What had been started and never finished is unknown from here on, unless another cockpit is at work on it: that
        one knows. Raises JournalError.
        """
        self._journal = journal
        self.incident = Incident()
        self.catch_up()
        torn = journal.mended()
        if torn is not None:
            self.record(torn)
        self.leads = journal.lead()
        if self.incident.seq and self.leads:
            self.record(SessionStarted(read_only=self._kit.read_only))

    def record(self, event: AnyEvent) -> Record:
        """Append `event`, whoever else is writing. Raises JournalError when it cannot be written."""
        refused, record = self._append(event, lambda _: "")
        assert record is not None, refused
        return record

    def record_all(self, events: Iterable[AnyEvent]) -> None:
        """Append events in order. Raises JournalError at the first that cannot be written."""
        for event in events:
            self.record(event)

    def note(self, event: AnyEvent) -> None:
        """Append what the machine saw; when it cannot be written the person is told and nothing changes."""
        try:
            self.record(event)
        except JournalError as error:
            self._publish(Said(text=str(error), severity="error"))

    def claim(self, event: AnyEvent, refuse: Callable[[Incident], str]) -> str:
        """Append `event` unless `refuse` objects to the incident as it is at that moment; the objection, or "".

        When another process writes first its event is folded in and `refuse` is asked again: of two people who press
        the same key, one acts and the other is told. Raises JournalError.
        """
        return self._append(event, refuse)[0]

    def catch_up(self) -> bool:
        """Fold in what other processes wrote; whether there was any. Raises JournalError."""
        if self._journal is None:
            return False
        before = self.incident.seq
        new: deque[Record] = deque(maxlen=SHOWN)
        for record in self._journal.read(after=before):
            self.incident = apply(self.incident, record)
            new.append(record)
        if self.incident.seq == before:
            return False
        self._tell(new)
        return True

    def _append(self, event: AnyEvent, refuse: Callable[[Incident], str]) -> tuple[str, Record | None]:
        for _ in range(ATTEMPTS):
            objection = refuse(self.incident)
            if objection:
                return objection, None
            try:
                record = self.journal.append(event, self._kit.actor, self._kit.clock.now())
            except JournalConflictError:
                self.catch_up()
                continue
            self.incident = apply(self.incident, record)
            self._tell([record])
            return "", record
        raise JournalError("other cockpits write to this incident faster than this one; try again")

    def _tell(self, new: Iterable[Record]) -> None:
        self._publish(IncidentChanged(incident=self.incident, head=self.journal.head))
        self._publish(TimelineGrew(entries=tuple(map(entry, new))))
