"""Severity: the levels a profile defines, and which one the evidence suggests."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

import msgspec


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """Something owed at a time counted from a moment of the incident, such as a post-mortem within 48 h."""

    says: str
    within: timedelta
    after: str = "resolved"
    """`declared` or `resolved`."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One rung of the scale. Levels are listed worst first."""

    id: str
    label: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    response: str = ""
    """What to do first, shown the moment the level is chosen."""
    update_every: timedelta | None = None
    runbook: str = ""
    """Opened when the level is chosen and no runbook is open yet."""
    afterwards: str = ""
    """Opened when the incident is resolved; it must be finished before the incident is closed."""
    deadlines: tuple[Deadline, ...] = ()

    @property
    def name(self) -> str:
        """Id and label; once, where they are the same word."""
        return self.id if self.label in ("", self.id) else f"{self.id}  {self.label}"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A yes/no question whose yes means at least this level."""

    ask: str
    level: str


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """The levels of one profile, worst first, and the questions that lead to one."""

    levels: tuple[Level, ...]
    questions: tuple[Question, ...] = ()
    wrong_target: str = ""
    """The level it means when what answers is not what a target names; empty: the profile does not say."""

    def level(self, id: str) -> Level | None:
        """The level called `id`, or None."""
        return next((level for level in self.levels if level.id == id), None)

    def rank(self, id: str) -> int:
        """0 for the worst level; one past the mildest for an unknown id."""
        return next((rank for rank, level in enumerate(self.levels) if level.id == id), len(self.levels))


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The level the evidence speaks for, and that evidence in words."""

    level: str
    evidence: tuple[str, ...]


def suggest(scale: Scale, signals: Iterable[tuple[str, str]], answers: Mapping[str, bool]) -> Suggestion | None:
    """The worst level that any raised signal or any yes speaks for; None when nothing does.

    `signals` are (level id, what was measured) of the signals now raised; `answers` maps a question's text to its
    answer. Only evidence for the suggested level is kept, so a reader sees why this and not a milder one.
    """
    votes = [(level, says) for level, says in signals if scale.level(level)]
    votes += [(question.level, f"yes: {question.ask}") for question in scale.questions if answers.get(question.ask)]
    if not votes:
        return None
    worst = min((level for level, _ in votes), key=scale.rank)
    return Suggestion(level=worst, evidence=tuple(says for level, says in votes if level == worst))
