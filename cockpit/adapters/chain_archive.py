"""The archived rows of a hash chain: files of NDJSON, CSV or Parquet by month, on this machine or in a bucket."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from glob import glob
from itertools import islice

from cockpit.adapters.archive.duck import Answer, ArchiveError
from cockpit.adapters.archive.duck_request import Request
from cockpit.adapters.archive.kinds import PARQUET, NotReadableError, magic, opened
from cockpit.core.chainarchive import contents
from cockpit.core.chainpage import key_of
from cockpit.core.chainwindow import Ids
from cockpit.core.hits import Span
from cockpit.core.profile import ChainSpec, Profile
from cockpit.core.readings import RowPage, SourceError
from cockpit.core.text import printable

SCHEME = "s3://"
MOST = 10_000  # rows of one look
BESIDE_S, WHOLE_S = 15.0, 3600.0  # seconds for the rows beside a break, and for all of them
EVERY = 1 << 40
BUDGET = 512 << 20  # bytes of a bucket's objects brought here for one look

Bounds = tuple[str | None, str | None]


class ArchivedFiles:
    """Implements `ports.ChainSource` over files by month: `{year}` and `{month}` stand for the broken row's."""

    def __init__(self, spec: ChainSpec, profile: Profile) -> None:
        self.name, self.spec = printable(spec.archive), spec
        self._profile = profile
        contained = (spec.id, spec.sequence or spec.id, spec.previous, spec.hash, *contents(spec))
        self._columns = tuple(dict.fromkeys(contained))
        self._coming: Iterator[tuple[str | None, ...]] = iter(())
        """The rows behind `_at`: all files are read once, in order, however many pages are asked for."""
        self._at: str | None = ""

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        return await asyncio.to_thread(self._between, ids, at)

    async def page(self, after: str | None) -> RowPage:
        return await asyncio.to_thread(self._page, after)

    async def newest(self) -> int | None:
        return None

    def _between(self, ids: Ids, at: datetime | None) -> RowPage:
        return RowPage(columns=self._columns, rows=tuple(islice(self._rows(ids, at, BESIDE_S), MOST)))

    def _page(self, after: str | None) -> RowPage:
        if after is None or after != self._at:
            self._coming = self._rows((after, None), None, WHOLE_S)
        rows = tuple(islice(self._coming, self.spec.page))
        self._at = rows[-1][0] if rows else ""
        return RowPage(columns=self._columns, rows=rows)

    def _rows(self, ids: Bounds, at: datetime | None, seconds: float) -> Iterator[tuple[str | None, ...]]:
        """The rows with their id first, cells as they stand there. Raises SourceError."""
        files = self.files(at)
        if not files:
            month = f" for {at:%B %Y}" if at and "{month}" in self.spec.archive else ""
            raise SourceError(f"there is no file of it{month}")
        try:
            yield from Answer(_request(files, self._columns, ids, seconds), raw=True).rows()
        except (ArchiveError, NotReadableError) as error:
            raise SourceError(f"{self.name}: {error}") from error

    def files(self, at: datetime | None) -> list[str]:
        """The files of the month of `at`, or of any; of a bucket they are brought here. Blocks. Raises SourceError."""
        named = self._profile.archives.get(self.spec.archive)
        if named is None and not self.spec.archive.startswith(SCHEME):
            folder = os.path.dirname(self._profile.path)
            return sorted(glob(os.path.join(folder, os.path.expanduser(of_month(self.spec.archive, at)))))
        if named is not None and named.paths:
            return sorted(file for pattern in named.paths for file in glob(of_month(pattern, at)))
        address = f"{SCHEME}{named.bucket}/{named.prefix}" if named is not None else self.spec.archive
        # Deferred: what lists and fetches objects is only needed where the archive is in a bucket.
        from cockpit.adapters.archive.archived import objects_at
        from cockpit.adapters.archive.searching import Search

        state = Search()
        places = objects_at(self._profile, [of_month(address, at).partition("*")[0]], Span(), state, BUDGET)
        if state.unread:
            raise SourceError(f"{printable(state.unread[0].path)}: {state.unread[0].why}")
        return sorted(place.path for place in places)


def of_month(pattern: str, at: datetime | None) -> str:
    """The pattern with the year and the month of `at` in it; any where it is not known."""
    year, month = (f"{at:%Y}", f"{at:%m}") if at else ("*", "*")
    return pattern.replace("{year}", year).replace("{month}", month)


def _request(files: Sequence[str], names: Sequence[str], ids: Bounds, seconds: float) -> Request:
    """Every column as text, so that nothing is a time or a number there that is a text here; the first is the id."""
    real = [os.path.realpath(path) for path in files]
    nothing = f"select {', '.join(f'null::varchar as {_name(name)}' for name in names)} where false"
    views = [nothing, *(_view(path, names) for path in real)]  # a column that a file does not have is NULL
    numbers = all(isinstance(key_of(id), int) for id in ids if id is not None)
    kind = "hugeint" if numbers else "varchar"
    signs = [(sign, id) for sign, id in zip((">=", "<="), ids, strict=True) if id is not None]
    within = [
        f"try_cast({_name(names[0])} as {kind}) {sign} cast(${n} as {kind})" for n, (sign, _) in enumerate(signs, 1)
    ]
    sql = f"select {', '.join(map(_name, names))} from logs where {' and '.join(within) or 'true'}"  # noqa: S608 - quoted
    return Request(
        files=tuple(real),
        views=(f"create view logs as {' union all by name '.join(views)}",),
        sql=f"{sql} order by try_cast({_name(names[0])} as hugeint), {_name(names[0])}",
        values=tuple(id for _, id in signs),
        limit=EVERY,
        seconds=seconds,
    )


def _view(path: str, names: Sequence[str]) -> str:
    fd = opened(path)
    head = magic(fd)
    os.close(fd)
    source = _text(path)
    if head.startswith(PARQUET):
        return f"select * from read_parquet({source})"  # noqa: S608 - quoted, as below
    packing = "gzip" if head.startswith(b"\x1f\x8b") else "zstd" if head.startswith(b"\x28\xb5\x2f\xfd") else "none"
    if ".csv" in os.path.basename(path).lower():
        return f"select * from read_csv({source}, all_varchar = true, header = true, compression = '{packing}')"  # noqa: S608
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    return f"select * from read_json({source}, columns = {{{columns}}}, compression = '{packing}')"  # noqa: S608


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _name(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
