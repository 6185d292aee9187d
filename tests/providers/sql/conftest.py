"""The same cases on three real databases."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest

from cockpit.core.actions import Action
from cockpit.core.profile import QueueSpec
from cockpit.core.secret import Secret
from cockpit.ports import ProviderContext, Run
from cockpit.providers.sql import DUCKDB, POSTGRES, SQLITE
from cockpit.providers.sql.duck import Duck
from cockpit.providers.sql.engine import Engine
from cockpit.providers.sql.factory import OpenEngine, SqlFactory
from cockpit.providers.sql.postgres import Postgres
from cockpit.providers.sql.sqlite import Sqlite
from tests.fakes import ManualClock
from tests.lab.postgres import Server
from tests.lab.tables import Lab, file_lab, postgres_lab

ENGINES: dict[str, OpenEngine] = {"postgres": Postgres, "sqlite": Sqlite, "duckdb": Duck}
FACTORIES: dict[str, SqlFactory] = {"postgres": POSTGRES, "sqlite": SQLITE, "duckdb": DUCKDB}


@pytest.fixture(params=["postgres", "sqlite", "duckdb"])
def lab(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lab]:
    """A fresh database of each kind."""
    if request.param != "postgres":
        yield file_lab(request.param, tmp_path)
        return
    with postgres_lab(request.getfixturevalue("postgres_server")) as found:
        yield found


@pytest.fixture
def postgres(postgres_server: Server) -> Iterator[Lab]:
    """A fresh database on the real PostgreSQL."""
    with postgres_lab(postgres_server) as found:
        yield found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Where an action may leave its output."""
    folder = tmp_path / "action"
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())


def context(queues: Mapping[str, QueueSpec] | None = None, password: str = "") -> ProviderContext:
    """What providers are built with; one secret at most."""

    async def secret_of(name: str) -> Secret | None:
        return Secret(name, password) if password else None

    return ProviderContext(secret_of=secret_of, who="ana", queues=queues or {}, clock=ManualClock())


def action(verb: str, text: str = "", provider: str = "postgres", **parameters: str) -> Action:
    """An action on `shop-db`."""
    return Action(id="a1", provider=provider, verb=verb, target="shop-db", text=text, parameters=parameters)


def engine_of(lab: Lab, **settings: str) -> Engine:
    target = msgspec.structs.replace(lab.target, settings={**lab.target.settings, **settings})
    return ENGINES[lab.kind](target, context())
