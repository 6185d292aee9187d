"""Which severity the evidence speaks for."""

import pytest

from cockpit.core.severity import Level, Question, Scale, suggest

SCALE = Scale(
    levels=(Level(id="P1", label="P1"), Level(id="P2", label="P2"), Level(id="P3", label="P3")),
    questions=(Question(ask="blocked?", level="P1"), Question(ask="late?", level="P2")),
)


@pytest.mark.parametrize(
    ("signals", "answers", "level", "evidence"),
    [
        ([], {}, None, ()),
        ([("P2", "oldest 17 min")], {}, "P2", ("oldest 17 min",)),
        ([("P2", "oldest 17 min"), ("P1", "down")], {}, "P1", ("down",)),
        ([("P2", "oldest 17 min")], {"blocked?": True}, "P1", ("yes: blocked?",)),
        ([("P2", "a"), ("P2", "b")], {"late?": True}, "P2", ("a", "b", "yes: late?")),
        ([("P2", "a")], {"blocked?": False}, "P2", ("a",)),
        ([("P9", "not of this scale")], {}, None, ()),
        ([("", "names no level")], {}, None, ()),
    ],
)
def test_the_worst_level_with_evidence_is_suggested(
    signals: list[tuple[str, str]], answers: dict[str, bool], level: str | None, evidence: tuple[str, ...]
) -> None:
    found = suggest(SCALE, signals, answers)
    assert (found.level if found else None) == level
    assert (found.evidence if found else ()) == evidence
