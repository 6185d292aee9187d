"""The runbook of the bundled pack on the simulated world: what the emulated vendors say is enough to walk it."""

from pathlib import Path

from cockpit.core.checklist import How
from tests.drill.walking import walking

MORE = """
[targets.wrangler]
provider = "byhand"
environment = "drill"
where = "nowhere: this is a simulated shop"

[targets.owner-phone]
provider = "slack"
environment = "drill"
channel = "#owner"
secret = "ops-webhook"

[messages.unrecorded]
channel = "owner-phone"
text = "Card payments go through, but since {gap_from} they are not recorded."
promise = "30m"
"""
ANSWERS = {
    "slug": "acme",
    "gap_from": "-50m",
    "undelivered": "9",
    "present": "yes",
    "endpoint": "we_1Shop",
    "endpoint_created": "four days ago, enabled",
    "signature_fault": "replace",
    "one_event": "evt_61",
    "answer": "ok",
}


async def test_the_bundled_runbook_replaces_a_wrong_signing_secret(tmp_path: Path) -> None:
    async with walking(tmp_path, "stripe-signatures", more=MORE) as w:
        w.answers = ANSWERS
        await w.walk("helm-stripe-signatures", before="reconcile")
        assert w.world.story.waiting == 0
        left = w.incident.checklist.item("left")
        assert left is not None
        assert left.how is How.EVIDENCE
        assert w.incident.left_open == ()
