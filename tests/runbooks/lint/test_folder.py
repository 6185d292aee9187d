"""Files beside a runbook are looked for within its tree only."""

from pathlib import Path

from cockpit.runbooks.lint.folder import Folder
from cockpit.runbooks.lint.page import There


def test_the_tree_is_the_repository_and_nothing_outside_is_looked_at(tmp_path: Path) -> None:
    tree = tmp_path / "repo"
    (tree / "books").mkdir(parents=True)
    (tree / ".git").mkdir()
    (tree / "up.md").write_text("# Up\n")
    (tmp_path / "out.md").write_text("# Out\n")
    (tree / "books" / "link.md").symlink_to(tmp_path / "out.md")
    folder = Folder(tree / "books" / "a.md")
    assert folder.there("../up.md") is There.YES
    assert folder.there("/up.md") is There.YES
    assert folder.text("../up.md") == "# Up\n"
    assert folder.there("gone.md") is There.NO
    assert folder.text("gone.md") is None
    assert folder.there("../../out.md") is There.OUTSIDE
    assert folder.there("link.md") is There.OUTSIDE
    assert folder.text("link.md") is None
    assert folder.there("x\0y") is There.NO


def test_without_a_repository_the_tree_is_the_folder(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "up.md").write_text("# Up\n")
    assert Folder(tmp_path / "books" / "a.md").there("../up.md") is There.OUTSIDE
