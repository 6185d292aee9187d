"""The archived rows of a hash chain: files of NDJSON, CSV or Parquet by month, on this machine or in a bucket."""

import asyncio
import os
from collections.abc import Sequence
from datetime import datetime
from glob import glob

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
SECONDS = 15.0

BUDGET = 512 << 20  # bytes of a bucket's objects brought here for one look


class ArchivedFiles:
    """Implements `ports.ChainArchive` over files by month: `{year}` and `{month}` stand for the broken row's."""

    def __init__(self, spec: ChainSpec, profile: Profile) -> None:
        self.name = printable(spec.archive)
        self._spec, self._profile = spec, profile

    async def between(self, ids: Ids, at: datetime | None) -> RowPage:
        return await asyncio.to_thread(self._rows, ids, at)

    def _rows(self, ids: Ids, at: datetime | None) -> RowPage:
        spec, files = self._spec, self.files(at)
        if not files:
            raise SourceError(f"there is no file of it{f' for {at:%B %Y}' if at and '{month}' in spec.archive else ''}")
        names = tuple(dict.fromkeys((spec.id, spec.sequence or spec.id, spec.previous, spec.hash, *contents(spec))))
        try:
            answer = Answer(_request(files, names, spec.id, ids), raw=True)
            rows = tuple(answer.rows())
        except (ArchiveError, NotReadableError) as error:
            raise SourceError(f"{self.name}: {error}") from error
        return RowPage(columns=names, rows=rows)

    def files(self, at: datetime | None) -> list[str]:
        """The files of the month of `at`, or of any; of a bucket they are brought here. Blocks. Raises SourceError."""
        named = self._profile.archives.get(self._spec.archive)
        if named is None and not self._spec.archive.startswith(SCHEME):
            folder = os.path.dirname(self._profile.path)
            return sorted(glob(os.path.join(folder, os.path.expanduser(of_month(self._spec.archive, at)))))
        if named is not None and named.paths:
            return sorted(file for pattern in named.paths for file in glob(of_month(pattern, at)))
        address = f"{SCHEME}{named.bucket}/{named.prefix}" if named is not None else self._spec.archive
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


def _request(files: Sequence[str], names: Sequence[str], id: str, ids: Ids) -> Request:
    """Every column as text, so that nothing is a time or a number there that is a text here."""
    real = [os.path.realpath(path) for path in files]
    nothing = f"select {', '.join(f'null::varchar as {_name(name)}' for name in names)} where false"
    views = [nothing, *(_view(path, names) for path in real)]  # a column that a file does not have is NULL
    wanted = ", ".join(map(_name, names))
    if isinstance(key_of(ids[0]), int) and isinstance(key_of(ids[1]), int):
        within = f"try_cast({_name(id)} as hugeint) between try_cast($1 as hugeint) and try_cast($2 as hugeint)"
        order = f"try_cast({_name(id)} as hugeint)"
    else:
        within, order = f"{_name(id)} between $1 and $2", _name(id)
    sql = f"select {wanted} from logs where {within} order by {order}"  # noqa: S608 - names are quoted, ids bound
    return Request(
        files=tuple(real),
        views=(f"create view logs as {' union all by name '.join(views)}",),
        sql=sql,
        values=ids,
        limit=MOST,
        seconds=SECONDS,
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
