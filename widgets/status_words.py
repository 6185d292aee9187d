"""What the status bar says of an incident, most needed first."""

from dataclasses import dataclass
from datetime import datetime

from cockpit.core.clocks import soonest
from cockpit.core.incident import Incident
from cockpit.core.placeholders import filled
from cockpit.core.severity import Scale
from cockpit.core.signals import Signal
from widgets.ages import around, left
from widgets.line import Part, Tone

STEP_WIDTH = 34


@dataclass(frozen=True, slots=True)
class Status:
    """The values the bar is made of."""

    incident: Incident
    scale: Scale
    signals: tuple[Signal, ...]
    profile: str
    read_only: bool
    now: datetime
    likely: int = 0
    """How many causes look likely and nobody raised yet."""


# Cell names from left to right, and the order in which they give way when the terminal is narrow.
ORDER = ("severity", "t0", "alarm", "unknown", "clock", "states", "likely", "read-only", "step", "incident", "profile")
GIVE_WAY = ("profile", "likely", "incident", "states", "clock", "step", "read-only", "unknown")


def words(status: Status) -> dict[str, Part]:
    """The text of each cell; an empty text means the cell is not shown."""
    incident, step = status.incident, status.incident.checklist.current
    clock = soonest(incident.clocks)
    clock_left = left(clock, status.now) if clock else ("", Tone.PLAIN)
    ended = incident.resolved or incident.closed
    return {
        "severity": _severity(incident, status.scale),
        "t0": (around(ended or status.now, incident.t0), Tone.STRONG),
        "alarm": _alarm(status.signals),
        "unknown": (_count(len(incident.unknown), "[?] {} unknown"), Tone.WARN),
        "clock": (f"{clock.kind} {clock_left[0]}" if clock else "", clock_left[1]),
        "states": (_count(len(incident.open_states) + len(incident.still_missing), "[~] {} open"), Tone.WARN),
        "likely": (causes(status.likely), Tone.ACCENT),
        "read-only": ("READ-ONLY" if status.read_only else "", Tone.ACCENT),
        "step": (f"step: {filled(step.step.title, incident.parameters)}" if step else "", Tone.PLAIN),
        "incident": (f"{incident.id} {incident.title}".strip(), Tone.PLAIN),
        "profile": (status.profile, Tone.MUTED),
    }


def causes(likely: int) -> str:
    """The mark of suggested causes; empty: there are none."""
    return f"{likely} {'cause looks' if likely == 1 else 'causes look'} likely: h" if likely else ""


def _severity(incident: Incident, scale: Scale) -> Part:
    if not incident.id:
        return ("no incident", Tone.MUTED)
    if not incident.severity:
        return ("PENDING", Tone.ALARM)
    return (incident.severity, Tone.ALARM if scale.rank(incident.severity) == 0 else Tone.BAD)


def _alarm(signals: tuple[Signal, ...]) -> Part:
    raised = [signal.threshold.name for signal in signals if signal.raised]
    more = f" +{len(raised) - 1}" if len(raised) > 1 else ""
    return (f"[!] {raised[0]}{more}", Tone.BAD) if raised else ("", Tone.PLAIN)


def _count(number: int, words: str) -> str:
    return words.format(number) if number else ""
