"""Markdown to Runbook. Any CommonMark text opens, and every line of it is somewhere in the result."""

import re
from dataclasses import dataclass

from cockpit.core.given import GIVEN
from cockpit.core.placeholders import find
from cockpit.core.runbook import Parameter, ParameterKind, Phase, Runbook, Unassigned
from cockpit.runbooks.blocks import Block, blocks_of
from cockpit.runbooks.drafts import Title, finished, title_of
from cockpit.runbooks.frontmatter import FrontMatter, read_front_matter
from cockpit.runbooks.outline import Role, outline_of
from cockpit.runbooks.pairs import Problem
from cockpit.runbooks.reader import Reader
from cockpit.runbooks.references import brought_by, dangling, outputs_of
from cockpit.runbooks.titles import shown, slug

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a file says of itself at its top."""

    id: str
    title: str
    when: str = ""
    severity: str = ""
    profile: str = ""


def parse(text: str, *, source_id: str, digest: str) -> Runbook:
    """The runbook written in `text`. Never raises.

    `source_id` (the file's name without its ending) stands in for an id or a title the file does not give; `digest` is
    the SHA-256 of its bytes, kept as it is.
    """
    return _read(text, source_id, digest)[0]


def parse_problems(text: str) -> tuple[Problem, ...]:
    """What in `text` cannot be used as written, by line: a bad check, a bad budget. The words themselves are kept."""
    return tuple(sorted(_read(text, "", "")[1], key=lambda problem: problem.line))


def heading_of(text: str, *, source_id: str) -> Heading:
    """What `text` says of itself, without judging its blocks: for lists of many files."""
    return _opened(text, source_id)[0]


def _opened(text: str, source_id: str) -> tuple[Heading, "_Opened"]:
    lines = _LINE_BREAK.split(text.removeprefix("\ufeff"))
    matter = read_front_matter(lines)
    blocks = blocks_of("\n".join(lines[matter.end :]), matter.end)
    written = shown(matter.values.get("title", ""))
    outline = outline_of(blocks, written)
    top = next((block for block in blocks if block.start in outline and outline[block.start].role is Role.TITLE), None)
    title = title_of(top.text, top.start + 1, []) if top else Title(written or shown(source_id) or "runbook")
    heading = Heading(
        id=shown(matter.values.get("id", "")) or title.id or slug(source_id),
        title=written or title.words,
        when=shown(matter.values.get("when", "")),
        severity=shown(matter.values.get("severity", "")),
        profile=shown(matter.values.get("profile", "")),
    )
    reader = Reader(lines, Title(heading.title), top.start + 1 if top else 0, outline)
    reader.placed |= matter.understood
    reader.problems += matter.problems
    return heading, _Opened(lines, matter, blocks, reader)


@dataclass(frozen=True, slots=True)
class _Opened:
    lines: list[str]
    matter: FrontMatter
    blocks: tuple[Block, ...]
    reader: Reader


def _read(text: str, source_id: str, digest: str) -> tuple[Runbook, list[Problem]]:
    heading, opened = _opened(text, source_id)
    reader = opened.reader
    reader.read(opened.blocks)
    phases = finished(reader.phases)
    unassigned = tuple(
        Unassigned(number + 1, shown(line))
        for number, line in enumerate(opened.lines)
        if line.strip() and number not in reader.placed
    )
    values = opened.matter.values
    runbook = Runbook(
        id=heading.id,
        title=heading.title,
        digest=digest,
        parameters=_parameters(phases),
        phases=phases,
        unassigned=unassigned,
        intro="\n".join(reader.intro),
        when=heading.when,
        severity=heading.severity,
        profile=heading.profile,
        owner=shown(values.get("owner", "")),
        validated=shown(values.get("validated", "")),
        budget=opened.matter.budget,
        inputs=opened.matter.inputs,
    )
    return runbook, [*reader.problems, *dangling(runbook)]


def _parameters(phases: tuple[Phase, ...]) -> tuple[Parameter, ...]:
    """What the steps ask for, each once, in order. Words ask only with `{x}`; `<x>` there is often mere HTML.

    What the cockpit knows by itself, what a step decides or brings and what its fields ask for is not asked for here.
    """
    steps = [step for phase in phases for step in phase.steps]
    known = set(GIVEN) | {name for step in steps for name in brought_by(step)}
    prefixes = tuple(f"{name}_" for step in steps for name in outputs_of(step))
    found: dict[Parameter, None] = {}
    for step in steps:
        for placeholder in find(f"{step.title}\n{step.text}"):
            asked = placeholder.name not in known and not placeholder.name.startswith(prefixes)
            if asked and placeholder.kind is ParameterKind.BRACE:
                found[Parameter(placeholder.name, placeholder.kind)] = None
        for action in step.actions:
            for placeholder in find(action.text, action.lang) if action.parameters else ():
                if placeholder.name not in known and not placeholder.name.startswith(prefixes):
                    found[Parameter(placeholder.name, placeholder.kind)] = None
    return tuple(found)
