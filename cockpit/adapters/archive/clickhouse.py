"""A table of log lines in ClickHouse, asked over its HTTP interface with GET, which it treats as read-only.

Source: ClickHouse documentation, "HTTP interface" (GET is read-only; `param_<name>` binds `{name:Type}`; values are
written as in TSV; errors have a status of their own once the query is waited for).
"""

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec

from cockpit.adapters.answers import Answer, Unknown
from cockpit.adapters.archive.searching import Search
from cockpit.adapters.archive.times import time_of
from cockpit.adapters.http import Http
from cockpit.core.hits import Hit, Span
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.core.text import decoded, printable
from cockpit.ports import Clock

PAGE = 1000  # rows asked for at a time
MOST_ROWS = 100_000
SECONDS = 60
_WORD = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Where the lines are: the table, the column with the time, and the columns that are searched."""

    url: str
    name: str
    time: str
    columns: tuple[str, ...]
    user: str = ""
    secret: Secret | None = None


class ClickHouse:
    """Implements `ports.Archive`."""

    def __init__(self, name: str, table: Table, clock: Clock, state: Search) -> None:
        self.name = name
        self._table = table
        self._clock = clock
        self._state = state

    def find(self, needle: str, span: Span, *, any_case: bool = False) -> Iterator[Hit]:
        """The rows that hold `needle`, oldest first, asked for page by page. Raises SourceError, StoppedError."""
        shown = f"clickhouse:{self._table.name}"
        self._state.files += 1
        for start in range(0, MOST_ROWS, PAGE):
            self._state.check(shown)
            rows = asyncio.run(self._page(needle, span, any_case, start))
            for number, raw in enumerate(rows, start + 1):
                at = time_of(raw)
                self._state.saw(at)
                yield Hit(source=self.name, path=shown, line=number, raw=raw, at=at, place=at)
            if len(rows) < PAGE:
                return
        self._state.not_read(shown, f"has more than {MOST_ROWS} rows with it: the later ones were not asked for")

    async def _page(self, needle: str, span: Span, any_case: bool, start: int) -> list[bytes]:
        table = self._table
        headers = {"x-clickhouse-user": table.user} if table.user else {}
        if table.secret is not None:
            headers["x-clickhouse-key"] = table.secret.reveal()
        http = Http(self._clock, total_s=SECONDS + 5)
        try:
            query = urlencode(_asked(table, needle, span, any_case, start))
            result = await http.get(f"{table.url.rstrip('/')}/?{query}", headers, tries=1)
        finally:
            await http.close()
        answer = result.answer if isinstance(result, Unknown) and result.answer else result
        if not isinstance(answer, Answer):
            raise SourceError(answer.says)
        if answer.status != 200:
            raise SourceError(_refusal(answer, table))
        if answer.cut:
            raise SourceError(f"{table.name} has rows too long to bring here; search fewer, or a shorter time")
        self._state.bytes += len(answer.body)
        return answer.body.splitlines()


def _asked(table: Table, needle: str, span: Span, any_case: bool, start: int) -> dict[str, str]:
    """The query and its bound values, as the parts of an address."""
    found = "positionCaseInsensitive" if any_case else "position"
    cells = ", ".join(f"toString({_quoted(column)})" for column in table.columns)
    conditions = [f"{found}(concatWithSeparator('\\n', {cells}), {{needle:String}}) > 0"]
    bound = {"param_needle": _as_tsv(needle)}
    for name, sign, moment in (("since", ">=", span.since), ("until", "<=", span.until)):
        if moment is not None:
            when = f"parseDateTime64BestEffort({{{name}:String}}, 6, 'UTC')"
            conditions.append(f"{_quoted(table.time)} {sign} {when}")
            bound[f"param_{name}"] = moment.isoformat()
    sql = (
        f"select * from {_quoted(table.name)} where {' and '.join(conditions)} "  # noqa: S608 - names checked, values bound
        f"order by {_quoted(table.time)} limit {PAGE} offset {start} format JSONEachRow"
    )
    return {
        "query": sql,
        **bound,
        "max_execution_time": str(SECONDS),
        "wait_end_of_query": "1",
        "date_time_output_format": "iso",
        "output_format_json_quote_64bit_integers": "0",
    }


def _quoted(name: str) -> str:
    """A name of the profile as an identifier. Raises SourceError for what is none."""
    if not _WORD.fullmatch(name):
        raise SourceError(f"{printable(name, 60)} is no name of a table or column; correct the archive in the profile")
    return ".".join(f"`{part}`" for part in name.split("."))


def _as_tsv(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def _refusal(answer: Answer, table: Table) -> str:
    says = printable(decoded(answer.body).strip().split("\n", 1)[0], 200)
    code = answer.headers.get("x-clickhouse-exception-code", "") or (re.match(r"Code: (\d+)", says) or ["", ""])[1]
    known = _REFUSALS.get(code)
    return known.format(name=table.name) if known else f"{table.name}: {says or answer.status}; check the archive"


# Source: ClickHouse, src/Common/ErrorCodes.cpp.
_REFUSALS = {
    "47": "{name} lacks a column that the archive names; check its time and search",
    "60": "there is no table {name}; check the archive's table",
    "81": "there is no database of {name}; check the archive's table",
    "159": "{name} took longer than its time; narrow it with --since and --until",
    "194": "ClickHouse does not take this password; set the archive's secret again",
    "516": "ClickHouse does not know this user or password; check user and secret of the archive",
    "497": "this user may not read {name}; give it the right to select",
}
