"""What is asked and answered, held against the vendor's published description where it is beside this checkout."""

import json
import re
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import jsonschema
import pytest

from cockpit.drill.vendors.cloudflare.transfers import STORED
from cockpit.drill.vendors.cloudflare.vendor import ACCOUNT
from cockpit.drill.vendors.loopback import NOW, Asked
from tests.providers.cloudflare.test_restore_backup import Shop
from tests.providers.cloudflare.world import World, new_run

FOLDER = Path(__file__).parents[4] / "shared" / "openapi"
Json = dict[str, object]
NEWER = "/time_travel/|/secrets$|/r2/|/telemetry/"
"""Not in the description of 2024; their results are in that of the vendor's newest client."""
BASE = "/accounts/{account_id}"
RESULTS = {
    f"GET {BASE}/d1/database/{{database_id}}/time_travel/bookmark": ("GET", "/time_travel/bookmark"),
    f"POST {BASE}/d1/database/{{database_id}}/time_travel/restore": ("POST", "/time_travel/restore"),
    f"GET {BASE}/workers/scripts/{{script_name}}/secrets (each item)": ("GET", "/secrets"),
    f"PUT {BASE}/workers/scripts/{{script_name}}/secrets": ("PUT", "/secrets"),
    f"GET {BASE}/workers/scripts/{{script_name}}/deployments": ("GET", "/deployments"),
    f"POST {BASE}/workers/scripts/{{script_name}}/deployments": ("POST", "/deployments"),
    f"GET {BASE}/workers/scripts/{{script_name}}/versions (each item)": ("GET", "/versions"),
    f"GET {BASE}/r2/buckets/{{bucket_name}}/objects (each item)": ("GET", "/objects"),
    f"POST {BASE}/d1/database/{{database_id}}/export": ("POST", "/export"),
    f"POST {BASE}/d1/database/{{database_id}}/import": ("POST", "/import"),
    f"POST {BASE}/workers/scripts/{{script_name}}/tails": ("POST", "/tails"),
    f"POST {BASE}/workers/observability/telemetry/query": ("POST", "/telemetry/query"),
}


def read(name: str) -> Json:
    if not (FOLDER / name).exists():
        pytest.skip("the vendor's published description is not beside this checkout")
    return cast(Json, json.loads((FOLDER / name).read_text()))


async def asked_for(world: World, folder: Path) -> list[Asked]:
    """Every kind of request the providers make."""
    world.lab.account.said = [(int(NOW.timestamp() * 1000), "helm-acme", "x")]
    world.lab.account.transfers.polls = 0
    world.lab.account.buckets["helm-acme-assets"] = {"a": b"x"}
    todo = [
        ("read", "select 1", "d1"),
        ("bookmark", "", "d1"),
        ("rewind", "b-0", "d1"),
        ("export", "", "d1"),
        ("restore-backup", Shop(world, folder).text, "d1"),
        ("put-secret", "KEY stripe-new", "cloudflare"),
        ("secrets", "", "cloudflare"),
        ("versions", "", "cloudflare"),
        ("version", "", "cloudflare"),
        ("databases", "", "cloudflare"),
        ("info", "", "d1"),
        ("binding", "", "d1"),
        ("rollback", "", "cloudflare"),
        ("logs", "x", "cloudflare"),
    ]
    for number, (verb, text, provider) in enumerate(todo):
        await world.done(await world.plan(verb, text, provider=provider), new_run(folder / str(number)))
    path = f"/accounts/{ACCOUNT}"
    headers = {"authorization": f"Bearer {world.lab.account.token}"}
    return [
        *(asked for asked in world.lab.server.asked if not asked.path.startswith(STORED)),
        Asked("POST", f"{path}/workers/scripts/helm-acme/tails", headers, b'{"filters": []}'),
        Asked("GET", f"{path}/r2/buckets/helm-acme-assets/objects", headers, b""),
    ]


async def test_every_path_and_method_is_a_described_one(world: World, tmp_path: Path) -> None:
    paths = cast("dict[str, Json]", read("cloudflare.json")["paths"])
    for asked in await asked_for(world, tmp_path):
        path = urlsplit(asked.path).path
        known = [methods for name, methods in paths.items() if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", name), path)]
        assert re.search(NEWER, path) or any(asked.method.lower() in methods for methods in known), asked


async def test_results_have_the_shape_the_vendors_own_client_expects(world: World, tmp_path: Path) -> None:
    schemas = cast("dict[str, Json]", read("cloudflare-sdk.json")["result_schemas"])
    found = await asked_for(world, tmp_path)
    for name, (method, ending) in RESULTS.items():
        asked = next(one for one in found if one.method == method and urlsplit(one.path).path.endswith(ending))
        result = json.loads(world.lab.account.answer(asked).body)["result"]
        listed = result.get("items", result) if isinstance(result, dict) else result
        for one in listed if "each item" in name else [result]:
            jsonschema.Draft202012Validator(schemas[name]).validate(one)


async def test_exports_and_imports_are_asked_for_and_told_as_described(world: World, tmp_path: Path) -> None:
    whole = read("cloudflare.json")
    for asked in await asked_for(world, tmp_path):
        kind = urlsplit(asked.path).path.rpartition("/")[2]
        if kind not in ("export", "import"):
            continue
        operation = cast("dict[str, Json]", whole["paths"])[f"{BASE}/d1/database/{{database_id}}/{kind}"]["post"]
        body = cast(Json, json.loads(json.dumps(operation))["requestBody"])["content"]
        schema = {**cast("dict[str, Json]", body)["application/json"]["schema"], "components": whole["components"]}  # type: ignore[dict-item]  # JSON
        jsonschema.Draft202012Validator(schema).validate(json.loads(asked.body))
        world.lab.account.transfers.polls = 1
        told = world.lab.account.answer(asked)
        replies = cast("dict[str, Json]", json.loads(json.dumps(operation))["responses"])
        shape = cast("dict[str, Json]", replies[str(told.status)]["content"])["application/json"]["schema"]
        jsonschema.Draft202012Validator({**cast(Json, shape), "components": whole["components"]}).validate(
            json.loads(told.body)
        )
