"""The lab's PostgreSQL starts from either place, and leaves nothing behind."""

from pathlib import Path

import psycopg
import pytest

from tests.lab.postgres import NoServerError, _reachable, running


@pytest.mark.parametrize("place", ["system", "pip"])
def test_a_server_starts_and_leaves_nothing(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_TEST_PG", place)
    try:
        with running() as server:
            assert ("site-packages" in str(server.programs)) == (place == "pip")
            with psycopg.connect(server.dsn()) as session:
                row = session.execute("select 1").fetchone()
                assert row == (1,)
            home = server.socket.parent
            assert home.is_dir()
    except NoServerError as missing:
        pytest.skip(str(missing))
    assert not home.exists()


def test_programs_behind_a_closed_folder_are_copied(tmp_path: Path) -> None:
    programs = tmp_path / "closed" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("a server")
    (tmp_path / "closed").chmod(0o700)
    home = tmp_path / "home"
    home.mkdir()
    assert (_reachable(programs, home) / "postgres").read_text() == "a server"
    assert _reachable(Path("/usr/bin"), home) == Path("/usr/bin")
