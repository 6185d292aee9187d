"""Front matter of other programs: its keys in the form the dialect reads, the rest left where it is."""

import re

from cockpit.runbooks.importing.rows import Kind, Row, changed

_SAME = {
    "name": "title",
    "symptom": "when",
    "symptoms": "when",
    "trigger": "when",
    "author": "owner",
    "maintainer": "owner",
    "last_validated": "validated",
    "last_tested": "validated",
}
"""Keys of other programs that say what a key of ours says."""

_YAML = re.compile(r"(?:[\w\"'.-]+[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|-[ \t].*|#.*|[\[\]{}].*)$")
_PAIR = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]+(\S.*)$")
_TOML = re.compile(r"([A-Za-z][\w-]*)[ \t]*=[ \t]*(.*)$")
_LONGEST = 200  # lines; no front matter seen in the wild is longer


def read_matter(rows: list[Row]) -> list[Row]:
    """The rows of front matter named as such; TOML between `+++` is written as `key: value`."""
    first = next((index for index, row in enumerate(rows) if row.kind is not Kind.BLANK), 0)
    mark = rows[first].text.rstrip() if rows else ""
    if mark not in ("---", "+++") or rows[first].by_hand:
        return rows
    ends = ("---", "...") if mark == "---" else ("+++",)
    end = next((i for i in range(first + 1, min(first + _LONGEST, len(rows))) if rows[i].text.rstrip() in ends), 0)
    inside = rows[first + 1 : end]
    words = [row for row in inside if row.text.strip()]
    if not words or any(row.by_hand for row in inside) or not all(_fits(row.text, mark) for row in words):
        return rows
    keys = {pair[1] for row in inside if (pair := _PAIR.match(row.text))}
    edges = [changed(rows[at], "", text="---", kind=Kind.FRONT) for at in (first, end)]
    body = [_ours(_yaml(row) if mark == "+++" else row, keys) for row in inside]
    return [edges[0], *body, edges[1], *rows[end + 1 :]]


def _fits(text: str, mark: str) -> bool:
    return bool(_YAML.match(text) if mark == "---" else _TOML.match(text) or text.startswith(("#", "[", " ", "]")))


def _yaml(row: Row) -> Row:
    pair = _TOML.match(row.text)
    return changed(row, "TOML written as key: value", text=f"{pair[1]}: {pair[2]}") if pair else row


def _ours(row: Row, keys: set[str]) -> Row:
    pair = _PAIR.match(row.text)
    ours = _SAME.get(pair[1].lower()) if pair else None
    if pair and ours and ours not in keys:
        keys.add(ours)
        return changed(row, f"the key {pair[1]} is called {ours} here", text=f"{ours}: {pair[2]}", kind=Kind.FRONT)
    return changed(row, "", kind=Kind.FRONT) if row.text.strip() else row
