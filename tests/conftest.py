"""Fixtures that cost too much to build once per test, and a ctrl+c that reaches the programs the tests start."""

import signal
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


def pytest_configure() -> None:
    """In the background a shell starts programs deaf to ctrl+c, and so would be what the tests start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
