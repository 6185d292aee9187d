"""The example of docs/providers.md, taken out: short, found by its entry point, held to the contract."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Target
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.drill.vendors.loopback import Asked, QuickClock, Reply, loopback, unused_port
from cockpit.ports import ProviderContext, Run
from cockpit.providers import registry
from tests.providers.contract import Subject
from tests.providers.http_contract import HttpContract, Wire

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"
TOKEN = "canary-1234567890"


def example() -> str:
    return PAGE.read_text().split("```python\n", 1)[1].split("```", 1)[0]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The example as a package with an entry point, as `pip install` leaves it."""
    (tmp_path / "acme_doors.py").write_text(example())
    metadata = tmp_path / "acme_doors-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-doors\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[incident_cockpit.providers]\ndoors = acme_doors\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    registry._shipped.cache_clear()
    yield
    registry._shipped.cache_clear()
    sys.modules.pop("acme_doors", None)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    folder = tmp_path / "action"
    folder.mkdir(0o700)
    return Run(folder=folder, progress=lambda line: None, cancelled=asyncio.Event())


def test_the_example_is_under_100_lines() -> None:
    assert len(example().splitlines()) < 100


class TestTheDocumentedProvider(HttpContract):
    @pytest.fixture
    async def wire(self, installed: None) -> AsyncIterator[Wire]:
        doors = {"main": True, "slow": True}

        def vendor(asked: Asked) -> Reply:
            name = asked.path.rsplit("/", 1)[-1]
            if asked.headers.get("authorization") != f"Bearer {TOKEN}":
                return Reply(401, b'{"message": "who are you?"}')
            if name == "doors":
                return Reply(200, json.dumps([{"name": n, "open": o} for n, o in doors.items()]).encode())
            if name not in doors:
                return Reply(404, b'{"message": "no such door"}')
            if asked.method == "PUT" and name == "slow":
                return Reply(hang=True)
            if asked.method == "PUT":
                doors[name] = json.loads(asked.body)["open"]
            return Reply(200, json.dumps({"name": name, "open": doors[name]}).encode())

        with loopback(vendor) as server:

            async def secret_of(name: str) -> Secret | None:
                return Secret(name, TOKEN)

            async def effects() -> int:
                return sum(asked.method == "PUT" for asked in server.asked)

            clock = QuickClock()
            context = ProviderContext(secret_of=secret_of, who="ana", clock=clock)
            provider = registry.build("doors", context)
            provider._http = Http(clock, total_s=1.5, paces=context.paces)  # type: ignore[attr-defined]  # less patience
            change = Action(id="d1", provider="doors", verb="set", target="shop", text="main closed")
            yield Wire(
                subject=Subject(
                    provider=provider,
                    target=Target(name="shop", provider="doors", settings={"url": server.url}, secret="doors"),
                    change=change,
                    refused=Action(id="d2", provider="doors", verb="set", target="shop", text="attic open"),
                    unanswered=Action(id="d3", provider="doors", verb="set", target="shop", text="slow closed"),
                    effects=effects,
                    dead=Target(
                        name="shop",
                        provider="doors",
                        settings={"url": f"http://127.0.0.1:{unused_port()}"},
                        secret="doors",
                    ),
                    secret=TOKEN,
                ),
                server=server,
                clock=clock,
            )
            await provider.close()


@pytest.mark.parametrize("name", registry.BUILT_IN)
def test_every_verb_of_a_bundled_provider_is_on_the_page_under_its_risk(name: str) -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    row = next((line for line in rows if f"`{name}`" in line.split("|")[1]), "")
    assert row, f"docs/providers.md has no row for {name}; add one to the table of what the bundled ones can do"
    columns = dict(zip(Risk, row.split("|")[2:5], strict=True))
    context = ProviderContext(secret_of=nothing, who="ana", clock=QuickClock())
    for verb in registry.build(name, context).verbs.values():
        assert f"`{verb.name}`" in columns[verb.risk] or name == "byhand", f"{name}: {verb.name} is not in its column"


async def nothing(name: str) -> Secret | None:
    """No credential is needed to ask for verbs."""
    return None
