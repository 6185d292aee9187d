"""Real sessions on a real PostgreSQL that hold each other up, in threads of their own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.lab.tables import Lab


class Held:
    """One session that runs statements one after the other in its own thread, and how the last one ended."""

    def __init__(self, dsn: str, program: str) -> None:
        self._session = psycopg.connect(dsn, application_name=program)
        self.pid = self._session.info.backend_pid
        self.error = ""
        self._thread: threading.Thread | None = None

    def run(self, statement: str) -> None:
        """Run it and wait for its end."""
        self._session.execute(statement.encode())

    def start(self, statement: str) -> None:
        """Run it and do not wait: it is held up by somebody."""
        self._thread = threading.Thread(target=self._run, args=(statement,), daemon=True)
        self._thread.start()

    def ended(self, seconds: float = 10.0) -> str:
        """How the statement that was started ended: empty, or the error's words."""
        assert self._thread is not None
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "it still waits"
        return self.error

    def close(self) -> None:
        """End the session, whatever it does."""
        self._session.cancel_safe(timeout=2) if self._thread and self._thread.is_alive() else None
        if self._thread:
            self._thread.join(5)
        self._session.close()

    def _run(self, statement: str) -> None:
        try:
            self._session.execute(statement.encode())
        except psycopg.Error as error:
            self.error = str(error)


@contextmanager
def queue_of_three(lab: Lab) -> Iterator[tuple[Held, Held, Held]]:
    """One idle in a transaction with a row, one that waits for it, and one that waits for the second."""
    dsn = lab.target.settings["dsn"]
    first, second, third = (Held(dsn, program) for program in ("migration", "worker", "shop"))
    try:
        first.run("update work_queue set attempts = attempts + 1 where id = 1")
        second.run("update work_queue set attempts = attempts + 1 where id = 2")
        second.start("update work_queue set attempts = attempts + 1 where id = 1")
        _until_waiting(lab, 1)
        third.start("update work_queue set attempts = attempts + 1 where id = 2")
        _until_waiting(lab, 2)
        yield first, second, third
    finally:
        for held in (first, second, third):
            held.close()


def _until_waiting(lab: Lab, count: int) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    for _ in range(2000):
        if lab.rows(waiting) == [(count,)]:
            return
    raise AssertionError(f"{count} sessions never waited")
