"""Providers are found by name, and loaded only when asked."""

import subprocess
import sys

import pytest

from cockpit.core.actions import Target
from cockpit.core.profile import StatusSpec
from cockpit.providers import registry
from cockpit.providers.registry import UnknownProviderError
from tests.providers.sql.conftest import context


@pytest.mark.parametrize("name", ["postgres", "sqlite", "duckdb", "shell", "slack", "statuspage"])
def test_every_provider_tells_its_settings(name: str) -> None:
    assert all(registry.settings_of(name).values())


def test_asking_for_settings_loads_no_driver() -> None:
    heavy = "{'psycopg', 'duckdb', 'sqlglot', 'httpx'}"
    code = (
        "import sys; from cockpit.providers import registry; "
        "[registry.settings_of(n) for n in ('postgres', 'sqlite', 'duckdb')]; "
        f"print(*sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["postgres", "sqlite", "duckdb"])
def test_a_provider_carries_the_name_it_was_asked_by(name: str) -> None:
    assert registry.build(name, context()).name == name


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    with pytest.raises(UnknownProviderError, match="did you mean 'postgres'"):
        registry.settings_of("postgers")


def test_a_provider_that_cannot_be_read_that_way_says_so() -> None:
    target = Target(name="shop-db", provider="sqlite")
    with pytest.raises(UnknownProviderError, match="cannot be read as a status page"):
        registry.build_status("page", StatusSpec(target="shop-db"), target, context())
