"""What a command prints is told at a readable pace, and its end is told whatever came before it."""

from pathlib import Path

from cockpit.providers.shell.follow import PER_SECOND, Follower


def test_a_last_line_that_came_in_a_flood_is_told_at_the_end(tmp_path: Path) -> None:
    log, said = tmp_path / "output.log", list[str]()
    follower = Follower(log, said.append)
    log.write_bytes(b"flood\n" * 1000)
    follower.look()
    assert len(said) <= PER_SECOND
    with log.open("ab") as file:
        file.write(b"more\n" * 500 + b"the end\n")
    follower.look()
    assert "the end" not in said, "too much for this moment"
    follower.look(last=True)
    assert said[-1] == "the end"
    assert any(line.startswith("… 500 lines not shown here") for line in said[-2:])


def test_an_end_that_was_told_is_not_told_twice(tmp_path: Path) -> None:
    log, said = tmp_path / "output.log", list[str]()
    follower = Follower(log, said.append)
    log.write_bytes(b"one\nthe end\n")
    follower.look()
    follower.look(last=True)
    assert said == ["one", "the end"]
