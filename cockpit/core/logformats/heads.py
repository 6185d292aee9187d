"""Beginnings of plain lines that tell time or level in another shape than an ISO time."""

import re
from datetime import datetime

from cockpit.core.loglevel import level_named
from cockpit.core.logreading import Reading
from cockpit.core.logtime import MONTHS, in_a_year, in_utc, leading_time, moment

# `ERROR 2026-03-14 09:26:53 …` and Ruby's `E, [2026-03-14T09:26:53.1 #812] ERROR -- : …`.
_LEVEL_FIRST = re.compile(r"(?:[DIWEF], |[\[(<]?([A-Z]{3,8})[\])>]?:? {1,4})(?=[\[(]?\d{4}[-/]\d\d[-/])", re.ASCII)
# `E0314 09:26:53.123456  812 db.go:31] …`, as Go's and C++'s glog writes.
_GLOG = re.compile(r"([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6}) {1,8}(\d{1,10}) ([^\s\]]{1,100})\] ", re.ASCII)
# `[Sat Mar 14 09:26:53.123456 2026] [core:error] …`, as Apache's error log.
_CTIME = re.compile(
    r"\[?[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (\d{4})\]?(?: |$)", re.ASCII
)
_EPOCH = re.compile(r"\[?(\d{10}(?:\.\d{1,9})?|\d{13})\]?(?: |$)", re.ASCII)
_GLOG_LEVELS = {"I": "info", "W": "warn", "E": "error", "F": "fatal"}
_NAMES = {number: name for name, number in MONTHS.items()}


def head(line: str, reading: Reading) -> tuple[datetime | None, str, str]:
    """The time and the level that `line` begins with, and what follows them."""
    at, rest = leading_time(line, reading)
    if at:
        return at, "", rest
    if found := _LEVEL_FIRST.match(line):
        at, rest = leading_time(line[found.end() :], reading)
        return (at, level_named(found[1]), rest) if at else (None, "", line)
    if found := _GLOG.match(line):
        level, month, day, clock, _, place = found.groups()
        at = in_a_year(_NAMES.get(int(month), ""), day, clock, reading)
        return at, _GLOG_LEVELS[level], f"{place}] {line[found.end() :]}"
    if found := _CTIME.match(line):
        at = _ctime(found, reading)
        return (at, "", line[found.end() :]) if at else (None, "", line)
    if found := _EPOCH.match(line):
        at = moment(found[1], reading)
        return (at, "", line[found.end() :]) if at else (None, "", line)
    return None, "", line


def _ctime(found: re.Match[str], reading: Reading) -> datetime | None:
    month, day, clock, year = found.groups()
    try:
        return in_utc(datetime.fromisoformat(f"{year}-{MONTHS.get(month, 0):02}-{int(day):02}T{clock}"), reading)
    except ValueError:
        return None
