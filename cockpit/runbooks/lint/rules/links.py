"""Links to files and headings that are not there."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from cockpit.runbooks.attributes import after_title
from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.mending import exchanged
from cockpit.runbooks.lint.page import Page, There

_LINK = re.compile(
    r"(?<!\\)\]\(\s*<?([^()\s<>\[\]]+)>?(?:\s+[\"'(][^()\n]{0,200}[\"')])?\)"  # [text](path "title")
    r"|^\s*\[[^\[\]^]{1,200}\]:\s+<?(\S+?)>?\s*$"  # [name]: path
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\{|<", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:see(?: also)?|read|details (?:are )?in|documented in|described in|dashboards in|as in|follow)\s+(?:the\s+)?"
    r"`?(?P<file>(?:\.{0,2}/)?[\w./-]+\.mdx?)(?P<anchor>#[\w-]+)?`?",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$")
_OWN_ANCHOR = re.compile(r"<a\s[^>]*?(?:name|id)\s*=\s*[\"']?([\w:.-]+)|\{#([\w:.-]+)\}|\bid=[\"']?([\w:.-]+)")
_CODE_SPAN = re.compile(r"`[^`]*`")


def anchors_of(lines: Sequence[str]) -> frozenset[str]:
    """The anchors GitHub gives the headings of a file, and those the file gives itself."""
    found: dict[str, int] = {}
    own: set[str] = set()
    for line in lines:
        own.update(name for match in _OWN_ANCHOR.findall(line) for name in match if name)
        heading = _HEADING.match(line)
        if heading:
            for title in {heading[1], after_title(heading[1])[0]}:
                anchor = _anchor(title)
                count = found.get(anchor, -1) + 1
                found[anchor] = count
                own.add(f"{anchor}-{count}" if count else anchor)
    return frozenset(own)


def _anchor(title: str) -> str:
    """Source: https://github.com/gjtorikian/html-pipeline (toc filter): lower case, punctuation gone, blanks to `-`."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", title)
    kept = (char for char in text.lower() if char in "-_ " or unicodedata.category(char)[0] in "LNM")
    return "".join(kept).replace(" ", "-")


def _targets(page: Page) -> Iterator[tuple[int, str]]:
    for number, line in page.prose:
        for found in _LINK.finditer(_CODE_SPAN.sub(lambda span: " " * len(span[0]), line)):
            target = found[1] or found[2]
            if not _SCHEME.match(target):
                yield number, target


def _files(page: Page) -> Iterator[Found]:
    linked = [(number, target.partition("#")[0].partition("?")[0]) for number, target in _targets(page)]
    named = [(number, found["file"]) for number, line in page.prose for found in _NAMED.finditer(line)]
    known = {(number, path) for number, path in named if page.beside.there(f"/{path}") is There.YES}
    for number, path in dict.fromkeys([*linked, *named]):
        if path and (number, path) not in known and page.beside.there(unquote(path)) is There.NO:
            yield Found(
                line=number,
                says=f"{path} is not there, seen from this file",
                do="Put it there, correct the path, or say here what one would have read in it",
            )


def _outside(page: Page) -> Iterator[Found]:
    for number, target in _targets(page):
        path = target.partition("#")[0]
        if path and page.beside.there(unquote(path)) is There.OUTSIDE:
            yield Found(
                line=number,
                says=f"{path} leads out of this folder tree; others do not have it, and it was not looked at",
                do="Link to its address, or put a copy here",
            )


def _anchors(page: Page) -> Iterator[Found]:
    own: frozenset[str] | None = None
    for number, target in _targets(page):
        path, _, anchor = target.partition("#")
        if not anchor:
            continue
        if path:
            text = page.beside.text(unquote(path)) if path.lower().endswith((".md", ".mdx")) else None
            if text is None:
                continue
            known = anchors_of(text.splitlines())
        else:
            own = known = anchors_of(page.lines) if own is None else own
        wanted = unquote(anchor)
        if wanted.lower() in known or wanted in known:
            continue
        near = next((name for name in sorted(known) if name.strip("-") == _anchor(wanted).strip("-")), "")
        yield Found(
            line=number,
            says=f"there is no heading for #{wanted} in {path or 'this file'}",
            do=f"Did you mean #{near}?" if near else "Correct it: lower case, blanks as hyphens, no punctuation",
            patch=exchanged(page.lines, number, f"#{anchor})", f"#{near})") if near else None,
        )


RULES = (
    Rule(
        id="missing-file",
        what="A link to a file that is not there, or “see X.md” without an X.md",
        why="The step leads to a page nobody can open",
        source="looked for beside the runbook, within the tree",
        severity=Severity.ERROR,
        check=_files,
        facts=("V20",),
    ),
    Rule(
        id="link-outside",
        what="A link that leads out of the tree",
        why="It works on the machine of the one who wrote it",
        source="looked for beside the runbook, within the tree",
        severity=Severity.NOTE,
        check=_outside,
    ),
    Rule(
        id="missing-anchor",
        what="A link to a heading that is not there",
        why="It opens the top of a long page, and the reader searches",
        source="https://docs.github.com/en/get-started/writing-on-github",
        severity=Severity.WARNING,
        check=_anchors,
        facts=("V20",),
    ),
)
