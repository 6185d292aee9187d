"""Hold two sides against each other: from when, then the workbench until it is closed."""

from datetime import datetime

from cockpit.core import given
from cockpit.core.incident import Phase
from cockpit.core.listing import iso, moment_of
from cockpit.core.missing import Fate
from cockpit.core.missing_rows import unit_of
from cockpit.core.moments import MomentError, moment_typed
from cockpit.core.profile import ReconcileSpec
from cockpit.engine import requests as r
from cockpit.engine.reconciling import wanted, windowed
from screens.ask.form import Field, FormScreen
from screens.ask.pick import PickScreen
from screens.ask.read import ReadScreen
from screens.ask.text import TextScreen
from screens.flows.console import Console
from screens.reconcile import Chosen, ReconcileScreen
from widgets.bench import KINDS, Bench
from widgets.pick_list import Option
from widgets.reconcile_lines import in_full

SINCE = "since"


async def reconcile(console: Console, name: str = "") -> None:
    """The comparison called `name`, the only one, or the one that is picked."""
    specs = console.profile.reconcile
    if not specs:
        console.tell("there is nothing to compare; add [reconcile.NAME] to the profile (docs/profile.md)", "warning")
        return
    chosen: str | None = name if name in specs else next(iter(specs))
    if name not in specs and len(specs) > 1:
        listed = [
            Option(id=one, title=one, details=(spec.says,), right=_left(console, one)) for one, spec in specs.items()
        ]
        chosen = await console.ask(PickScreen("Reconcile", listed))
    if chosen and await _begun(console, chosen):
        await _worked(console, chosen)


async def _begun(console: Console, name: str) -> bool:
    """Whether it is compared now: from where it was, from the incident's value, or from when a person says."""
    incident, comparing = console.view.incident, console.view.comparing.get(name)
    if comparing is not None and comparing.running:
        return True
    if comparing is not None and incident.declared is not None and comparing.until < incident.declared:
        comparing = None  # of the incident before this one, or before there was any
    before = comparing or incident.reconciled.get(name)
    since = before.since if before else moment_of(incident.parameters.get(console.profile.reconcile[name].since, ""))
    since = since or await _asked(console, name)
    if since is not None:
        console.submit(r.Compare(comparison=name, since=since))
    return since is not None


async def _worked(console: Console, name: str) -> None:
    """Shows the workbench until it is closed; each answer comes back to it."""
    spec, kind, here = console.profile.reconcile[name], KINDS[0], ""

    def doing(what: str, key: str) -> None:
        _done(console, name, what, key)

    title = f"Reconcile {name}"
    while chosen := await console.ask(ReconcileScreen(title, lambda: bench(console, name, spec), doing, kind, here)):
        kind, here = chosen.kind, chosen.key
        if chosen.what == SINCE:
            since = await _asked(console, name)
            if since is not None:
                console.submit(r.Compare(comparison=name, since=since))
        elif chosen.what == "read":
            await console.ask(ReadScreen("A row of it", in_full(bench(console, name, spec), chosen.key)))
        else:
            await _not_needed(console, name, chosen)


def bench(console: Console, name: str, spec: ReconcileSpec) -> Bench:
    """All that is known of the comparison now."""
    comparing, kept = console.view.comparing.get(name), console.view.incident.reconciled.get(name)
    found = comparing.found if comparing else None
    return Bench(unit_of(spec, found) if found or not kept else kept.unit, comparing, kept)


def _done(console: Console, name: str, what: str, key: str) -> None:
    """What a key alone asks for."""
    before = console.view.comparing.get(name) or console.view.incident.reconciled.get(name)
    match what:
        case "again" if before is not None:
            console.submit(r.Compare(comparison=name, since=before.since))
        case "stop":
            console.submit(r.StopComparing(comparison=name))
        case "export":
            console.submit(r.ExportMissing(comparison=name))
        case "copy":
            console.copy(key)
        case Fate.SAID | Fate.OPEN:
            console.submit(r.MarkMissing(comparison=name, keys=(key,), fate=Fate(what)))


async def _not_needed(console: Console, name: str, chosen: Chosen) -> None:
    kept = console.view.incident.reconciled.get(name)
    if kept is None:
        console.tell("marks are kept in the incident; press d to declare one, then compare again", "warning")
        return
    every = chosen.what == "none needed"
    keys = tuple(one.row.key for one in kept.open) if every else (chosen.key,)
    count = len(keys) + (kept.unnamed if every else 0)
    if not count:
        return
    title = f"Not needed: {chosen.key}" if not every else f"Not needed: all {count} that are open"
    reason = await console.ask(TextScreen(title, "Why need it not be re-created? The report keeps the reason."))
    if reason is not None:
        console.submit(r.MarkMissing(comparison=name, keys=keys, fate=Fate.NOT_NEEDED, reason=reason, others=every))


async def _asked(console: Console, name: str) -> datetime | None:
    """From when it is compared, and what else its queries need; None: the person left. Nothing is asked for nothing."""
    spec, queries, incident = console.profile.reconcile[name], console.profile.queries, console.view.incident
    comparing = console.view.comparing.get(name)
    at_work = incident.phase in (Phase.OPEN, Phase.RESOLVED)
    known = incident.parameters.get(spec.since, "")
    begins = iso(comparing.since) if comparing else known or ("T0" if incident.t0 else "-24h")

    def wrong(typed: str) -> str:
        try:
            at = moment_typed(typed, console.now, incident.t0)
        except MomentError as error:
            return str(error)
        return "" if at < console.now else "that is not past yet; name an earlier time"

    fields = [Field(SINCE, "From when on? 14:02, -2h, T0, yesterday 9:30 (UTC)", begins, wrong=wrong)]
    fields = fields if windowed(spec, queries) else []
    needs = wanted(spec, queries, given.known(incident, console.profile, console.now))
    if needs and not at_work:
        console.tell(f"{name} needs {', '.join(needs)}, which an incident keeps: press d to declare one", "warning")
        return None
    fields += [Field(need) for need in needs]
    if not fields:
        return console.now
    values = await console.ask(FormScreen(f"Reconcile {name}", fields))
    if values is None:
        return None
    since = moment_typed(values[SINCE], console.now, incident.t0) if SINCE in values else console.now
    told = {need: values[need] for need in needs}
    before = moment_of(known)
    if SINCE in values and at_work and spec.since != SINCE and (before is None or since < before):
        told[spec.since] = iso(since)  # the checks of the runbook look as far back
    if told:
        console.submit(r.SetParameters(values=told))
    return since


def _left(console: Console, name: str) -> str:
    kept = console.view.incident.reconciled.get(name)
    return f"{len(kept.open) + kept.unnamed} open" if kept and kept.left_open else ""
