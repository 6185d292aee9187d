"""Time Travel: where the database stands as a bookmark, and going back to one. The way back is saved first.

Source: developers.cloudflare.com/d1/reference/time-travel: 30 days back (7 on the free plan), in place, running
queries are cancelled, 10 restores in 10 minutes; the answer names the bookmark before.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import msgspec

from cockpit.adapters.answers import Answer
from cockpit.adapters.cloudflare.place import same_tenant, without_tenant
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, UndoToken
from cockpit.core.duration import short
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.sql.d1.engine import D1
from cockpit.providers.sql.engine import Engine

REWIND = "rewind"
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]")


class Marked(msgspec.Struct, frozen=True):
    bookmark: str = ""
    previous_bookmark: str = ""


async def bookmark(engine: D1, at: datetime | None = None) -> str:
    """Where the database stands, or stood at a time. Raises SourceError."""
    query = (("timestamp", at.astimezone(UTC).isoformat().replace("+00:00", "Z")),) if at else ()
    database = await engine.database(fresh=False)
    return (await engine.cloud.get(f"/d1/database/{database}/time_travel/bookmark", Marked, query)).bookmark


async def plan_bookmark(engine: Engine, action: Action, target: Target) -> Plan:
    """`action.text`: a time, or nothing for now; `for` a tenant."""
    same_tenant(target, action.parameters)
    at = _moment(_words(action))
    return Plan(
        action=action,
        target=target,
        request=("GET …/time_travel/bookmark" + (f"?timestamp={at.isoformat()}" if at else ""),),
        says=f"reads where {target.name} stands and changes nothing",
        confirm=Confirm.NOTHING,
    )


async def read_bookmark(engine: Engine, plan: Plan, run: Run) -> Receipt:
    text = _words(plan.action)
    mark = printable(await bookmark(cast(D1, engine), _moment(text)), 200)
    says = f"{engine.where} {'stood' if text else 'stands'} at {mark}"
    return Receipt(outcome=Outcome.DONE, says=says, values={"bookmark": mark})


async def check_bookmark(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    return Receipt(outcome=Outcome.FAILED, says="A read changes nothing; read it again.")


async def plan_rewind(engine: Engine, action: Action, target: Target) -> Plan:
    """`action.text`: a time or a bookmark. The bookmark of now is read first and is the way back."""
    same_tenant(target, action.parameters)
    d1 = cast(D1, engine)
    text = _words(action)
    if not text:
        raise SourceError("write the time to go back to, as in 2026-03-14T09:20:00Z, or a bookmark")
    await d1.database(fresh=True)
    at = _moment(text) if _TIME.match(text) else None
    now, to = await bookmark(d1), await bookmark(d1, at) if at else text
    clock = d1.first_planned(action.id)
    lost = f"the last {short(clock - at)}" if at else "everything after the bookmark"
    if at and at > clock:
        raise SourceError("that time has not been yet; write an earlier one")
    return Plan(
        action=action,
        target=target,
        request=(f"POST …/time_travel/restore?{urlencode({'bookmark': to})}", f"-- bookmark of now: {now}"),
        says=f"{target.name} goes back to {at.isoformat() if at else printable(to, 100)}, in place and for everybody",
        irreversible=(f"{lost}: every row anybody wrote since then", "queries that run are cancelled"),
        way_back=f"rewind to the bookmark of now ({printable(now, 100)}), within 30 days",
        undo=rewind_token(action, now),
        warnings=("have the shop stop writing first: what is written meanwhile is lost both ways",),
        confirm=Confirm.TYPE,
        phrase=target.name,
        private={"to": to, "now": now},
    )


async def rewind(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """One POST. The answer's own `previous_bookmark` is a better way back than the one of the plan."""
    d1 = cast(D1, engine)
    database = await d1.database(fresh=True)
    path = f"/d1/database/{database}/time_travel/restore?{urlencode({'bookmark': plan.private['to']})}"
    result = await d1.cloud.send("POST", path)
    receipt = d1.cloud.receipt(result, f"{engine.where} is back at {printable(plan.private['to'], 100)}")
    if receipt.outcome is Outcome.FAILED:
        return receipt
    undo = plan.undo
    if receipt.outcome is Outcome.DONE and isinstance(result, Answer):
        before = d1.cloud.decoded(result, Marked).previous_bookmark
        undo = rewind_token(plan.action, before) if before else undo
    return msgspec.structs.replace(receipt, undo=undo)


async def check_rewind(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """A database that still stands where it stood was not rewound."""
    now = await bookmark(cast(D1, engine))
    if now == plan.private["now"]:
        return Receipt(outcome=Outcome.FAILED, says="it did not happen: the database stands where it stood")
    return Receipt(
        outcome=Outcome.UNKNOWN,
        says=f"it stands at {printable(now, 100)}: rewound or written to since; compare the counts",
        undo=plan.undo,
    )


def rewind_token(of: Action, mark: str) -> UndoToken:
    """The way back to a bookmark."""
    token, says = f"undo-{of.id}", f"rewind the whole database to {printable(mark, 100)}"
    action = Action(
        id=f"{of.id}-undo", provider=of.provider, verb=REWIND, target=of.target, text=mark, step=of.step, undoes=token
    )
    return UndoToken(id=token, of=of.id, says=says, action=action)


def _words(action: Action) -> str:
    return without_tenant(filled(action.text, action.parameters))


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise SourceError(f"{printable(text, 40)!r} is no time; write it like 2026-03-14T09:20:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
