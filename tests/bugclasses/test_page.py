"""The page about possible causes says what is so."""

import re
from pathlib import Path

import msgspec

from cockpit.config.bugclasses import BUNDLED, bundled
from cockpit.core.bugclass import BugClass, Sign
from cockpit.engine.causes import AT_MOST, BEHIND, LOOK_BACK, PARSED
from screens.ask.causes import CausesScreen

PAGE = (Path(__file__).parents[2] / "docs" / "hypotheses.md").read_text(encoding="utf-8")


def test_the_class_on_the_page_is_the_whole_file() -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    assert found[1] == (BUNDLED / "not_null.toml").read_text(encoding="utf-8")


def test_every_class_every_key_of_one_and_every_key_of_the_board_is_on_the_page() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    for one in bundled():
        assert any(line.startswith(f"| `{one.id}` |") for line in rows), one.id
    for kind in (BugClass, Sign):
        for field in msgspec.structs.fields(kind):
            assert any(f"`{field.name}`" in line.split("|")[1] for line in rows), field.name
    keys = {line.split("|")[1].strip() for line in rows}
    wanted = {binding.key for binding in CausesScreen.BINDINGS if not isinstance(binding, tuple) and binding.show}
    assert wanted <= {key for cell in keys for key in cell.split(", ")}


def test_the_figures_are_those_of_the_code() -> None:
    for number in (AT_MOST, BEHIND, LOOK_BACK):
        assert f"{number:,}".replace(",", " ") in PAGE
    assert f"at most {PARSED} of one sign" in PAGE
