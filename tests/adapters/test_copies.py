"""What is copied leaves without secrets and is kept in a private file."""

import stat
from pathlib import Path

from cockpit.adapters.copies import Copies
from cockpit.core.secret import Redactor, Secret


def test_a_secret_does_not_leave_and_the_file_is_ours_alone(tmp_path: Path) -> None:
    file = tmp_path / "copied.txt"
    copies = Copies(Redactor([Secret("api", "tok-1234567890-canary")]), file)
    assert copies.take("Bearer tok-1234567890-canary\nnext") == ("Bearer ‹secret api›\nnext", str(file))
    assert copies.take("another") == ("another", str(file))
    assert file.read_text() == "another\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["copied.txt"]


def test_what_cannot_be_kept_is_copied_all_the_same(tmp_path: Path) -> None:
    assert Copies(Redactor(), tmp_path / "missing" / "copied.txt").take("a") == ("a", "")
    assert Copies(Redactor(), None).take("a") == ("a", "")
