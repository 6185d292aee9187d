"""The rows of a Parquet file that hold the needle, found by DuckDB behind its locks."""

import os
import re
from collections.abc import Iterator

from cockpit.adapters.archive.duck import Answer, ArchiveError
from cockpit.adapters.archive.duck_request import Request
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.scan import Found
from cockpit.adapters.archive.searching import Search

_NUMBER = re.compile(r',"file_row_number":\d+\}$')
_TIME = re.compile(r'"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?"')


def rows_holding(path: str, needle: Needle, search: Search) -> Iterator[Found]:
    """The rows any of whose columns holds the needle, as JSON objects; the row's number is the line.

    Raises StoppedError, and ArchiveError when the file cannot be read.
    """
    real = os.path.realpath(path)
    quoted = real.replace("'", "''")
    view = f"create view logs as select * from read_parquet('{quoted}', file_row_number = true)"  # noqa: S608 - quoted
    cells = "concat_ws(chr(10), *columns(* exclude (file_row_number)))"  # a needle holds no line break
    cells = f"lower({cells})" if needle.any_case else cells
    sql = f"select file_row_number + 1, to_json(r) from (select * from logs where contains({cells}, $1)) r"  # noqa: S608
    wanted = needle.raw.decode("utf-8", "replace")
    request = Request(files=(real,), views=(view,), sql=sql, values=(wanted,), limit=1 << 40, seconds=3600.0)
    try:
        for number, row in Answer(request, search.stop).rows():
            yield Found(int(number or 0), _as_line(row or ""), b"")
    except ArchiveError:
        search.check(path)  # raises when it was stopped
        raise


def _as_line(row: str) -> bytes:
    """A row as a log line would have it: times in ISO, and not our row number."""
    return _TIME.sub(r'"\1T\2Z"', _NUMBER.sub("}", row)).encode()
