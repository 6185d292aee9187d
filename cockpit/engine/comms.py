"""What we tell people: fills message templates from the incident and keeps the promises they make."""

from datetime import datetime, timedelta

from cockpit.core.clocks import ClockKind
from cockpit.core.duration import short
from cockpit.core.events import AnyEvent, ClockStarted, ClockStopped, MessageSent
from cockpit.core.given import given
from cockpit.core.incident import Incident
from cockpit.core.placeholders import filled
from cockpit.core.profile import Message, Profile
from cockpit.core.severity import Level

UPDATE_CLOCK = "update"


def drafted(message: Message, incident: Incident, profile: Profile, now: datetime, values: dict[str, str]) -> str:
    """The template's text with every slot the incident can fill; slots nobody can fill stay visible as `{slot}`."""
    promise = {"promise": short(message.promise)} if message.promise else {}
    known = {**given(incident, profile, now), **promise, **incident.parameters, **values}
    return filled(message.text, {name: value for name, value in known.items() if value})


def sent(name: str, promise: timedelta | None, text: str, channel: str, head: str, now: datetime) -> list[AnyEvent]:
    """The events of a message that went out: the message itself and the clock of what it promises.

    One of the profile's messages without a promise ends the clock: nobody waits for an update any more.
    """
    events: list[AnyEvent] = [MessageSent(message=name, channel=channel, text=text, head=head)]
    if promise:
        events.append(ClockStarted(clock=UPDATE_CLOCK, kind=ClockKind.UPDATE, says="next update", due=now + promise))
    elif name:
        events.append(ClockStopped(clock=UPDATE_CLOCK, why=f"{name} was sent"))
    return events


def severity_clocks(level: Level, incident: Incident, now: datetime) -> list[AnyEvent]:
    """The clocks that choosing `level` arms: the update cadence, and what is owed counted from the declaration."""
    events: list[AnyEvent] = []
    if level.update_every:
        events.append(
            ClockStarted(clock=UPDATE_CLOCK, kind=ClockKind.UPDATE, says="next update", due=now + level.update_every)
        )
    return events + _deadlines(level, "declared", incident.declared or now)


def resolved_clocks(level: Level | None, now: datetime) -> list[AnyEvent]:
    """The clocks of a resolved incident: no more updates, and what is owed from here."""
    stopped: list[AnyEvent] = [ClockStopped(clock=UPDATE_CLOCK, why="resolved")]
    return stopped + (_deadlines(level, "resolved", now) if level else [])


def _deadlines(level: Level, moment: str, start: datetime) -> list[AnyEvent]:
    return [
        ClockStarted(clock=deadline.says, kind=ClockKind.DEADLINE, says=deadline.says, due=start + deadline.within)
        for deadline in level.deadlines
        if deadline.after == moment
    ]
