"""Moments of the board of possible causes."""

from datetime import timedelta

from cockpit.config.bugclasses import bundled
from cockpit.core import events as e
from cockpit.core.bugsigns import Seen, grown
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.engine import updates as u
from tests.fakes import NASTY, START
from tests.snapshots.scenes import DECLARED, told

CLASSES = {one.id: one for one in bundled()}


def seen(number: int, source: str, text: str, **values: str) -> Seen:
    at = START + timedelta(seconds=40 * number)
    return Seen(key=str(number), source=source, text=text, at=at, values=values)


EMPTY_COLUMN = grown(
    None,
    CLASSES["not-null"],
    [
        seen(n, "worker", f"NOT NULL constraint failed: orders.total {NASTY}", table="orders", column="total")
        for n in range(12)
    ],
)
RACE = grown(
    None,
    CLASSES["race"],
    [
        seen(0, "staff", "mia · edit · sale 118", row="sale 118", who="mia"),
        seen(1, "staff", "joe · edit · sale 118", row="sale 118", who="joe"),
    ],
)
TEXTS = ("the disk is full", f"the form sends an empty total {NASTY}", "the time zone of the worker", "a deploy")
HYPOTHESES: tuple[e.AnyEvent, ...] = (
    DECLARED,
    *(
        e.HypothesisRaised(hypothesis=f"h{n}", text=text, confirms="df shows 100 %", refutes="writes go through")
        for n, text in enumerate(TEXTS)
    ),
    e.EvidenceWeighed(hypothesis="h0", cause=TEXTS[0], speaks=Speaks.AGAINST, text="41 % free", source="worker"),
    e.HypothesisSettled(hypothesis="h0", cause=TEXTS[0], standing=Standing.REFUTED, reason="41 % free on each host"),
    e.EvidenceWeighed(hypothesis="h1", cause=TEXTS[1], speaks=Speaks.FOR, text="the body of r-1 has no total"),
    e.HypothesisSettled(hypothesis="h3", cause=TEXTS[3], standing=Standing.ASIDE, reason="none since Monday"),
)
SUGGESTED = u.CausesSuggested(matches=(EMPTY_COLUMN, RACE))
SUSPECTED = [*told(*HYPOTHESES), SUGGESTED]
CONFIRMED = e.HypothesisSettled(hypothesis="h1", cause=TEXTS[1], standing=Standing.CONFIRMED)
