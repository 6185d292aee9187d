"""What a walk along a chain found, as lines for a person. All of them printable."""

from collections.abc import Iterator

from cockpit.core.chainaround import Around
from cockpit.core.chaindiff import Compared
from cockpit.core.chainwalked import Break, Link, Walked

GAPS_SHOWN = 10


def chain_lines(found: Walked, compared: Compared | None = None, around: Around | None = None) -> Iterator[str]:
    """The sentence, what is known of the first break elsewhere, the rows around it, missing ids, the copy."""
    yield found.says
    if around is not None:
        yield from around.lines
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


def _broken(one: Break, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"  {one.kind} at {one.id}" if one.id else f"  {one.kind}"
    yield f"  expected  {one.expected or 'nothing'}"
    yield f"  found     {one.found or 'nothing'}"
    for word, link in (("before", one.before), ("broken", one.row), ("after", one.after)):
        if link is not None:
            yield from _link(word, link, columns)


def _link(word: str, link: Link, columns: tuple[str, ...]) -> Iterator[str]:
    yield f"  {word:<8}  {link.id}"
    yield f"    prev  {link.previous or 'nothing'}"
    yield f"    hash  {link.hash or 'nothing'}"
    said = (link.id, link.previous, link.hash)
    rest = [f"{name}={cell}" for name, cell in zip(columns, link.cells, strict=False) if cell not in said]
    if rest:
        yield f"    {'  '.join(rest)[:400]}"
