"""Whether rows together are a sign of a bug: enough of them, close enough, of the same thing, by different hands."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from cockpit.core.bugclass import BugClass, Sign
from cockpit.core.hypothesis import Hypothesis

KEPT = 200  # newest rows of one sign that are compared with one another
SHOWN = 4  # rows kept with a match as its evidence: the first, and the newest
NAMES = 20  # different things a match tells apart
_CHANGING = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[$:]?\b[0-9][0-9a-f.-]*\b")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is a sign. `text` is printable, `at` aware: the row's own time, or when it came."""

    key: str
    """The same row seen again has the same key."""
    source: str
    text: str
    at: datetime
    values: dict[str, str] = {}
    follows: bool = False
    """It is what the sign comes before."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """What rows look like: a suggestion, until a person raises it."""

    bug_class: BugClass
    count: int
    first: datetime
    last: datetime
    rows: tuple[Seen, ...]
    named: dict[str, int] = {}
    """What it was told as, and how often."""
    least: bool = False
    """There were more rows than could be read: `count` is the least it can be."""

    @property
    def says(self) -> str:
        """What it looks like, as it was told most often."""
        return max(self.named, key=lambda told: self.named[told], default=self.bug_class.title)

    @property
    def others(self) -> int:
        """How many other things it was told of besides."""
        return max(len(self.named) - 1, 0)


def met(sign: Sign, seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Those of the rows that together are the sign, in order of time; none: they are not."""
    ordered = sorted(seen, key=lambda one: one.at)
    if sign.then:
        return _rising(sign, ordered)
    groups: dict[tuple[str, ...], list[Seen]] = {}
    for one in ordered:
        groups.setdefault(tuple(_compared(sign, name, one) for name in sign.same), []).append(one)
    together = _based_on_older if sign.older else _close
    return tuple(sorted((one for group in groups.values() for one in together(sign, group)), key=lambda one: one.at))


def grown(match: Match | None, bug_class: BugClass, new: Sequence[Seen], least: bool = False) -> Match:
    """The match after more rows; `new` is not empty."""
    named = dict(match.named) if match else {}
    for one in new:
        told = bug_class.told(one.values)
        if not one.follows and (told in named or len(named) < NAMES):
            named[told] = named.get(told, 0) + 1
    rows = sorted((*(match.rows if match else ()), *new), key=lambda one: one.at)
    return Match(
        bug_class=bug_class,
        count=(match.count if match else 0) + len(new),
        first=rows[0].at,
        last=rows[-1].at,
        rows=tuple(rows) if len(rows) <= SHOWN else (rows[0], *rows[1 - SHOWN :]),
        named=named,
        least=least or (match is not None and match.least),
    )


def likely(matches: Sequence[Match], hypotheses: Sequence[Hypothesis]) -> tuple[Match, ...]:
    """The matches nobody raised yet."""
    raised = {one.bug_class for one in hypotheses}
    return tuple(one for one in matches if one.bug_class.id not in raised)


def _close(sign: Sign, group: Sequence[Seen]) -> Iterable[Seen]:
    """Those that lie in some stretch of `within` with enough rows that differ in what must differ."""
    least = max(sign.count, 2 if sign.differs else 1)
    kept: dict[str, Seen] = {}
    start = 0
    for end, one in enumerate(group):
        while one.at - group[start].at > sign.within:
            start += 1
        stretch = group[start : end + 1]
        if len(stretch) >= least and (not sign.differs or _differ(sign.differs, stretch)):
            kept.update((each.key, each) for each in stretch)
    return kept.values()


def _differ(names: Iterable[str], rows: Sequence[Seen]) -> bool:
    return any(len({value for row in rows if (value := row.values.get(name))}) > 1 for name in names)


def _based_on_older(sign: Sign, group: Sequence[Seen]) -> Iterable[Seen]:
    """Each pair in which the later row was based on less than what the earlier one, by somebody else, had written."""
    kept: dict[str, Seen] = {}
    for place, late in enumerate(group):
        for early in group[:place]:
            if late.at - early.at <= sign.within and _differ(("who",), (early, late)) and _older(sign, late, early):
                kept.update(((early.key, early), (late.key, late)))
    return kept.values()


def _older(sign: Sign, late: Seen, early: Seen) -> bool:
    basis, state = late.values[sign.older], early.values.get(sign.state, "") if sign.state else ""
    if basis.isdecimal() and state.isdecimal():
        return int(basis) < int(state)
    based, written = _moment(basis), _moment(state) if state else early.at
    return based is not None and written is not None and based < written


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _rising(sign: Sign, ordered: Sequence[Seen]) -> tuple[Seen, ...]:
    """The rows before the newest that follows, when there are enough and more of them in the later half."""
    after = next((one for one in reversed(ordered) if one.follows), None)
    if after is None:
        return ()
    before = [one for one in ordered if not one.follows and after.at - sign.within <= one.at <= after.at]
    late = sum(one.at > after.at - sign.within / 2 for one in before)
    return (*before, after) if len(before) >= sign.count and late > len(before) - late else ()


def _compared(sign: Sign, name: str, one: Seen) -> str:
    value = one.values[name]
    return _CHANGING.sub("?", value) if name in sign.shape else value
