"""Which part of a step keys act on: one of its blocks, or the question after them."""

from collections.abc import Mapping

from cockpit.core.runbook import Step


class StepChoice:
    """The first block that was not done, then the question; until a person chooses another.

    A choice is forgotten when a block of its step is done: what comes next stands first again.
    """

    def __init__(self) -> None:
        self._chosen: dict[str, int] = {}
        self._done: Mapping[str, frozenset[int]] = {}

    def done(self, blocks: Mapping[str, frozenset[int]]) -> None:
        """The numbers of the blocks that were done so far, by step."""
        for id in (id for id, numbers in blocks.items() if numbers != self._done.get(id)):
            self._chosen.pop(id, None)
        self._done = blocks

    def of(self, step: Step) -> int:
        """The number of the block, or the one after the last for the question."""
        done = self._done.get(step.id, frozenset())
        first = next((n for n, block in enumerate(step.actions) if block.provider and n not in done), None)
        if first is None:
            first = len(step.actions) if step.decision else 0
        return self._chosen.get(step.id, first) % max(stops(step), 1)

    def move(self, step: Step, way: int) -> None:
        """Choose the next (`way` 1) or the one before (-1)."""
        self._chosen[step.id] = (self.of(step) + way) % max(stops(step), 1)


def stops(step: Step) -> int:
    """How many parts of a step keys can act on: its blocks, and its question after them."""
    return len(step.actions) + (step.decision is not None)
