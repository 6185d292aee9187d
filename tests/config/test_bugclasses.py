"""A profile's own classes of bug, and what is said of wrong ones."""

from pathlib import Path

import pytest

from cockpit.config import ConfigError, load_profile
from cockpit.config.bugclasses import BUNDLED, bundled, known
from tests.config.scales import P
from tests.config.test_load import written

OWN = r"""
[[bug_classes]]
id = "cap-reached"
title = "The daily cap is reached"
named = "The daily cap of {org} is reached"
confirms = "the counter of today is at the cap"
refutes = "it is below"

[[bug_classes.signs]]
needles = ["daily cap"]
patterns = ['daily cap of (?P<org>\w+) reached']
within = "5m"
count = 3
"""


def test_a_profile_adds_classes_of_its_own(tmp_path: Path) -> None:
    [one] = load_profile(written(tmp_path, f"{P}{OWN}")).bug_classes
    assert (one.id, one.signs[0].count, one.signs[0].read) == ("cap-reached", 3, "log")
    assert [each.id for each in known((one,))] == [*(each.id for each in bundled()), "cap-reached"]


def test_a_class_of_the_same_id_takes_the_bundled_ones_place(tmp_path: Path) -> None:
    own = OWN.replace("cap-reached", "cors")
    [one] = load_profile(written(tmp_path, f"{P}{own}")).bug_classes
    assert len(known((one,))) == len(bundled())
    assert next(each for each in known((one,)) if each.id == "cors").title == "The daily cap is reached"


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (r"(?P<org>\w+) reached", r"(?P<org>\w+ reached", "is not a pattern (missing ): "),
        (r"(?P<org>\w+)", r"(?P<org>\w+)\1", "is not a pattern (invalid escape sequence: "),
        ('needles = ["daily cap"]', "needles = []", "needles are missing"),
        ('needles = ["daily cap"]', 'needles = [""]', "needles are missing"),
        ('needles = ["daily cap"]', 'read = "logs"', 'read: must be "log" or "audit"'),
        ("of {org} is", "of {orgs} is", "named: no pattern gives a value called orgs"),
        ("count = 3", 'same = ["orgs"]', "same[1]: no pattern gives a value called orgs"),
        ("count = 3", 'older = "orgs"', "older: no pattern gives a value called orgs"),
        ("count = 3", "count = 0", "count: must be 1 or more"),
        ("count = 3", 'then = ["x"]', "then_needles are missing"),
        ("count = 3", "counts = 3", "unknown key; did you mean count?"),
        ('within = "5m"', 'within = "soon"', "is not a length of time"),
        ('refutes = "it is below"', "", "refutes is missing"),
        ('id = "cap-reached"', 'id = "cap reached"', "a name is made of letters"),
        ("[[bug_classes.signs]]", "[[bug_classes.sign]]", "unknown key; did you mean signs?"),
    ],
)
def test_a_wrong_class_is_one_line_with_its_place(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in OWN
    with pytest.raises(ConfigError) as raised:
        load_profile(written(tmp_path, f"{P}{OWN.replace(right, wrong)}"))
    assert any(says in str(problem) and "bug_classes[1]" in str(problem) for problem in raised.value.problems), (
        raised.value.problems
    )


def test_a_class_leads_to_a_runbook_and_one_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    causes = '[causes]\nmissing-schema = "migration"\ncap-reached = "caps"\n'
    found = load_profile(written(tmp_path, f"{P}{OWN}{causes}")).causes
    assert found == {"missing-schema": "migration", "cap-reached": "caps"}
    for wrong, says in (
        ('missing-shema = "x"', "causes.missing-shema: no class of bug is called 'missing-shema'; did you mean"),
        ("cors = 7", 'causes.cors: must be text, not a whole number; write "7"'),
    ):
        with pytest.raises(ConfigError) as raised:
            load_profile(written(tmp_path, f"{P}[causes]\n{wrong}\n"))
        assert says in str(raised.value)


def test_two_classes_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cap-reached is given twice"):
        load_profile(written(tmp_path, f"{P}{OWN}{OWN}"))


def test_every_bundled_file_is_whole_and_says_what_would_decide_it() -> None:
    classes = bundled()
    assert len(classes) == len(list(BUNDLED.glob("*.toml"))) >= 8
    for one in classes:
        assert one.look, one.id
        assert one.mend, one.id


async def test_a_pattern_that_would_never_end_elsewhere_ends_at_once() -> None:
    from cockpit.core.bugclass import Sign, read

    sign = Sign(patterns=("(a+)+$",), needles=("a",))
    assert read(sign, "a" * 5_000 + "b") is None
