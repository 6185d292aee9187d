"""Requests and answers held against a vendor's published description, where one is beside this checkout."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest

from cockpit.drill.vendors.loopback import Asked, Reply

Json = Mapping[str, object]
FOLDER = Path(__file__).parents[3] / "shared" / "openapi"


class Described:
    """One OpenAPI 3 document."""

    def __init__(self, document: Json) -> None:
        self._document = document

    def check(self, asked: Asked, reply: Reply) -> str:
        """The operation that was asked for. Raises AssertionError: it, a parameter, body or answer does not fit."""
        parts = urlsplit(asked.path)
        path, operation = self._operation(asked.method, parts.path)
        named = {str(one["name"]): one for one in _list(operation, "parameters") if one["in"] == "query"}
        given = parse_qs(parts.query)
        assert set(given) <= set(named), f"{path} knows no {set(given) - set(named)}"
        missing = {name for name, one in named.items() if one.get("required")} - set(given)
        assert not missing, f"{path} needs {missing}"
        if asked.body:
            self._fits(json.loads(asked.body), _schema(_table(operation, "requestBody")))
        answer = _table(operation, "responses").get(str(reply.status))
        assert isinstance(answer, dict), f"{path} never answers {reply.status}"
        if "content" in answer:
            self._fits(json.loads(reply.body), _schema(answer))
        return f"{asked.method} {path}"

    def _operation(self, method: str, path: str) -> tuple[str, Json]:
        for known, operations in _table(self._document, "paths").items():
            if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", known), path) and method.lower() in cast(Json, operations):
                return known, _table(cast(Json, operations), method.lower())
        raise AssertionError(f"there is no {method} {path}")

    def _fits(self, value: object, schema: Json) -> None:
        whole = {**schema, "components": self._document.get("components", {})}
        jsonschema.Draft202012Validator(_nullable(whole)).validate(value)


def _nullable(schema: object) -> Json:
    """OpenAPI 3.0 writes `nullable` where JSON Schema has a type of its own for it."""

    def turned(part: object) -> object:
        if isinstance(part, list):
            return [turned(one) for one in part]
        if not isinstance(part, dict):
            return part
        found = {key: turned(value) for key, value in part.items()}
        if found.pop("nullable", False) is True and isinstance(found.get("type"), str):
            found["type"] = [found["type"], "null"]
        return found

    return cast(Json, turned(schema))


def _schema(part: Json) -> Json:
    return _table(_table(_table(part, "content"), "application/json"), "schema")


def _table(part: Json, key: str) -> Json:
    return cast(Json, part[key])


def _list(part: Json, key: str) -> list[Json]:
    return cast(list[Json], part.get(key, []))


def described(name: str) -> Described:
    """The description called `name`; the test is skipped where there is none."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        pytest.skip(f"{name}'s published description is not beside this checkout")
    return Described(json.loads(path.read_text()))
