"""What a walk along a chain found: as lines for a person, as a document for a script."""

from collections.abc import Iterator

import msgspec

from cockpit.core.chaindiff import Compared
from cockpit.core.chainwalked import Break, Link, Walked

GAPS_SHOWN = 10


def lines(found: Walked, compared: Compared | None = None) -> Iterator[str]:
    """The sentence, the first break with the rows around it, missing ids, the copy."""
    yield found.says
    if found.first_break is not None:
        yield from _broken(found.first_break, found.columns)
    for gap in found.gaps[:GAPS_SHOWN]:
        how = "the chain holds across it: no row was ever chained there" if gap.linked else "the chain does not hold"
        yield f"  missing: {gap.missing} between {gap.after} and {gap.before}; {how}"
    if found.gap_count > GAPS_SHOWN:
        yield f"  and {found.gap_count - GAPS_SHOWN} more places"
    if found.head and found.complete and not found.breaks:
        yield f"  head: {found.head} at {found.last_id}; keep it elsewhere: a cut end shows only against it"
    if compared is not None:
        yield compared.says


def document(found: Walked, compared: Compared | None = None) -> dict[str, object]:
    """`rows`, `ok`, `first_break`, `gaps` and what else is known."""
    made: dict[str, object] = {
        "rows": found.rows,
        "ok": found.ok and (compared is None or compared.same),
        "first_break": msgspec.to_builtins(found.first_break),
        "gaps": msgspec.to_builtins(found.gaps),
        "gap_count": found.gap_count,
        "breaks": found.breaks,
        "columns": found.columns,
        "first_id": found.first_id,
        "last_id": found.last_id,
        "head": found.head,
        "recomputed": found.recomputed,
        "complete": found.complete,
    }
    if compared is not None:
        made["against"] = {**msgspec.structs.asdict(compared), "same": compared.same}
    return made


def _broken(one: Break, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"  {one.kind} at {one.id}" if one.id else f"  {one.kind}"
    yield f"  expected  {one.expected or 'nothing'}"
    yield f"  found     {one.found or 'nothing'}"
    for word, link in (("before", one.before), ("broken", one.row), ("after", one.after)):
        if link is not None:
            yield from _link(word, link, columns)


def _link(word: str, link: Link, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"  {word:<8}  {link.id}"
    yield f"            previous {link.previous or 'nothing'}"
    yield f"            hash     {link.hash or 'nothing'}"
    said = (link.id, link.previous, link.hash)
    rest = [f"{name}={cell}" for name, cell in zip(columns, link.cells, strict=False) if cell not in said]
    if rest:
        yield f"            {'  '.join(rest)[:400]}"
