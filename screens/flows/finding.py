"""Look for a text in the logs, read all about a hit, and go on from there."""

from datetime import timedelta

from cockpit.core.dossier import NEAR, parsed
from cockpit.core.readings import AuditWindow
from cockpit.core.text import decoded, printable
from cockpit.engine import requests as r
from screens.dossier import DossierScreen
from screens.find import Chosen, FindScreen
from screens.flows.console import Console

WIDEST = timedelta(days=1)  # of an audit window


async def find(console: Console, begun: str = "") -> None:
    """Ask what to look for; `begun` stands there already."""
    finder = console.view.finder
    if finder is None:
        console.tell("there is no log to look in; name a source in the profile", "warning")
        return
    needle = begun or console.view.incident.parameters.get("request_id", "")
    chosen = await console.ask(FindScreen(finder, needle))
    while chosen is not None:
        if chosen.what != "read":
            _keep(console, chosen)
            return
        held = [one.reading for one in console.view.audits.values() if isinstance(one.reading, AuditWindow)]
        person = await console.ask(
            DossierScreen(chosen.hit, chosen.hits, chosen.needle, finder, console.view.log, held)
        )
        if person is not None:
            _around(console, chosen, person)
            return
        chosen = await console.ask(FindScreen(finder, chosen.needle, chosen.hits))


def _keep(console: Console, chosen: Chosen) -> None:
    row = parsed(chosen.hit)
    if chosen.what == "pin":
        text = printable(decoded(chosen.hit.raw))
        console.submit(r.PinEvidence(source=row.source, text=text, of=row.at))
    elif row.at is None:
        console.tell("this row tells no time; choose one that does", "warning")
    else:
        console.submit(r.SetTimeZero(t0=row.at, evidence=row.text))


def _around(console: Console, chosen: Chosen, person: str) -> None:
    """Show only that person in the audit windows, as wide as they must be to hold this row. T0 stays where it is."""
    at, middle = parsed(chosen.hit).at, console.view.incident.t0 or console.now
    window = min(abs(at - middle) + NEAR, WIDEST) if at is not None else None
    console.submit(r.SetAudit(window=window, person=person))
    console.tell(f"the audit pane shows {person} around this row (5 goes there)")
