"""Files beside the profile, looked at for checks."""

import os
from pathlib import Path

import pytest

from cockpit.adapters.files import FolderFiles
from cockpit.core.readings import SourceError


async def test_a_file_tells_its_size_lines_and_what_is_still_to_be_done(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "x.md").write_text("TODO: cause\nfine\nTBD\n")
    told = await FolderFiles(tmp_path).read("notes/x.md")
    assert (told["exists"], told["size"], told["lines"], told["todo"]) == (True, 21, 3, 2)
    age = told["age_min"]
    assert isinstance(age, float)
    assert 0 <= age < 10


@pytest.mark.parametrize("path", ["gone.md", "gone/deeper.md"])
async def test_a_file_that_is_not_there_is_told_as_such(tmp_path: Path, path: str) -> None:
    assert await FolderFiles(tmp_path).read(path) == {"exists": False}


async def test_nothing_outside_the_folder_is_looked_at(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret").write_text("x")
    (home / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(home / "pipe")
    for path in ("../secret", "/etc/passwd", "link", "pipe", "."):
        with pytest.raises(SourceError):
            await FolderFiles(home).read(path)
