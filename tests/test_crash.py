"""What is kept of a crash says where it happened, and no value from outside."""

from pathlib import Path

import pytest

from cockpit.crash import report_of

CANARY = "sk_live_" + "canary"


def broken(value: str) -> None:
    try:
        raise KeyError(value)
    except KeyError as error:
        raise ExceptionGroup(value, [RuntimeError(value), OSError(5, value)]) from error


def test_the_words_of_an_error_are_kept_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with pytest.raises(ExceptionGroup) as caught:
        broken(CANARY)
    line = report_of(caught.value)
    [report] = tmp_path.rglob("crash-*.txt")
    kept = report.read_text()
    assert CANARY not in line + kept
    assert "\n" not in line
    assert report.stat().st_mode & 0o077 == 0
    for kind in ("KeyError", "RuntimeError", "OSError", "ExceptionGroup"):
        assert f"builtins.{kind}" in kept
    assert "in broken" in kept
