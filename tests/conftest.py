"""What all tests share: fixtures that cost too much to build once per test, and no verdict by the clock."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.lab.postgres import NoServerError, Server, running

# A busy machine is no failure: how long an example takes is measured in bench/, never judged here.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")


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
