"""How old a reading is, how much of a clock is left and how a moment lies to T0, in the words panes use."""

from datetime import datetime, timedelta

from cockpit.core.clocks import Clock
from cockpit.core.duration import clock_face, short
from cockpit.core.readings import Held
from widgets.line import Part, Tone

SOON = timedelta(minutes=2)


def freshness(held: Held | None, now: datetime) -> Part:
    """The age of what is held; an old value is called stale, with the reason, and never looks fresh."""
    if held is None or (held.reading is None and not held.error):
        return ("not read yet", Tone.MUTED)
    if held.reading is None:
        return (f"NOT READ: {held.error}", Tone.BAD)
    age = f"read {short(now - held.reading.at)} ago"
    return (f"STALE, {age}: {held.error}", Tone.WARN) if held.stale else (age, Tone.MUTED)


def age(held: Held | None, now: datetime) -> Part:
    """As `freshness`, without the reason: short enough for a title."""
    words, tone = freshness(held, now)
    return (words.removesuffix(f": {held.error}") if held is not None else words, tone)


def left(clock: Clock, now: datetime) -> Part:
    """`in 11:40`, or how long it is overdue, in words as well as colour."""
    remaining = clock.left(now)
    if remaining < timedelta(0):
        return (f"OVERDUE {clock_face(-remaining)}", Tone.ALARM)
    return (f"in {clock_face(remaining)}", Tone.WARN if remaining <= SOON else Tone.GOOD)


def around(at: datetime | None, t0: datetime | None) -> str:
    """`at` relative to T0, as in `T+03:12` or `T-12:00`; empty when either is not known."""
    if at is None or t0 is None:
        return ""
    face = clock_face(at - t0)
    return f"T{face}" if face.startswith("-") else f"T+{face}"


def hhmm(at: datetime | None) -> str:
    """The time of day in UTC to the second."""
    return at.strftime("%H:%M:%S") if at is not None else "--:--:--"
