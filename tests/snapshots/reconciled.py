"""Moments of the reconcile workbench."""

from datetime import timedelta

from msgspec.structs import replace

from cockpit.core import events as e
from cockpit.core.comparing import Comparing
from cockpit.core.missing import Fate
from cockpit.core.missing_rows import change
from cockpit.core.money import Unit
from cockpit.core.profile import Profile, Query, ReconcileSpec
from cockpit.core.readings import TableReading
from cockpit.core.reconcile import reconcile
from cockpit.core.reconciled import Reconciled
from cockpit.engine import updates as u
from tests.fakes import NASTY, PROFILE, START
from tests.snapshots.scenes import DECLARED, told

EUR = Unit(currency="EUR", decimals=2)
NAME = "card-sales"
QUERY = Query(target="t", sql="since {since} until {until}")
SHOP: Profile = replace(
    PROFILE,
    queries={"charges": QUERY, "sales": QUERY},
    reconcile={
        NAME: ReconcileSpec(
            left="charges",
            right="sales",
            key="payment_intent",
            amount="amount",
            currency="EUR",
            decimals=2,
            since="gap_from",
            says="Charges at Stripe and sales in Helm",
        )
    },
)
AGO = START - timedelta(hours=1)
COLUMNS = ("payment_intent", "charge", "at", "amount", "currency", "status")


def side(name: str, *numbers: int, worth: int = 450, add: tuple[tuple[str, ...], ...] = ()) -> TableReading:
    rows = tuple(
        (f"pi_3NkQ4eLkdIwHu7ix{n:04}", f"ch_{n}", f"2026-03-14T08:{n % 60:02}:11Z", str(worth * n), "eur", "succeeded")
        for n in numbers
    )
    return TableReading(source=name, at=START, columns=COLUMNS, rows=(*rows, *add))


HOSTILE = (f"pi_{NASTY}", "ch_x", "2026-03-14T08:59:59Z", "100", "eur", NASTY)
FOUND = reconcile(
    side("charges", *range(1, 60), add=(HOSTILE,)),
    side(
        "sales",
        *range(1, 53),
        *range(53, 54),
        worth=450,
        add=(("pi_till", "", "2026-03-14T08:30:00Z", "900", "eur", ""),),
    ),
    "payment_intent",
    "amount",
)
ODD = reconcile(side("charges", 1, 2, 2), side("sales", 1, 2, worth=45), "payment_intent", "amount")


def stands(found: Reconciled | None = FOUND, **values: object) -> u.ComparingChanged:
    read = Comparing(comparison=NAME, since=AGO, until=START, found=found, at=START + timedelta(minutes=4))
    return u.ComparingChanged(comparing=replace(read, **values))


def made(found: Reconciled = FOUND) -> e.ComparisonMade:
    event = change(NAME, found, AGO, EUR, None)
    assert event is not None
    return event


KEYS = tuple(one.key for one in FOUND.only_left)
HALF: tuple[e.AnyEvent, ...] = (
    DECLARED,
    made(),
    e.MissingMarked(comparison=NAME, keys=KEYS[1:2], fate=Fate.SAID),
    e.MissingMarked(comparison=NAME, keys=KEYS[2:3], fate=Fate.NOT_NEEDED, reason="a test of the till"),
    replace(made(), found=(), there=KEYS[:1]),
)
FRESH = [*told(DECLARED, made()), stands()]
WORKED = [*told(*HALF), stands()]
READING = [*told(*HALF), stands(running=True, read={"charges": 12_000, "sales": 3_400})]
CUT = reconcile(
    side("charges", *range(1, 9)),
    side("sales", 1, 2),
    "payment_intent",
    "amount",
    ("", "query sales gives only its first 500 rows; let it read {since} and {until}, then it is read in parts"),
)
EMPTY = reconcile(side("charges"), side("sales"), "payment_intent", "amount")
