"""The example in docs/import.md is what an import does."""

import re
from pathlib import Path

from tests.runbooks.importing.texts import imported

PAGE = Path(__file__).parents[3] / "docs" / "import.md"


def test_the_example_becomes_what_the_page_says() -> None:
    page = PAGE.read_text()
    source = re.search(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    becomes = re.search(r"^````markdown\n(.*?)^````$", page, re.MULTILINE | re.DOTALL)
    says = re.search(r"and says `([^`]+)`", page)
    assert source and becomes and says
    result = imported(source[1])
    assert result.text.strip() == becomes[1].strip()
    assert result.account == says[1]
