"""Fixtures that cost too much to build once per test."""

from collections.abc import Iterator

import pytest

from tests.lab.postgres import NoServerError, Server, running


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A real PostgreSQL for the whole run; skips where there is none."""
    try:
        with running() as server:
            yield server
    except NoServerError as missing:
        pytest.skip(str(missing))
