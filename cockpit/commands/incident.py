"""`cockpit declare|status|note|brief|close`: the incident from a script or a second shell."""

from pathlib import Path

import click
import msgspec

from cockpit.adapters.clock import SystemClock
from cockpit.adapters.journal.file import NAME, FileJournal
from cockpit.commands.failing import failing
from cockpit.commands.fault import CheckFault, Fault
from cockpit.commands.moments import moment
from cockpit.commands.shelved import append, chosen, shelf, whole
from cockpit.config import load_profile
from cockpit.core import events as e
from cockpit.core.duration import clock_face
from cockpit.core.incident import Incident, Phase
from cockpit.engine import comms
from cockpit.reports.brief import brief

INCIDENT = click.option("-i", "--incident", metavar="INCIDENT", help="Its id or folder; default: the open one.")


@click.command()
@click.argument("title")
@click.option("--severity", default="", help="A level of the profile; default: pending.")
@click.option("--symptom", default="", help="What people see.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
@failing
def declare(profile_path: Path | None, title: str, severity: str, symptom: str, as_json: bool) -> None:
    """Begin an incident called TITLE now."""
    profile = load_profile(profile_path)
    level = profile.scale.level(severity) if severity else None
    if severity and level is None:
        known = ", ".join(level.id for level in profile.scale.levels)
        raise Fault(f"the profile has no severity {severity!r}; it has: {known}")
    open_one = shelf().newest_open()
    if open_one:
        raise CheckFault(f"{open_one} is still open; close it first with: cockpit close -i {open_one}")
    now = SystemClock().now()
    name, journal = shelf().create(now)
    append(journal, e.IncidentDeclared(incident=name, profile=profile.name, title=title, symptom=symptom, t0=now))
    if level:
        append(journal, e.SeverityChosen(level=level.id))
        for event in comms.severity_clocks(level, Incident(declared=now), now):
            append(journal, event)
    journal.close()
    click.echo(msgspec.json.encode({"incident": name}).decode() if as_json else name)


@click.command()
@INCIDENT
@click.option("--json", "as_json", is_flag=True)
@failing
def status(incident: str | None, as_json: bool) -> None:
    """Say in one line where the incident stands."""
    now, one = SystemClock().now(), chosen(incident).incident
    current = one.checklist.current
    if as_json:
        click.echo(msgspec.json.encode(_facts(one)).decode())
        return
    words = [
        one.id,
        one.severity or "severity pending",
        str(one.phase),
        f"T+{clock_face(now - (one.t0 or now))}",
        one.title,
    ]
    words += [f"{len(one.unknown)} unknown"] if one.unknown else []
    left = len(one.open_states) + len(one.still_missing)
    words += [f"{left} open"] if left else []
    words += [f"alarm: {', '.join(one.raised)}"] if one.raised else []
    words += [f"next: {current.step.title}"] if current else []
    click.echo(" · ".join(words))


@click.command()
@click.argument("text")
@click.option("--at", "about", metavar="TIME", help="When it happened, if not now: ISO time, or HH:MM today (UTC).")
@INCIDENT
@failing
def note(text: str, about: str | None, incident: str | None) -> None:
    """Add TEXT to the incident's timeline."""
    journal = FileJournal(chosen(incident).folder)
    append(journal, e.NoteAdded(text=text, about=moment(about) if about else None))
    journal.close()


@click.command(name="brief")
@INCIDENT
@failing
def brief_command(incident: str | None) -> None:
    """Print the hand-over brief."""
    found = chosen(incident)
    click.echo(brief(found.incident, SystemClock().now(), whole(found.folder / NAME)[1]), nl=False)


@click.command()
@click.option("--reason", default="")
@INCIDENT
@failing
def close(reason: str, incident: str | None) -> None:
    """Close the incident. Refused while something is open, running or unknown."""
    found = chosen(incident)
    if found.incident.phase is Phase.CLOSED:
        raise CheckFault(f"{found.id} is closed already")
    if found.incident.left_open:
        raise CheckFault(f"{found.id} cannot close: {'; '.join(found.incident.left_open)}")
    journal = FileJournal(found.folder)
    append(journal, e.IncidentClosed(reason=reason))
    journal.close()


def _facts(one: Incident) -> dict[str, object]:
    tally, current = one.checklist.tally, one.checklist.current
    return {
        "incident": one.id,
        "phase": one.phase,
        "severity": one.severity or None,
        "title": one.title,
        "t0": one.t0,
        "declared": one.declared,
        "resolved": one.resolved,
        "runbook": one.checklist.runbook or None,
        "steps": {"done": tally.done, "by_hand": tally.by_hand, "skipped": tally.skipped, "open": tally.open},
        "current": {"id": current.step.id, "title": current.step.title, "state": current.state} if current else None,
        "unknown": [{"id": record.action.id, "verb": record.action.verb} for record in one.unknown],
        "open_states": [state.says for state in one.open_states],
        "still_missing": list(one.still_missing.values()),
        "alarms": one.raised,
    }
