"""The verb `test`: whether an endpoint of ours accepts what the secret in the keyring signs.

One event of a type that does not exist is signed as Stripe would and sent to the endpoint's own address. A receiver
passes over types it does not know, so only the signature is tried.
"""

from pathlib import Path

import msgspec

from cockpit.adapters import vendor
from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import Answer, Unknown
from cockpit.core.actions import Action, Outcome, Plan, Receipt
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.secret import Secret, fingerprint
from cockpit.core.text import printable
from cockpit.ports import Run, SecretError
from cockpit.providers.stripe.api import Stripe
from cockpit.providers.stripe.doing import endpoint_id
from cockpit.providers.stripe.signature import signed

TYPE = "incident_cockpit.signature_test"


class Testing:
    """`we_…`: sends to the address of that endpoint."""

    async def plan(self, at: Stripe, action: Action) -> Plan:
        found = await at.endpoint(endpoint_id(action))
        try:
            checked(found.url)
        except BadAddressError as error:
            raise SourceError(f"the address of {found.id}: {error}") from error
        mark = fingerprint((await _signing(at)).reveal())
        where = printable(found.url, 300)
        return Plan(
            action=action,
            target=at.target,
            request=(f"POST {where}", f"Stripe-Signature: t=…,v1=… (by {at.signing}, fingerprint {mark})", TYPE),
            says=f"sends one signed event of an unknown type to {where}, as Stripe would",
            irreversible=("the endpoint receives one event it does not know, and should pass over it",),
            private={"url": found.url},
        )

    async def execute(self, at: Stripe, plan: Plan, run: Run) -> Receipt:
        now = at.context.clock.now()
        event = {
            "id": f"evt_{plan.action.id}",
            "object": "event",
            "type": TYPE,
            "created": int(now.timestamp()),
            "livemode": at.mode == "live",
            "data": {"object": {}},
        }
        body = msgspec.json.encode(event)
        headers = {"content-type": "application/json", "stripe-signature": signed(body, await _signing(at), now)}
        result = await at.http.send("POST", plan.private["url"], body, headers)
        if isinstance(result, Unknown) and result.answer is not None:
            result = result.answer  # it was asked something and fails at it: that is an answer to this question
        if not isinstance(result, Answer):
            return at.receipt(result, done="")
        good = result.status < 300
        says = "our endpoint accepts what the secret in the keyring signs"
        if not good:
            cause = "it fails on its own" if result.status >= 500 else "it may check with another secret"
            says = f"our endpoint answered {result.status} ({vendor.why(result)}): {cause}"
        return Receipt(
            outcome=Outcome.DONE if good else Outcome.FAILED, says=says, values={"status": result.status, "ok": good}
        )

    async def check(self, at: Stripe, plan: Plan, folder: Path) -> Receipt:
        return Receipt(outcome=Outcome.UNKNOWN, says="it changed nothing; try it again")


async def _signing(at: Stripe) -> Secret:
    """The signing secret, fetched now. Raises SourceError."""
    try:
        found = await at.context.secret_of(at.signing)
    except SecretError as error:
        raise MissingHereError(str(error)) from error
    if found is None:
        raise MissingHereError(f"no signing secret is kept for {at.target.name}; run: cockpit secret set {at.signing}")
    return found
