"""Values the cockpit knows by itself: nobody has to be asked for them, wherever `{name}` stands."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cockpit.core.duration import short
from cockpit.core.incident import Incident
from cockpit.core.profile import Profile

AROUND = timedelta(minutes=30)

GIVEN = frozenset({"t0", "since", "until", "incident", "symptom", "severity", "started", "lasted"})
"""Names that mean the incident in any runbook. The other known ones (`owner`, `date`, …) only do in a message: in a
block they may well be the author's own, and are asked for."""


def known(incident: Incident, profile: Profile, now: datetime) -> dict[str, str]:
    """The values a block or a step's words can have without asking: what was given, and what means the incident."""
    values = given(incident, profile, now)
    return {**{name: value for name, value in values.items() if name in GIVEN}, **incident.parameters}


def given(incident: Incident, profile: Profile, now: datetime) -> Mapping[str, str]:
    """The values there are now; what is not known yet is left out.

    `t0`, `since`, `until` (T0 ± 30 min) and `now` are ISO 8601 in UTC, for queries; `time`, `started` are for people.
    """
    level = profile.scale.level(incident.severity)
    t0 = incident.t0 or incident.declared or now
    known = {
        "severity": level.label or level.id if level else "severity pending",
        "title": incident.title,
        "symptom": incident.symptom or incident.title,
        "incident": incident.id,
        "time": now.strftime("%H:%M UTC"),
        "date": now.strftime("%Y-%m-%d"),
        "started": t0.strftime("%H:%M UTC"),
        "lasted": short((incident.resolved or now) - t0),
        "owner": profile.people.owner,
        "escalation": profile.people.escalation,
        "cause": incident.cause,
        "last_action": incident.actions[-1].action.verb if incident.actions else "",
        "runbook": incident.checklist.title,
        "t0": _iso(t0),
        "since": _iso(t0 - AROUND),
        "until": _iso(t0 + AROUND),
        "now": _iso(now),
    }
    return {name: value for name, value in known.items() if value}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
