"""A secret's value typed into the cockpit reaches the vendor once, and no screen, file, clipboard or argument."""

from pathlib import Path

from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT, TOKEN, cloudflare
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.shops import declared, workplace
from tests.journeys.test_secrets import sightings_in_arguments
from tests.lab.terminal import Terminal

CANARY = "canaryB7xQ9mZ2"
VALUE = f"whsec_{CANARY}"

PROFILE = """
[targets.shop-worker]
provider = "cloudflare"
environment = "staging"
url = "{url}"
account = "{account}"
worker = "helm-acme"
secret = "cf"
"""
RUNBOOK = """# Walk
1. Put the new signing secret in place {id=put}

   ```act {on=shop-worker verb=put-secret}
   STRIPE_WEBHOOK_SECRET
   ```
"""


def test_a_typed_value_is_put_and_is_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "account").mkdir()
    with cloudflare(tmp_path / "account", "acme") as lab:
        log = tmp_path / "textual.log"
        env = home(tmp_path / "home", COCKPIT_SECRET_CF=TOKEN, TEXTUAL_LOG=str(log))
        place = workplace(tmp_path, PROFILE.format(url=lab.url, account=ACCOUNT), RUNBOOK, env)
        with Terminal([COCKPIT], env, place) as terminal:
            declared(terminal, "Put the new signing secret")
            terminal.press("r")
            terminal.wait("STRIPE_WEBHOOK_SECRET of helm-acme: its new value")
            terminal.pump(0.5)
            terminal.press("short", "\x15")
            terminal.wait("type or paste it")
            terminal.press(VALUE, "\x01", "\x03", "\x18")
            terminal.wait(f"{len(VALUE)} characters")
            terminal.press("enter")
            terminal.wait(f"typed: {len(VALUE)} characters, fingerprint")
            terminal.pump(0.5)
            assert sightings_in_arguments() == []
            terminal.press("tab", "enter")
            terminal.wait("[x] Put the new signing secret")
            assert lab.account.workers["helm-acme"].secrets == {"STRIPE_WEBHOOK_SECRET": VALUE}
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
            assert CANARY.encode() not in terminal.raw
    kept = [path for folder in (tmp_path / "home", place) for path in folder.rglob("*") if path.is_file()]
    kept += [log] if log.exists() else []
    assert journal_of(tmp_path / "home") in kept
    seen = [path for path in kept if CANARY.encode() in path.read_bytes()]
    assert seen == []
