"""How much of real runbooks an import keeps: code blocks, headings and list items, counted by a reader of its own.

    python -m bench.import_recall FOLDER

FOLDER holds any number of files (Markdown, MDX, reStructuredText, plain text). The reader here knows nothing of
the importer: fences by a small state machine, headings by `#` or an underline, items by their marker. A block counts
as kept when a step has it as a block of its own (a transcript: its lines, in blocks), a heading when it is the title,
a phase or a step, an item when its words stand in a step.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from cockpit.core.imported import Imported
from cockpit.runbooks.importing.encoding import text_of
from cockpit.runbooks.importing.imported import import_text

_FENCE = re.compile(r"^[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$")
_ATX = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t#]*$")
_UNDERLINE = re.compile(r"^(=+|-+|~+|\^+|\"+|\++)[ \t]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d+[.)])[ \t]+(\S.*)$")
_DIRECTIVE = re.compile(r"^([ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode)::")
_PROMPT = re.compile(r"^\s*(?:[\w.@:~/\[\]=-]*[$#%❯>])\s+")

_SELF_LINK = re.compile(r"\[([^\[\]]+)\]\(\1\)")


@dataclass
class Seen:
    """What a careful reader sees in a file."""

    blocks: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


def seen(text: str, rst: bool) -> Seen:
    """The blocks, headings and items of `text`."""
    found = Seen()
    lines = _without_matter(
        re.sub(r"<!--.*?-->", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL).splitlines()
    )
    at = 0
    while at < len(lines):
        line = lines[at]
        fence = None if rst else _FENCE.match(line)  # a row of tildes underlines a title there
        directive = _DIRECTIVE.match(line)
        if fence:
            at = _fenced(lines, at, fence[1], found)
        elif directive:
            at = _indented(lines, at, len(directive[1]), found)
        elif heading := _ATX.match(line) if not rst else None:
            found.headings.append(heading[1])
        elif _underlined(lines, at, rst):
            found.headings.append(line)
        elif item := _ITEM.match(line):
            found.items.append(item[1])
        at += 1
    return found


def _without_matter(lines: list[str]) -> list[str]:
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        end = next(n for n, line in enumerate(lines[1:], start=1) if line.strip() == "---")
        return [""] * (end + 1) + lines[end + 1 :]
    return lines


def _fenced(lines: list[str], at: int, mark: str, found: Seen) -> int:
    body = []
    for end in range(at + 1, len(lines)):
        bare = lines[end].strip().lstrip("> ")
        if bare.startswith(mark) and not bare.strip(mark[0]):
            break
        body.append(lines[end])
    else:
        end = len(lines)
    if any(line.strip() for line in body):
        found.blocks.append("\n".join(body))
    return end


def _indented(lines: list[str], at: int, base: int, found: Seen) -> int:
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > base):
        end += 1
    body = [line for line in lines[at + 1 : end] if not re.match(r"\s+:[\w-]+:", line)]
    if any(line.strip() for line in body):
        found.blocks.append("\n".join(body))
    return end - 1


def _underlined(lines: list[str], at: int, rst: bool) -> bool:
    line = lines[at]
    if not line.strip() or line[0].isspace() or at + 1 >= len(lines) or _ITEM.match(line) or _UNDERLINE.match(line):
        return False
    rule = _UNDERLINE.match(lines[at + 1])
    if not rule or (at and lines[at - 1].strip() and not _UNDERLINE.match(lines[at - 1])) or "|" in line:
        return False
    return len(rule[1]) >= len(line.strip()) - 2 if rst else rule[1][0] in "=-" and len(rule[1]) > 1


@dataclass
class Kept:
    """Of how many, how many are in the runbook."""

    seen: int = 0
    kept: int = 0
    missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.kept}/{self.seen}"

    def add(self, other: "Kept") -> None:
        self.seen += other.seen
        self.kept += other.kept


def recall(reader: Seen, imported: Imported) -> tuple[Kept, Kept, Kept]:
    """Blocks, headings and items kept."""
    runbook = imported.runbook
    blocks = [action.text for step in runbook.steps for action in step.actions]
    exact = {_code(block) for block in blocks}
    code_lines = {line.strip() for block in blocks for line in block.split("\n")}
    titles = {
        _words(title)
        for title in (runbook.title, *(p.title for p in runbook.phases), *(s.title for s in runbook.steps))
    }
    heads = " ".join(titles)
    text = "\n".join(_words(f"{step.title} {step.text}") for step in runbook.steps)
    text += "\n" + "\n".join(_words(phase.title) for phase in runbook.phases)
    return (
        _kept(reader.blocks, lambda block: _code(block) in exact or _transcript(block, code_lines)),
        _kept(
            reader.headings,
            lambda heading: _words(heading) in titles or (bool(_words(heading)) and _words(heading) in heads),
        ),
        _kept(reader.items, lambda item: _in_sentences(item, text)),
    )


def _in_sentences(item: str, text: str) -> bool:
    """Whether an item's words stand there; its first sentence may be the title, with what led to it before the rest."""
    return _words(item) in text or all(_words(sentence) in text for sentence in re.split(r"(?<=[.!?])\s+", item))


def _kept(what: list[str], holds: Callable[[str], bool]) -> Kept:
    missing = [one for one in what if not holds(one)]
    return Kept(len(what), len(what) - len(missing), missing)


def _code(block: str) -> str:
    return "\n".join(
        line.rstrip() for line in dedent(re.sub(r"^\s*>\s?", "", block, flags=re.MULTILINE)).strip("\n").split("\n")
    )


def _transcript(block: str, lines: set[str]) -> bool:
    """Whether every line of a block is in some block, its prompt taken off."""
    inside = [line.strip() for line in block.split("\n") if line.strip()]
    prompts = [_PROMPT.sub("", line).strip() for line in inside]
    return all(line in lines or bare in lines for line, bare in zip(inside, prompts, strict=True))


def _words(text: str) -> str:
    """Only the letters and digits, a link's address with them: marks and spaces do not count.

    A link that reads like its address is that once, as in the runbook.
    """
    return "".join(re.findall(r"[^\W_]", _SELF_LINK.sub(r"\1", text))).lower()


def files(folder: Path) -> Iterator[Path]:
    """The files to read, in order."""
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def main(folder: Path, verbose: bool) -> None:
    """Print one line a file and the sums."""
    sums, lines, seconds, count = (Kept(), Kept(), Kept()), 0, 0.0, 0
    for path in files(folder):
        text = text_of(path.read_bytes())
        before = time.perf_counter()
        imported = import_text(text, source_id=path.stem)
        seconds += time.perf_counter() - before
        found = recall(seen(text, path.suffix == ".rst"), imported)
        for total, one in zip(sums, found, strict=True):
            total.add(one)
        lines += text.count("\n") + 1
        count += 1
        blocks, headings, items = found
        counts = f"blocks {blocks!s:>9}  headings {headings!s:>9}  items {items!s:>9}"
        print(f"{path.name[:58]:<58} {counts}  {imported.account}")
        for kind, one in zip(("block", "heading", "item"), found, strict=True):
            for missing in one.missing if verbose else ():
                print(f"    {kind}: {missing.strip()[:140]!r}")
    blocks, headings, items = sums
    rates = "  ".join(
        f"{name} {kept} ({100 * kept.kept / max(kept.seen, 1):.1f} %)"
        for name, kept in (("blocks", blocks), ("headings", headings), ("items", items))
    )
    print(f"{count} files, {lines} lines: {rates}; {1e6 * seconds / max(lines, 1):.1f} ms per 1000 lines")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "-v" in sys.argv)
