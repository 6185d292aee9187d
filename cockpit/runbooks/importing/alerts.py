"""Admonitions of other writers as the alerts GitHub shows: `!!! warning`, `:::note`, `.. note::`, `{info}`."""

import re

from cockpit.runbooks.importing.rows import Kind, Row, changed, indent_of, width

_KINDS = {
    "note": "NOTE", "info": "NOTE", "abstract": "NOTE", "summary": "NOTE", "seealso": "NOTE", "example": "NOTE",
    "question": "NOTE", "quote": "NOTE", "panel": "NOTE", "hint": "TIP", "tip": "TIP", "success": "TIP",
    "important": "IMPORTANT", "attention": "IMPORTANT", "warning": "WARNING", "warn": "WARNING", "bug": "WARNING",
    "failure": "WARNING", "caution": "CAUTION", "danger": "CAUTION", "error": "CAUTION",
}  # fmt: skip
_BANGS = re.compile(r"([ \t]*)(?:!!!|\?\?\?\+?)[ \t]+([a-z]+)[^\"]*(?:\"([^\"]*)\")?[ \t]*$")
_COLONS = re.compile(r"([ \t]*)(:{3,})[ \t]*(?:\{)?([a-z]+)(?:\})?[ \t]*(?:\[([^\]]*)\]|(\S.*))?[ \t]*$")
_DOTS = re.compile(r"([ \t]*)\.\.[ \t]+([a-z]+)::[ \t]*(.*)$")
_BRACE = re.compile(r"([ \t]*)\{(info|note|tip|warning|panel)(?::[^}]*?(?:title=([^}|]*))?[^}]*)?\}[ \t]*$")
_QUOTED = re.compile(r"([ \t]*>[ \t]*)\[!([A-Za-z]+)\][-+]?[ \t]*(.*)$")
_MOST = 300  # rows an admonition may hold

SAID = "an admonition is an alert now"


def mark_alerts(rows: list[Row]) -> list[Row]:
    """Every admonition as a quote that begins with its kind; one with blocks or lists in it as a label above them."""
    out: list[Row] = []
    at = 0
    while at < len(rows):
        row = rows[at]
        if row.plain and "[!" in row.text and (quoted := _renamed(row)):
            out += quoted
            at += 1
            continue
        found = _opening(row) if row.plain else None
        end = _end(rows, at, found[0], found[3]) if found else 0
        if found is None or not end:
            out.append(row)
            at += 1
            continue
        indent, kind, title, mark = found
        body = rows[at + 1 : end]
        out += _alert(row, kind, title, body, indent, closing=rows[end] if mark and end < len(rows) else None)
        at = end + 1 if mark and end < len(rows) else end
    return out


def _renamed(row: Row) -> list[Row]:
    """An alert whose kind GitHub does not know, or with a title beside it, as one that it does; empty: it is one."""
    found = _QUOTED.match(row.text)
    kind = _KINDS.get(found[2].lower()) if found else None
    if not found or not kind or (found[2] in _KINDS.values() and not found[3].strip()):
        return []
    title = [Row(f"{found[1]}**{found[3].strip()}**", Kind.QUOTE, row.lines)] if found[3].strip() else []
    return [
        Row(f"{found[1]}[!{kind}]", Kind.QUOTE, row.lines, (*row.says, SAID)),
        *title,
        *([Row(found[1].rstrip(), Kind.QUOTE)] if title else []),
    ]


def _opening(row: Row) -> tuple[str, str, str, str] | None:
    """(indent, kind, title, the closing mark; empty: it ends with its indent)."""
    if (found := _BANGS.match(row.text)) and found[2] in _KINDS:
        return found[1], found[2], found[3] or "", ""
    if (found := _COLONS.match(row.text)) and found[3] in _KINDS:
        return found[1], found[3], found[4] or found[5] or "", found[2]
    if (found := _DOTS.match(row.text)) and found[2] in _KINDS:
        return found[1], found[2], found[3], ""
    if found := _BRACE.match(row.text):
        return found[1], found[2], found[3] or "", "{" + found[2] + "}"
    return None


def _end(rows: list[Row], start: int, indent: str, mark: str) -> int:
    """The row after the body, or the closing mark itself; 0: there is no body or no closing mark."""
    last = start
    for at in range(start + 1, min(start + _MOST, len(rows))):
        row = rows[at]
        if mark:
            if row.text.strip() == mark:
                return at
        elif row.kind is Kind.BLANK:
            continue
        elif row.by_hand or width(indent_of(row.text)) <= width(indent):
            if not row.fence or row.kind is Kind.OPEN:
                break
        else:
            last = at
    return 0 if mark else last + 1


def _alert(row: Row, kind: str, title: str, body: list[Row], indent: str, closing: Row | None) -> list[Row]:
    lines = (*row.lines, *closing.lines) if closing else row.lines
    says = (*row.says, SAID)
    margin = min((width(indent_of(inner.text)) for inner in body if inner.text.strip()), default=0)
    shift = max(margin - width(indent), 0)
    inside = [_moved(inner, -shift) for inner in body]
    if any(inner.kind is not Kind.TEXT and inner.kind is not Kind.BLANK for inner in inside):
        label = Row(f"{indent}**{title or kind.capitalize()}**", Kind.TEXT, lines, says)
        return [Row("", Kind.BLANK), label, Row("", Kind.BLANK), *inside, Row("", Kind.BLANK)]
    while inside and inside[-1].kind is Kind.BLANK:
        inside.pop()
    quoted = [Row(f"{indent}> [!{_KINDS[kind]}]", Kind.QUOTE, lines, says)]
    if title:
        quoted += [Row(f"{indent}> **{title}**", Kind.QUOTE, row.lines), Row(f"{indent}>", Kind.QUOTE)]
    quoted += [changed(inner, "", text=f"{indent}> {inner.text.strip()}".rstrip(), kind=Kind.QUOTE) for inner in inside]
    return [Row("", Kind.BLANK), *quoted, Row("", Kind.BLANK)]


def _moved(row: Row, columns: int) -> Row:
    if row.kind is Kind.BLANK or row.by_hand:
        return row
    indent = indent_of(row.text)
    text = " " * max(width(indent) + columns, 0) + row.text[len(indent) :]
    fence = row.fence
    if fence and fence.indent:
        fence = type(fence)(" " * max(width(fence.indent) + columns, 0), fence.info, fence.mark)
    return Row(text, row.kind, row.lines, row.says, row.info, fence, row.by_hand)
