"""What the sources cost their vendors: as little as was said, and nothing before a 429 is over."""

import time
from pathlib import Path

from bench.sources import SOURCES
from bench.vendors import WAIT, Refusing, costs
from cockpit.drill.vendors.loopback import Asked, Reply
from cockpit.providers import registry

SECOND = 1 / 60  # minutes
AT_START = {
    "tail": 4,
    "audit": 9,
    "queue": 8,
    "fresh": 7,
    "project": 4,
    "log": 2,
    "deliveries": 4,
    "hooks": 3,
    "page": 2,
}
"""Requests within the first two seconds: who the target is, and the first reading."""


def test_the_first_seconds_of_every_source_cost_no_more_than_was_counted(tmp_path: Path) -> None:
    seconds = 2.0
    found = dict(zip(SOURCES, costs(tmp_path, seconds * SECOND), strict=True))
    assert {name: cost.failed for name, cost in found.items()} == dict.fromkeys(SOURCES, 0)
    asked = {name: round(cost.idle * seconds * SECOND) for name, cost in found.items()}
    assert {name: count for name, count in asked.items() if count > AT_START[name]} == {}
    assert sum(asked.values()) > 0
    assert all(cost.refused <= 1 for cost in found.values())


def test_every_provider_that_can_be_shown_over_http_is_measured() -> None:
    no_vendor = {"postgres", "sqlite", "duckdb", "byhand"}
    shown = {
        name
        for name, path in registry.BUILT_IN.items()
        if any(hasattr(registry._loaded(path), f"build_{kind}") for kind in ("status", "audit", "queue", "log"))
    }
    assert shown - no_vendor == {source.target.provider for source in SOURCES.values()}


def test_the_emulator_refuses_only_for_as_long_as_it_asks_to_wait() -> None:
    refusing = Refusing(lambda asked: Reply(200))
    asked = Asked(method="GET", path="/", headers={}, body=b"")
    assert refusing(asked).status == 200
    refusing.since = time.monotonic()
    assert [refusing(asked).status, refusing(asked).status, refusing.asked] == [429, 429, 2]
    refusing.since = time.monotonic() - WAIT
    assert refusing(asked).status == 200
