"""The coverage tables are whole, true and shown as they are."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.coverage.places import RESOLVED
from tests.coverage.table import HERE, PAGE, Row, page, read, tables

REQUIREMENTS = Path(__file__).parents[3] / "shared" / "requirements.tsv"
SYSTEMS = {"helm", "method", "fitkit", "ordak"}
HEAD = "id\tserved\twhere\tnote\n"


def wanted() -> Counter[str]:
    """Each id of the requirements and how often it stands there."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").splitlines()[1:]
    return Counter(line.split("\t", 1)[0] for line in lines if line.strip())


@pytest.mark.skipif(not REQUIREMENTS.is_file(), reason="put the given requirements in ../shared to count them")
def test_every_requirement_is_in_one_table_once() -> None:
    told = Counter(row.id for rows in tables().values() for row in rows)
    assert [id for id, count in told.items() if count > 1] == []
    assert set(told) - set(wanted()) == set()
    begun = {id.split("-")[0] for id in told}
    # A document whose table is not here yet is not counted; one that is begun must be whole.
    assert {id for id in wanted() if id.split("-")[0] in begun} - set(told) == set()
    if {path.stem for path in HERE.glob("*.tsv")} >= SYSTEMS:
        assert set(wanted()) == set(told)


@pytest.mark.parametrize("system", tables())
def test_every_place_a_table_names_is_there(system: str) -> None:
    lost = [f"{row.id}: {place}" for row in tables()[system] for place in row.where if not RESOLVED[row.served](place)]
    assert lost == []


@pytest.mark.parametrize("system", tables())
def test_every_step_a_note_names_is_there(system: str) -> None:
    named = {(row.id, place) for row in tables()[system] for place in re.findall(r"[\w-]+#[\w-]+", row.note)}
    assert {pair for pair in named if not RESOLVED["runbook"](pair[1])} == set()


def test_the_page_shows_the_tables_as_they_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(tables()), "run: make coverage"


@pytest.mark.parametrize(
    ("served", "place"),
    [
        ("runbook", "worker-backlog#nowhere"),
        ("runbook", "nothing"),
        ("profile", "ordak:queries.nothing"),
        ("profile", "nobody:queries.backlog"),
        ("feature", "docs/runbooks.md#nothing-of-the-kind"),
        ("feature", "cockpit journal nothing"),
        ("feature", "cockpit init --nothing"),
        ("not yet", "some day"),
    ],
)
def test_a_place_that_is_not_there_is_found_out(served: str, place: str) -> None:
    assert not RESOLVED[served](place)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id\twhere\n", "the columns are"),
        (HEAD + "R1\trunbook\n", "x.tsv:2: 2 columns"),
        (HEAD + "R1\tperhaps\tx\ty\n", "'perhaps' is none of"),
        (HEAD + "R1\trunbook\t;\ty\n", "where it is served is missing"),
        (HEAD + "R1\tnot yet\tlater\t\n", "what works until then"),
    ],
)
def test_a_broken_table_is_told_with_its_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read(text, "x.tsv")


def test_a_bar_in_a_note_does_not_end_its_cell() -> None:
    row = Row(id="R1", served="feature", where=("README.md",), note="a|b")
    assert r"| R1 | feature | `README.md` | a\|b |" in page({"x": [row]})
