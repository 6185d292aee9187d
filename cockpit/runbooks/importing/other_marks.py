"""Headings and blocks as reStructuredText, AsciiDoc, Confluence and MediaWiki write them."""

import re
from dataclasses import dataclass

from cockpit.runbooks.importing.rows import ITEM, Fence, Kind, Row, changed, indent_of, width

_ASCIIDOC = re.compile(r"(={1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*$")
_WIKI = re.compile(r"(={2,6})[ \t]*([^=\s](?:[^=]*[^=\s])?)[ \t]*\1[ \t]*$")
_CONFLUENCE = re.compile(r"h([1-6])\.[ \t]+(\S.*)$")
_TIGHT = re.compile(r"(#{2,6})([^\s#!\[(].*)$")
_RULED = re.compile(r"([=\-~^\"'`*+#.:_])\1{2,}[ \t]*$")
_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4, '"': 4, "'": 4, "*": 2, "+": 4, "#": 1}

HEADING = "a heading in Markdown now"
BLOCK = "a fenced block now"
_MOST = 2000  # rows of a block


@dataclass(frozen=True, slots=True)
class _Style:
    """How a block begins and ends. `fence_below`: the next row must be the mark that ends it as well."""

    opens: re.Pattern[str]
    ends: re.Pattern[str]
    fence_below: bool = False


def _style(opens: str, ends: str, fence_below: bool = False) -> _Style:
    return _Style(re.compile(rf"\s*{opens}\s*$"), re.compile(rf"\s*{ends}\s*$"), fence_below)


_LISTING = _style("-{4,}()", "-{4,}")  # only where other marks say that it is AsciiDoc
_STYLES = (
    _style(r"\{code(?::(?:title=[^|}]*\|?)?(?:language=)?([\w+-]*)[^}]*)?\}", r"\{code\}"),
    _style(r"\{noformat()[^}]*\}", r"\{noformat\}"),
    _style(r"<(?:syntaxhighlight|source)[^>]*lang=[\"']?([\w+-]+)[^>]*>", "</(?:syntaxhighlight|source)>"),
    _style(r"\[source(?:,\s*([\w+-]+))?[^\]]*\]", "-{4,}", fence_below=True),
    _LISTING,
)
_DIRECTIVE = re.compile(r"([ \t]*)\.\.[ \t]+(?:code-block|code|sourcecode|highlight)::[ \t]*([\w+-]*)[ \t]*$")
_OPTION = re.compile(r"[ \t]+:[\w-]+:.*$")


def read_blocks(rows: list[Row]) -> list[Row]:
    """Every such block as a fenced one."""
    asciidoc = any(row.plain and (_ASCIIDOC.match(row.text) or row.text.startswith("[source")) for row in rows)
    out: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        took = (
            (_directive(rows, at) or _styled(rows, at, asciidoc))
            if row.plain and row.text.lstrip()[:1] in "{<[-."
            else None
        )
        if took is None:
            out.append(row)
            at += 1
        else:
            made, at = took
            out += made
    return out


def _styled(rows: list[Row], at: int, asciidoc: bool) -> tuple[list[Row], int] | None:
    for style in _STYLES:
        found = style.opens.match(rows[at].text)
        if not found or (style is _LISTING and not asciidoc):
            continue
        start = at + 2 if style.fence_below else at + 1
        if style.fence_below and (start > len(rows) - 1 or not style.ends.match(rows[at + 1].text)):
            return None
        for end in range(start, min(start + _MOST, len(rows))):
            if style.ends.match(rows[end].text) and rows[end].kind is Kind.TEXT:
                fence = Fence(indent_of(rows[at].text), found[1] or "")
                opened = Row("", Kind.OPEN, _lines(rows[at:start]), (BLOCK,), fence=fence)
                body = [Row(row.text, Kind.CODE, row.lines, row.says, fence=fence) for row in rows[start:end]]
                return [opened, *body, Row("", Kind.CLOSE, rows[end].lines, fence=fence)], end + 1
    return None


def _directive(rows: list[Row], at: int) -> tuple[list[Row], int] | None:
    """`.. code-block:: sh` and what is indented below it."""
    found = _DIRECTIVE.match(rows[at].text)
    if not found:
        return None
    base, start = width(found[1]), at + 1
    while start < len(rows) and _OPTION.match(rows[start].text):
        start += 1
    end = last = start
    while end < len(rows) and (
        rows[end].kind is Kind.BLANK or (rows[end].kind is Kind.TEXT and width(indent_of(rows[end].text)) > base)
    ):
        end += 1
        last = end if rows[end - 1].kind is not Kind.BLANK else last
    body = rows[start:last]
    while body and body[0].kind is Kind.BLANK:
        body = body[1:]
    if not body:
        return None
    margin = min(width(indent_of(row.text)) for row in body if row.text.strip())
    fence = Fence(found[1], found[2])
    code = [Row(_left(row.text, margin - base), Kind.CODE, row.lines, row.says, fence=fence) for row in body]
    opened = Row("", Kind.OPEN, _lines(rows[at:start]), (BLOCK,), fence=fence)
    return [Row("", Kind.BLANK), opened, *code, Row("", Kind.CLOSE, fence=fence)], last


def _left(text: str, columns: int) -> str:
    indent = indent_of(text)
    return " " * max(width(indent) - columns, 0) + text[len(indent) :]


def _lines(rows: list[Row]) -> tuple[int, ...]:
    return tuple(number for row in rows for number in row.lines if row.text.strip())


def read_headings(rows: list[Row]) -> list[Row]:
    """Every heading of another form as `#`; one underlined with `=` or `-` is Markdown already."""
    out = list(rows)
    for at, row in enumerate(rows):
        if not row.plain or out[at].kind is not Kind.TEXT:
            continue
        if row.text[:1] not in "=#h" or not (text := _heading(row.text)):
            _underlined(out, at)
        else:
            out[at] = changed(row, HEADING, text=text, kind=Kind.HEADING)
    return out


def _underlined(rows: list[Row], at: int) -> None:
    """Take the row at `at` as a title when the one below underlines it; a line above it goes with it."""
    if at + 1 >= len(rows) or rows[at + 1].kind is not Kind.TEXT or not rows[at + 1].plain:
        return
    title, below = rows[at].text, rows[at + 1].text
    rule = _RULED.match(below) if below[:1] in _LEVELS else None
    over = at > 0 and rows[at - 1].kind is Kind.TEXT
    above = rows[at - 1].text.strip() if over else ""
    if not rule or rule[1] not in _LEVELS or ITEM.match(title) or _RULED.match(title) or len(title.strip()) > 80:
        return
    same = above != "" and above == rows[at + 1].text.strip()
    if not same and (above or rule[1] in "=-" or len(rows[at + 1].text.strip()) < len(title.strip()) - 2):
        return
    lines = ((*rows[at - 1].lines,) if same else ()) + rows[at].lines + rows[at + 1].lines
    rows[at] = Row(f"{'#' * _LEVELS[rule[1]]} {title.strip()}", Kind.HEADING, lines, (*rows[at].says, HEADING))
    rows[at + 1] = Row("", Kind.BLANK)
    if same:
        rows[at - 1] = Row("", Kind.BLANK)


def _heading(text: str) -> str:
    """The heading `text` is, as Markdown writes it; empty: it is none, or one already."""
    if found := _WIKI.match(text) or _ASCIIDOC.match(text):
        return f"{'#' * len(found[1])} {found[2]}"
    if found := _CONFLUENCE.match(text):
        return f"{'#' * int(found[1])} {found[2]}"
    found = _TIGHT.match(text)
    return f"{found[1]} {found[2]}" if found else ""
