"""Reads blocks from top to bottom and puts every line somewhere: into a phase, a step, or what fits nowhere."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cockpit.runbooks.attributes import after_fence, after_title
from cockpit.runbooks.blocks import Block, Item, Kind
from cockpit.runbooks.drafts import PhaseDraft, StepDraft, Title, title_of
from cockpit.runbooks.fences import action_of, usable
from cockpit.runbooks.gates import GATES, put_into
from cockpit.runbooks.outline import Place, Role
from cockpit.runbooks.pairs import Problem
from cockpit.runbooks.titles import headline, label, plain, shown

_NAMING = frozenset({Kind.HEADING, Kind.TEXT, Kind.FENCE})
"""Blocks whose words can name a step."""

_TASK = re.compile(r"\[[ xX]\](?:\s+|$)")
_ALERT = re.compile(r"\[!(WARNING|CAUTION|IMPORTANT)\][ \t]*\n?", re.IGNORECASE)


class Reader:
    """One pass over one file. Afterwards `phases`, `problems` and `placed` (0-based lines) hold what it found."""

    def __init__(self, lines: Sequence[str], title: Title, line: int, outline: dict[int, Place]) -> None:
        self._lines_of_file = lines
        self.phases: list[PhaseDraft] = [PhaseDraft(title, line, None)]
        self.problems: list[Problem] = []
        self.intro: list[str] = []
        self.placed: set[int] = set()
        self._outline = outline
        self._titles: dict[int | None, PhaseDraft] = {None: self.phases[0]}
        self._step: StepDraft | None = None
        self._bullets_are_text = False
        self._leads: list[tuple[Block, list[str]]] = []
        """Words that wait for the step they lead to."""
        self._label: Block | None = None
        self._seen: set[int] = set()

    def read(self, blocks: Sequence[Block]) -> None:
        """Put every block in its place."""
        for index, block in enumerate(blocks):
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            fresh = [item for item in block.items if item.number not in self._seen]
            self._seen.update(item.number for item in fresh)
            opener = next((item for item in fresh if self._is_step(item, block, fresh)), None)
            if block.start in self._outline and block.kind is Kind.HEADING:
                self._heading(block, self._outline[block.start])
            elif opener:
                self._item(block, opener)
            elif block.kind is Kind.FENCE:
                self._fence(block)
            elif block.kind is Kind.RULE:
                self._claim(block)  # a line across the page says nothing
            elif block.kind is Kind.TABLE:
                self._table(block)
            elif block.kind is Kind.OTHER:
                self._other(block)
            elif block.text.strip():
                self._text(block, fresh, following)
        self._end_phase()
        self.phases = [phase for phase in self.phases if phase.steps or phase.key is not None]

    def _is_step(self, item: Item, block: Block, fresh: list[Item]) -> bool:
        """Whether a list item is a step: outer ones are; nested ones when they have a box to tick or hold a fence."""
        if item.quoted:
            return False
        if item.holds_fence or (item is fresh[-1] and _TASK.match(block.text)):
            return True
        return item.depth == 0 and (item.ordered or not self._bullets_are_text)

    def _heading(self, block: Block, place: Place) -> None:
        title = title_of(block.text, block.start + 1, self.problems)
        if place.role is Role.TITLE:
            self._end_phase()
            self._claim(block)
            return
        same_phase = place.role is Role.STEP and place.phase == self.phases[-1].key
        if not same_phase:
            self._end_phase()
            above = self._titles[place.phase]
            draft = PhaseDraft(title, block.start + 1, block.start)
            if place.role is Role.STEP:
                draft = replace(above, steps=[])
            else:
                self._titles[block.start] = draft
            self.phases.append(draft)
        self._bullets_are_text = place.role is Role.STEP
        self._step = None
        self._claim(block)
        if place.role is Role.STEP:
            self._open(title, block.start + 1)

    def _item(self, block: Block, item: Item) -> None:
        """A list item begins a step; its first block names it."""
        line = block.start + 1
        if block.kind is Kind.FENCE:
            words = next((words for words in block.text.split("\n") if words.strip()), self.phases[-1].title.words)
            self._open(Title(shown(words.strip())), line, item.depth + 1)
            self._fence(block)
            return
        if block.kind not in _NAMING or not block.text.strip():
            return  # an item that is a table or a line: it fits nowhere, and the next item is its own
        first, rest = _named(_TASK.sub("", block.text, count=1) or block.text)
        self._open(title_of(first, line, self.problems), line, item.depth + 1)
        self._claim(block)
        if rest and self._step:
            self._step.text.append(plain(rest))

    def _fence(self, block: Block) -> None:
        self._need_step(block)
        assert self._step is not None  # _need_step opened one
        line = block.start + 1
        lang, attributes = after_fence(block.info)
        if lang in GATES:
            put = put_into(self._step, lang, block.text, line)
            self.problems += put.problems
            if put.used:
                self._claim(block)
                self.placed -= {number - 1 for number in put.unread}
            return
        attributes, wrong = usable(attributes)
        self.problems += (Problem(line, f"{shown(lang) or 'block'}: {says}") for says in wrong)
        self._step.actions.append(action_of(lang, attributes, block.text, line))
        self._claim(block)

    def _table(self, block: Block) -> None:
        """A table is words as any paragraph: row by row, as it is written."""
        if self._label and not block.items:
            self._need_step(block)
        if self._step:
            self._step.text += self._as_written(block)
            self._claim(block)
        else:
            self._leads.append((block, self._as_written(block)))

    def _other(self, block: Block) -> None:
        """HTML inside a list item belongs to that item's step; anywhere else it fits nowhere."""
        if block.items and self._step and self._step.depth:
            self._step.text += self._as_written(block)
            self._claim(block)

    def _as_written(self, block: Block) -> list[str]:
        return [shown(line.strip()) for line in self._lines_of_file[block.start : block.end]]

    def _text(self, block: Block, fresh: list[Item], following: Block | None) -> None:
        if block.quoted and self._step and (alert := _ALERT.match(block.text)):
            words = " ".join(plain(line.strip()) for line in block.text[alert.end() :].split("\n"))
            self._step.pitfalls.append(words)
            self._claim(block)
            return
        alone = not block.items and not block.quoted
        if alone and label(block.text):
            self._keep_label()
            self._label = block
            return
        leads_on = alone and block.text.rstrip().endswith(":") and following is not None and bool(following.items)
        lines = self._lines(block, fresh)
        if leads_on and not self._bullets_are_text:
            self._keep_label()
            self._leads.append((block, lines))
            return
        if self._label and not block.items:
            self._need_step(block)
        elif self._label and self._step:
            self._step.text.append(label(self._label.text))
            self._claim(self._label)
            self._label = None
        if self._step:
            self._step.text += lines
            self._claim(block)
        else:
            self._leads.append((block, lines))

    def _lines(self, block: Block, fresh: list[Item]) -> list[str]:
        """The words of a block line by line, with the mark and the indent of the nested item they stand in."""
        deeper = len(block.items) - (self._step.depth if self._step else 0)
        indent = "  " * max(deeper - 1, 0)
        marker = block.items[-1].marker if fresh and deeper > 0 else "  " if deeper > 0 else ""
        first, *rest = [plain(line.strip()) for line in block.text.split("\n")]
        return [f"{indent}{marker}{first}", *(f"{indent}{' ' * len(marker)}{line}" for line in rest)]

    def _need_step(self, block: Block) -> None:
        """Open the step a fence or a text asks for: named by the label above it, or by the heading."""
        if self._label and not block.items:
            named, self._label = self._label, None
            self._open(title_of(label(named.text), named.start + 1, self.problems), named.start + 1)
            self._claim(named)
        elif self._step is None:
            phase = self.phases[-1]
            self._open(phase.title, phase.line or block.start + 1)

    def _open(self, title: Title, line: int, depth: int = 0) -> None:
        """A new step below the last; what waited for it comes first in its text."""
        self._keep_label()
        self._step = StepDraft(title, line, depth)
        for block, lines in self._leads:
            self._step.text += lines
            self._claim(block)
        self._leads = []
        self.phases[-1].steps.append(self._step)

    def _keep_label(self) -> None:
        if self._label:
            self._leads.append((self._label, [label(self._label.text)]))
            self._label = None

    def _end_phase(self) -> None:
        """Words still waiting become a step: named by their label, or by the heading they alone stand under.

        Above all headings and steps they tell what the runbook is for.
        """
        phase = self.phases[-1]
        if self._label:
            self._need_step(replace(self._label, items=()))
        elif self._leads and (phase.key is not None or phase.steps):
            self._open(phase.title, phase.line)
        for block, lines in self._leads:
            self.intro += lines
            self._claim(block)
        self._leads, self._label, self._step = [], None, None
        self._bullets_are_text = False

    def _claim(self, block: Block) -> None:
        self.placed.update(range(block.start, block.end))


def _named(text: str) -> tuple[str, str]:
    """The title of a list item with the attributes beside it, and its other words.

    Attributes end the first line or all of it; what stands before them may be a sentence too long for a title.
    """
    first, *more = [part.strip() for part in text.split("\n")]
    if not after_title(first)[1]:
        first, more = " ".join([first, *more]), []
    words, _ = after_title(first)
    title, rest = headline(words)
    return title + first[len(words) :], " ".join(part for part in (rest, *more) if part)
