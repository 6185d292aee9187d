"""No line of a file is lost, whatever the file."""

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.runbooks.parse import parse_problems
from tests.runbooks.shapes import everything, outline, parsed

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
_WORD = re.compile(r"w\d+x")


def lost(text: str) -> list[str]:
    """The marked words (`w17x`) of `text` that are nowhere in its runbook."""
    kept = "\n".join(everything(parsed(text)))
    return [word for word in _WORD.findall(text) if word not in kept]


PIECES = [
    "# {}",
    "## {}",
    "### Step 3: {}",
    "#### {} (2 minutes)",
    "{}\n===",
    "{}\n---",
    "{}",
    "{} **{}** _{}_ [{}]({})",
    "**{}**",
    "{}:",
    "- {}",
    "* [ ] {}",
    "1. {}",
    "  - {}",
    "    - [x] {}",
    "   ```sh\n   {}\n   ```",
    "```sql {{on={} as={}}} {}\n{}\n```",
    "~~~{}\n{}",
    "```",
    "    {}",
    "\t{}",
    "> {}",
    "> - {}\n> ```\n> {}\n> ```",
    "- > {}",
    "- # {}",
    "- - {}",
    "1. ```{}\n   {}\n   ```",
    "| {} | {} |\n| - | - |\n| {} | {} |",
    "  | {} | {} |\n  | - | - |\n  | {} | {} |",
    "<div>{}</div>",
    "<!-- {}",
    "---",
    "[{}]: {}",
    "```check\nread: queue {}\nexpect: {} == 0\n{}: {}\n```",
    "```watch\nfor: 15m\nread: log {}\nmatch: {}\nexpect: {} == 0\nsays: {}\n{}\n```",
    "```watch\nfor: {}\n```",
    "```decide\nquestion: {}\nname: {}\n{}: {} → #{}\n{}: {} -> runbook {}\n```",
    "```decide\nquestion: {}\n{}: {}\n```",
    '```fields\n{}: {} {{pattern="{}" choices="{}|{}"}}\n{}?: {}\n{}\n```',
    "```runbook\n{}\n```",
    "> [!WARNING]\n> {}\n> {}",
    "> [!NOTE]\n> {}",
    '- {} {{if="{} == 1" opens="{}" closes={} within={}}}',
    '## {} {{if="{} == 1"}}',
    "---\ntitle: {}\n{}: {}\n---",
    '---\nwhen:\n  - {}\n  - {}\ninputs:\n  {}: {} {{example="{}"}}\n  {}\nowner: {}\nvalidated: {}\n---',
    "-",
    "1.",
    "#",
    "",
    "  ",
    "{}\\\n{}  \n{}",
    "- [{}]({})\n\n  {}\n\n  <p>{}",
]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Documents of pieces people write, in any order, every word of them unlike the others."""
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=14))
    gaps = draw(
        st.lists(st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"]), min_size=len(pieces), max_size=len(pieces))
    )
    count, out = 0, []
    for piece, gap in zip(pieces, gaps, strict=True):
        slots = sum(field is not None for _, field, _, _ in Formatter().parse(piece))
        out.append(piece.format(*(f"w{count + slot}x" for slot in range(slots))) + gap)
        count += slots
    return "".join(out)


@settings(max_examples=400)
@given(documents())
def test_no_word_of_any_document_is_lost(text: str) -> None:
    assert lost(text) == []


@settings(max_examples=300)
@given(st.text(alphabet="ab1.-+*#>`~|[](){}=:_\\\"'! \t\r\n<\u202e\x1b\ufeff\x00é手", max_size=120))
def test_no_text_is_too_odd_to_open(text: str) -> None:
    runbook = parsed(text)
    parse_problems(text)
    ids = [step.id for step in runbook.steps]
    assert len(set(ids)) == len(ids)
    assert all(step.title and step.line for step in runbook.steps)
    lines = re.split(r"\r\n|\n|\r", text)
    assert all(lines[left.line - 1].strip() for left in runbook.unassigned)


@given(documents())
@settings(max_examples=100)
def test_a_line_that_fits_nowhere_is_nowhere_else(text: str) -> None:
    runbook = parsed(text)
    left = {word for line in runbook.unassigned for word in _WORD.findall(line.text)}
    used = "\n".join(
        piece for piece in everything(parsed(text)) if piece not in {line.text for line in runbook.unassigned}
    )
    assert not [word for word in left if word in used]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="put the given documents in ../shared/seeds to try them")
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_line_of_a_given_document_is_kept(name: str) -> None:
    text = next(SEEDS.glob(f"{name}_*")).read_text()
    kept = re.sub(r"[^\w]+", " ", "\n".join(everything(parsed(text))))
    for line in text.splitlines():
        words = re.sub(r"[^\w]+", " ", re.sub(r"^\s*(?:\d+\.|[-*] \[[ x]\])", "", line)).strip()
        words = re.sub(r" \d[\d ]*(?:minutes?|seconds?)$", "", words)
        assert words in kept, line


@pytest.mark.skipif(not SEEDS.is_dir(), reason="put the given documents in ../shared/seeds to try them")
def test_the_clean_document_opens_whole() -> None:
    text = next(SEEDS.glob("004_*")).read_text()
    runbook = parsed(text)
    headings = [runbook.title, *(title for title, _ in outline(runbook))]
    items = [line for line in text.splitlines() if re.match(r"\s*(?:[-*]|\d+\.) ", line)]
    placed = "\n".join(f"{step.title}\n{step.text}" for step in runbook.steps)
    assert len(headings) == 13
    assert sum(len(step.actions) for step in runbook.steps) == 8
    assert len(items) == 56
    assert [
        item for item in items if re.sub(r"^\s*(?:[-*]|\d+\.) |\*\*|__", "", item).replace("**", "") not in placed
    ] == []
    assert runbook.unassigned == ()
    assert len(runbook.intro.splitlines()) == 4
