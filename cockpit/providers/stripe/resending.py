"""The verb `resend`: events that were not delivered are sent again, the oldest first.

The call is the one behind `stripe events resend`; without an endpoint an event goes to none of them, so one is always
named. Stripe's reference does not list it: where it is not there, a person gets the exact command.
Source: github.com/stripe/stripe-cli, pkg/cmd/resource/events_resend.go (2026-08).
"""

from collections import Counter
from pathlib import Path

from cockpit.adapters.answers import Answer
from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.listing import Listing, iso
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.doing import ENDPOINT, EVENT, as_made, words
from cockpit.providers.stripe.objects import Event, Sent, moment
from cockpit.providers.stripe.tables import pending

MOST = 100
PAUSE_S = 0.1  # between two: an endpoint that has just been mended is not to be run down again


class Resending:
    """`evt_… evt_… we_…`, or `all we_…`; the endpoint may be left out where only one is enabled."""

    async def plan(self, at: Stripe, action: Action) -> Plan:
        asked, endpoint = _asked(action)
        await at.same_account()
        waiting, more = await pending(at, Listing(what="undelivered"))
        known = {event.id: event for event in waiting}
        if asked == ["all"]:
            chosen = waiting[:MOST]
        elif unknown := [id for id in asked if id not in known]:
            raise SourceError(f"{unknown[0]} is not among the events that were not delivered; list them again")
        else:
            chosen = sorted((known[id] for id in set(asked)), key=lambda event: (event.created, event.id))
        if not chosen:
            raise SourceError("every event was delivered; there is nothing to send again")
        endpoint = await _one(at, endpoint)
        kinds = ", ".join(f"{number} {printable(kind, 60)}" for kind, number in Counter(e.type for e in chosen).items())
        rest = len(waiting) - len(chosen) if asked == ["all"] else 0
        return Plan(
            action=action,
            target=at.target,
            request=(
                f"POST {at.address('/v1/events/{id}/retry')}",
                f"webhook_endpoint={endpoint}",
                *(event.id for event in chosen),
            ),
            says=f"sends {len(chosen)} events again, the oldest first: {printable(kinds, 300)}",
            rows=len(chosen),
            columns=("event", "type", "at", "about", "amount"),
            sample=tuple(map(_row, chosen)),
            irreversible=("an event cannot be unsent; one that did arrive arrives twice, and must be taken once",),
            warnings=(f"{rest}{' or more' if more else ''} others wait; run it again for them",) if rest else (),
            private={"events": " ".join(event.id for event in chosen), "endpoint": endpoint},
        )

    async def execute(self, at: Stripe, plan: Plan, run: Run) -> Receipt:
        await at.same_account()
        events, endpoint = plan.private["events"].split(), plan.private["endpoint"]
        form = [("webhook_endpoint", endpoint)]
        for done, id in enumerate(events):
            if run.cancelled.is_set():
                return _ended(done, events, "stopped as asked", Outcome.FAILED)
            result = await at.change(f"/v1/events/{id}/retry", form, f"{plan.action.id}-{id}")
            if isinstance(result, Answer) and result.status == 404:
                return _ended(done, events, f"Stripe has no such call here; by hand: {by_hand(id, endpoint, at.mode)}")
            receipt = at.receipt(result, done="")
            if receipt.outcome is not Outcome.DONE:
                return _ended(done, events, f"{id} {receipt.says}", receipt.outcome)
            sent = as_made(result, Sent)
            if isinstance(sent, Receipt) or sent.id != id:
                says = sent.says if isinstance(sent, Receipt) else "Stripe names another event"
                return _ended(done, events, f"{id} {says}", Outcome.UNKNOWN)
            run.progress(f"{id} sent again ({done + 1} of {len(events)})")
            if id != events[-1]:
                await at.context.clock.sleep(PAUSE_S)
        says = f"{len(events)} events sent again; list them again to see whether they were taken"
        return Receipt(outcome=Outcome.DONE, says=says, rows=len(events), values={"sent": len(events)})

    async def check(self, at: Stripe, plan: Plan, folder: Path) -> Receipt:
        waiting, _ = await pending(at, Listing(what="undelivered"))
        left = [event.id for event in waiting if event.id in plan.private["events"].split()]
        if left:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"{len(left)} of them still wait, the first is {left[0]}")
        return Receipt(outcome=Outcome.DONE, says="none of them waits any more")


def by_hand(event: str, endpoint: str, mode: str) -> str:
    """The command a person runs instead. Source: `stripe events resend --help`."""
    return f"stripe events resend {event} --webhook-endpoint {endpoint}{' --live' if mode == 'live' else ''}"


def _asked(action: Action) -> tuple[list[str], str]:
    found = words(action)
    endpoints = [word for word in found if ENDPOINT.fullmatch(word)]
    events = [word for word in found if word not in endpoints]
    fits = events == ["all"] or (events and all(EVENT.fullmatch(word) for word in events))
    if not fits or len(endpoints) > 1 or len(events) > MOST:
        raise SourceError(f"write the ids of events (evt_…, at most {MOST}) or all, and maybe one endpoint (we_…)")
    return events, endpoints[0] if endpoints else ""


async def _one(at: Stripe, asked: str) -> str:
    """The endpoint to send to. Raises SourceError when it is disabled, or when none is named and there are several."""
    on = [one.id for one in await at.endpoints() if one.on]
    if asked in on:
        return asked
    if asked:
        raise SourceError(f"{asked} is no enabled endpoint: Stripe would send nothing; enable it or name another")
    if len(on) != 1:
        raise SourceError(f"say to which endpoint; enabled are {', '.join(on[:8]) or 'none'}")
    return on[0]


def _row(event: Event) -> tuple[str, ...]:
    amount = f"{event.amount} {printable(event.currency, 5)}" if event.amount is not None else ""
    return event.id, printable(event.type, 60), iso(moment(event.created)), printable(event.about, 60), amount


def _ended(done: int, events: list[str], why: str, outcome: Outcome = Outcome.FAILED) -> Receipt:
    sent = f"{done} of {len(events)} were sent again, then " if done else ""
    return Receipt(outcome=outcome, says=f"{sent}{why}", rows=done, values={"sent": done})
