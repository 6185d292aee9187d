"""The verbs `off` and `on`: subscriptions are deleted with everything needed to make them again, and made again.

Source: shopify.dev/docs/apps/build/webhooks, "Troubleshooting": 8 tries over 4 hours, then the subscription is removed.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.placeholders import filled
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import Run
from cockpit.providers.shopify.api import Shopify
from cockpit.providers.shopify.doing import right_shop, undo
from cockpit.providers.shopify.objects import CREATE, DELETE, Created, Deleted, Hook
from cockpit.providers.shopify.tables import hook_row

TRIED_FOR = timedelta(hours=4)
MOST = 50
COLUMNS = ("topic", "uri", "format", "filter", "fields", "namespaces", "made", "version", "id")
LOST = (
    "what happens at the shop from now on is never delivered, also not later: compare the orders once it is on again",
)
BETTER = "a route that answers 503 instead is tried again for 4 hours and loses nothing; deleting is for when it cannot"


class Off:
    """`all`, topics such as ORDERS_CREATE, or ids of subscriptions."""

    async def plan(self, at: Shopify, action: Action) -> Plan:
        await right_shop(at)
        chosen = _chosen(filled(action.text, action.parameters).split(), await at.hooks())
        kept = "\n".join(msgspec.json.encode(hook).decode() for hook in chosen)
        topics = _topics(chosen)
        return Plan(
            action=action,
            target=at.target,
            request=(f"POST {at.address(at.path)} webhookSubscriptionDelete", *(printable(h.id, 80) for h in chosen)),
            says=f"deletes {len(chosen)} webhook subscriptions of {at.shop}: {topics}",
            rows=len(chosen),
            columns=COLUMNS,
            sample=tuple(map(hook_row, chosen)),
            irreversible=LOST,
            way_back="the same subscriptions are made again, each with its address, filter, fields and namespaces",
            undo=undo(action, "on", kept, f"make {len(chosen)} subscriptions of {at.shop} again: {topics}"),
            warnings=(BETTER, *([at.drift] if at.drift else [])),
            private={"ids": " ".join(hook.id for hook in chosen), "topics": topics},
        )

    async def execute(self, at: Shopify, plan: Plan, run: Run) -> Receipt:
        await right_shop(at)
        ids = plan.private["ids"].split()
        for done, id in enumerate(ids):
            found = at.outcome(await at.mutate(DELETE, {"id": id}), Deleted)
            if not isinstance(found, Receipt):
                found = _deleted(found, id)
            if isinstance(found, Receipt):
                return _partly_off(at, _partly(found, done, len(ids), "deleted", plan), plan, done)
            run.progress(f"{printable(id, 80)} deleted ({done + 1} of {len(ids)})")
        return Receipt(
            outcome=Outcome.DONE,
            says=f"{len(ids)} webhook subscriptions of {at.shop} are deleted",
            rows=len(ids),
            values={"deleted": len(ids)},
            undo=plan.undo,
            opens=_off(at, plan),
            within=TRIED_FOR,
        )

    async def check(self, at: Shopify, plan: Plan, folder: Path) -> Receipt:
        there = {hook.id for hook in await at.hooks()}
        left = [id for id in plan.private["ids"].split() if id in there]
        if left:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"{len(left)} of the subscriptions are still there")
        return Receipt(
            outcome=Outcome.DONE,
            says="none of the subscriptions is there any more",
            opens=_off(at, plan),
            within=TRIED_FOR,
        )


class On:
    """One kept subscription a line, as JSON; those that are there already are left alone."""

    async def plan(self, at: Shopify, action: Action) -> Plan:
        wanted = _kept(action.text)
        await right_shop(at)
        there = await at.hooks()
        missing = [hook for hook in wanted if not any(hook.same_as(other) for other in there)]
        if not missing:
            raise SourceError(f"all {len(wanted)} subscriptions are there already; there is nothing to do")
        skipped = len(wanted) - len(missing)
        return Plan(
            action=action,
            target=at.target,
            request=(f"POST {at.address(at.path)} webhookSubscriptionCreate", *map(_request, missing)),
            says=f"makes {len(missing)} webhook subscriptions of {at.shop}: {_topics(missing)}",
            rows=len(missing),
            columns=COLUMNS,
            sample=tuple(map(hook_row, missing)),
            way_back="the new subscriptions are deleted",
            warnings=(f"{skipped} are there already and are left alone",) if skipped else (),
            private={"hooks": "\n".join(msgspec.json.encode(hook).decode() for hook in missing)},
        )

    async def execute(self, at: Shopify, plan: Plan, run: Run) -> Receipt:
        await right_shop(at)
        hooks, made = _kept(plan.private["hooks"]), list[str]()
        for hook in hooks:
            found = at.outcome(await at.mutate(CREATE, {"t": hook.topic, "w": _input(hook)}), Created)
            if not isinstance(found, Receipt):
                found = _created(found, made)
            if isinstance(found, Receipt):
                return _partly(found, len(made), len(hooks), "made", plan)
            run.progress(f"{printable(hook.topic, 60)} made ({len(made)} of {len(hooks)})")
        says = f"{len(made)} webhook subscriptions of {at.shop} are made again; compare the orders of the time between"
        back = undo(plan.action, "off", " ".join(made), "delete the new subscriptions")
        return Receipt(outcome=Outcome.DONE, says=says, rows=len(made), values={"made": len(made)}, undo=back)

    async def check(self, at: Shopify, plan: Plan, folder: Path) -> Receipt:
        there = await at.hooks()
        missing = [hook for hook in _kept(plan.private["hooks"]) if not any(hook.same_as(other) for other in there)]
        if missing:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"{len(missing)} of them are not there: {_topics(missing)}")
        return Receipt(outcome=Outcome.DONE, says="all of them are there")


def _off(at: Shopify, plan: Plan) -> str:
    return f"webhooks of {at.shop} are off: {plan.private['topics']}"


def _partly_off(at: Shopify, receipt: Receipt, plan: Plan, done: int) -> Receipt:
    """Something may be off, so something is left open: which topics are, which may be, and which are not."""
    if receipt.outcome is not Outcome.UNKNOWN:
        return receipt
    topics = [hook.topic for hook in _kept(plan.undo.action.text)] if plan.undo else []
    off, may_be, on = topics[:done], topics[done : done + 1], topics[done + 1 :]
    said = (("off", off), ("perhaps off", may_be), ("still on", on))
    says = "; ".join(f"{words}: {printable(', '.join(some), 200)}" for words, some in said if some)
    return msgspec.structs.replace(
        receipt, opens=f"webhooks of {at.shop} are partly off ({says})", within=TRIED_FOR, undo=plan.undo
    )


def _chosen(words: list[str], there: Sequence[Hook]) -> list[Hook]:
    if not words:
        raise SourceError("write all, or the topics (ORDERS_CREATE) or ids of subscriptions")
    chosen = [hook for hook in there if words == ["all"] or hook.topic in words or hook.id in words]
    known = {name for hook in there for name in (hook.topic, hook.id)}
    if words != ["all"] and (unknown := [word for word in words if word not in known]):
        topics = ", ".join(sorted({printable(hook.topic, 60) for hook in there})) or "none"
        raise SourceError(f"no subscription this app may see is {printable(unknown[0], 80)!r}; there is {topics}")
    if not chosen:
        raise SourceError("this app has no subscription here; those made in the admin can only be changed there")
    if len(chosen) > MOST:
        raise SourceError(f"{len(chosen)} subscriptions are more than are deleted at once ({MOST}); name topics")
    return chosen


def _kept(text: str) -> list[Hook]:
    """The subscriptions in `text`. Raises SourceError."""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        hooks = [msgspec.json.decode(line, type=Hook) for line in lines]
    except msgspec.DecodeError as error:
        raise SourceError(
            f"a line is no kept subscription ({printable(str(error), 100)}); paste it unchanged"
        ) from error
    if not hooks or len(hooks) > MOST:
        raise SourceError(f"write 1 to {MOST} kept subscriptions, one a line, as the deletion showed them")
    return hooks


def _input(hook: Hook) -> dict[str, object]:
    """A subscription as `WebhookSubscriptionInput`; what is not set is left to Shopify."""
    wanted: dict[str, object] = {
        "uri": hook.uri,
        "format": hook.format,
        "includeFields": hook.include_fields,
        "metafieldNamespaces": hook.metafield_namespaces,
        "filter": hook.filter,
    }
    return {name: value for name, value in wanted.items() if value}


def _request(hook: Hook) -> str:
    return printable(f"{hook.topic} {msgspec.json.encode(_input(hook)).decode()}", 400)


def _topics(hooks: Sequence[Hook]) -> str:
    return printable(", ".join(sorted({hook.topic for hook in hooks})), 200)


def _deleted(found: Deleted, id: str) -> Deleted | Receipt:
    answer = found.webhook_subscription_delete
    if answer.user_errors:
        return Receipt(outcome=Outcome.FAILED, says=f"not done: {printable(answer.user_errors[0].message, 200)}")
    if answer.deleted_webhook_subscription_id != id:
        return Receipt(
            outcome=Outcome.UNKNOWN, says="may have been done: Shopify does not say what it deleted; check it"
        )
    return found


def _created(found: Created, made: list[str]) -> Created | Receipt:
    answer = found.webhook_subscription_create
    if answer.user_errors or answer.webhook_subscription is None:
        why = answer.user_errors[0].message if answer.user_errors else "Shopify made nothing"
        return Receipt(outcome=Outcome.FAILED, says=f"not done: {printable(why, 200)}")
    made.append(answer.webhook_subscription.id)
    return found


def _partly(found: Receipt, done: int, of: int, what: str, plan: Plan) -> Receipt:
    """When some were done before it went wrong, the whole is unknown: the way back must stay."""
    if not done:
        keep = plan.undo if found.outcome is Outcome.UNKNOWN else None
        return msgspec.structs.replace(found, undo=keep)
    says = f"{done} of {of} {what}, then {found.says}"
    return msgspec.structs.replace(found, outcome=Outcome.UNKNOWN, says=says, rows=done, undo=plan.undo)
