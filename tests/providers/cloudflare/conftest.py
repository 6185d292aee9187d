"""A fresh account for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cockpit.drill.vendors.cloudflare.vendor import cloudflare
from cockpit.ports import Run
from tests.providers.cloudflare.world import World, new_run


@pytest.fixture
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    with cloudflare(tmp_path_factory.mktemp("account"), "acme", "bolt") as lab:
        made = World(lab)
        yield made
        await made.close()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return new_run(tmp_path / "action")
