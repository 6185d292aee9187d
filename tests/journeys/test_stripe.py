"""Signatures fail: a new secret nobody sees, the undelivered list empties, the step ticks itself.

A real keyring, a real terminal; Stripe and our own endpoint are loopback servers that check signatures.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cockpit.drill.vendors.loopback import Asked, Reply, loopback
from cockpit.drill.vendors.stripe import KEY, StripeLab
from tests.adapters.desk import UNLOCKED, needs_keyring
from tests.journeys.homes import COCKPIT, home, journal_of
from tests.journeys.shops import confirmed, declared, workplace
from tests.lab.terminal import Terminal

PROFILE = """
[targets.stripe]
provider = "stripe"
environment = "production"
secret = "stripe"
url = "{url}"
[queries.undelivered]
target = "stripe"
sql = "undelivered"
[sources.deliveries]
kind = "status"
target = "stripe"
every = "1s"
"""
RUNBOOK = """# Signatures fail
- Make a new secret {id=rotate}

  ```act {on=stripe verb=rotate as=deliver_to}
  we_1
  ```
- Put it where signatures are checked {id=place by=person}
- Try it {id=try}

  ```act {on=stripe verb=test}
  {deliver_to}
  ```
- Switch the old endpoint off {id=old-off}

  ```act {on=stripe verb=disable}
  we_1
  ```
- Send the events again {id=again}

  ```act {on=stripe verb=resend}
  all {deliver_to}
  ```
- None waits any more {id=left}

  ```check
  read: query undelivered
  expect: rows == 0
  every: 1s
  times: 1
  ```
- Say it is over {id=go}
"""


@pytest.fixture
def runtime() -> Iterator[str]:
    """A short path: the path of a socket has to fit into 108 bytes."""
    folder = tempfile.mkdtemp(prefix="desk-")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@needs_keyring
def test_a_secret_is_replaced_events_are_sent_again_and_the_step_ticks_itself(tmp_path: Path, runtime: str) -> None:
    lab = StripeLab(now=lambda: datetime.now(UTC), shop="whsec_somebody_changed_it")
    for number in (1, 2, 3):
        lab.sale(number, 450, hours_ago=number)

    def our_endpoint(asked: Asked) -> Reply:
        return Reply(200 if lab.accepts(asked.headers.get("stripe-signature", ""), asked.body) else 400)

    with loopback(lab) as stripe, loopback(our_endpoint) as ours:
        lab.endpoint("we_1", "whsec_old", ours.url + "/webhooks")
        env = home(tmp_path, COCKPIT_SECRET_STRIPE=KEY, XDG_RUNTIME_DIR=runtime)
        place = workplace(tmp_path, PROFILE.format(url=stripe.url), RUNBOOK, env)
        begin = f"echo $DBUS_SESSION_BUS_ADDRESS > {tmp_path}/bus; {UNLOCKED}; exec {COCKPIT}"
        with Terminal(["dbus-run-session", "--", "sh", "-c", begin], env, place) as terminal:
            declared(terminal, "Make a new secret")
            terminal.wait("3 events not")
            confirmed(terminal, "POST ", "[x] Make a new secret")
            [new] = [id for id in lab.endpoints if id != "we_1"]
            secret = lab.secrets[new]

            bus = {**env, "DBUS_SESSION_BUS_ADDRESS": (tmp_path / "bus").read_text().strip()}
            words = [
                COCKPIT,
                "secret",
                "pipe",
                "stripe-signing",
                "--",
                "sh",
                "-c",
                "cat > worker-secret; cat worker-secret",
            ]
            piped = subprocess.run(words, env=bus, cwd=place, capture_output=True, text=True, timeout=60, check=True)
            assert piped.stdout == "‹secret stripe-signing›\n"
            lab.shop = (place / "worker-secret").read_text()
            (place / "worker-secret").unlink()
            assert lab.shop == secret

            terminal.press_until("x", "[x] Put it where")
            confirmed(terminal, "Stripe-Signature: t=…", "[x] Try it")
            confirmed(terminal, "disabled=true", "[x] Switch the old")
            confirmed(terminal, "sends 3 events again", "[x] Send the events")
            terminal.wait("[x] None waits")
            terminal.wait(lambda text: "events not" not in text)
            terminal.press("ctrl+q")
            assert terminal.ended() == 0
            assert secret.encode() not in terminal.raw
    assert lab.delivered == {"evt_1", "evt_2", "evt_3"}
    assert lab.endpoints["we_1"]["status"] == "disabled"
    assert "fingerprint" in journal_of(tmp_path).read_text()
    readable = [path for path in tmp_path.rglob("*") if path.is_file() and "keyrings" not in path.parts]
    assert [path for path in readable if secret.encode() in path.read_bytes()] == []
