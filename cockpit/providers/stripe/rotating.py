"""The verb `rotate`: a second endpoint with a secret of its own beside the old one, whose secret nobody can read.

Stripe gives a signing secret once, when an endpoint is made. It goes into the keyring and nowhere else.
Source: docs.stripe.com/api/webhook_endpoints, "secret".
"""

from pathlib import Path

from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.secret import Secret, fingerprint
from cockpit.core.text import printable
from cockpit.ports import Run, SecretError
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.doing import as_made, endpoint_id, undo
from cockpit.providers.stripe.objects import Endpoint, Made

MARK = "incident_cockpit"
"""The key of the metadata that says which action made an endpoint: an unknown outcome can be looked up."""

NONE = "there was none"
KEPT = "kept"
"""The file in the action's folder that says the secret arrived and is in the keyring."""


class Rotating:
    """`we_…`: the endpoint whose secret is to be replaced. It stays on until a person disables it."""

    async def plan(self, at: Stripe, action: Action) -> Plan:
        id = endpoint_id(action)
        if at.context.keep is None:
            raise MissingHereError(f"nothing here keeps the new signing secret; make the endpoint by hand, beside {id}")
        await at.same_account()
        old = await at.endpoint(id)
        form = _form(old, action.id)
        return Plan(
            action=action,
            target=at.target,
            request=(
                f"POST {at.address('/v1/webhook_endpoints')}",
                *(printable(f"{name}={value}", 300) for name, value in form),
                f"the secret in the answer goes into the keyring as {at.signing}",
            ),
            says=f"a second endpoint delivers the same events to {printable(old.url, 200)}, signed with a new secret",
            way_back="the new endpoint is disabled again; the old one was not touched",
            warnings=(
                f"until {id} is disabled each event arrives twice, once signed with each secret",
                f"what the keyring holds as {at.signing} is kept as {_before(at)}",
                "Stripe does not say whether an endpoint is for connected accounts; one that is cannot be replaced so",
            ),
            private={"old": id},
        )

    async def execute(self, at: Stripe, plan: Plan, run: Run) -> Receipt:
        await at.same_account()
        old = await at.endpoint(plan.private["old"])
        await _set_aside(at)
        result = await at.change("/v1/webhook_endpoints", _form(old, plan.action.id), plan.action.id)
        receipt = at.receipt(result, done="")
        if receipt.outcome is not Outcome.DONE:
            return receipt
        made = as_made(result, Made)
        if isinstance(made, Receipt):
            return made
        back = undo(plan.action, "disable", made.id, f"disable the new endpoint {made.id}")
        try:
            where = await _kept(at, made)
        except SecretError as error:
            says = f"{made.id} was made, but its secret could not be kept ({error}): disable it and begin again"
            return Receipt(outcome=Outcome.UNKNOWN, says=says, undo=back)
        (run.folder / KEPT).write_text(made.id)
        mark = fingerprint(made.secret)
        return Receipt(
            outcome=Outcome.DONE,
            says=f"{made.id} is made; its secret is in the {where} as {at.signing}, fingerprint {mark}",
            rows=1,
            columns=("endpoint",),
            sample=((made.id,),),
            values={"endpoint": made.id, "fingerprint": mark},
            undo=back,
        )

    async def check(self, at: Stripe, plan: Plan, folder: Path) -> Receipt:
        made = [one for one in await at.endpoints() if (one.metadata or {}).get(MARK) == plan.action.id]
        if not made:
            return Receipt(outcome=Outcome.UNKNOWN, says="no endpoint of this action is there; look again")
        if (folder / KEPT).is_file():
            return Receipt(outcome=Outcome.DONE, says=f"{made[0].id} is there and its secret is kept as {at.signing}")
        says = f"{made[0].id} is there, but its secret never arrived: disable it and begin again"
        return Receipt(outcome=Outcome.UNKNOWN, says=says)


def _form(old: Endpoint, action: str) -> list[tuple[str, str]]:
    """The old endpoint once more, with the mark of this action."""
    return [
        ("url", old.url),
        *(("enabled_events[]", event) for event in old.enabled_events),
        *([("api_version", old.api_version)] if old.api_version else []),
        *([("description", old.description)] if old.description else []),
        (f"metadata[{MARK}]", action),
    ]


def _before(at: Stripe) -> str:
    return f"{at.signing}-before"


async def _set_aside(at: Stripe) -> None:
    """Keep the secret there is under another name: the old endpoint signs with it. Raises SourceError.

    Something is written even when there is none: a keyring that cannot be written to must say so before Stripe makes
    an endpoint whose secret is then lost.
    """
    assert at.context.keep is not None, "a plan without a keyring is refused"
    try:
        before = await at.context.secret_of(at.signing)
        await at.context.keep(Secret(_before(at), before.reveal() if before else NONE))
    except SecretError as error:
        raise SourceError(str(error)) from error


async def _kept(at: Stripe, made: Made) -> str:
    assert at.context.keep is not None, "a plan without a keyring is refused"
    return await at.context.keep(Secret(at.signing, made.secret))
