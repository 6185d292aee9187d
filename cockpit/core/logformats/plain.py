"""Lines of words: a time and a level at their beginning, if any, and the rest as it is."""

import re
from datetime import datetime

from cockpit.core.loglevel import level_named
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said
from cockpit.core.logtime import leading_time

_LEVEL = re.compile(
    r"(?:^|[\s\[(<|:-])(TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|PANIC|ALERT"
    r"|EMERG)(?=[\s\])>|:,-]|$)"
)
_LEADING_LEVEL = re.compile(r"^[\[(<]?(?:[A-Za-z]{3,8})[\])>]?\s*[:|-]?\s+")
_ERROR_LINE = re.compile(
    r"^(?:Uncaught )?[\w.$]{0,120}(?:Error|Exception|Traceback \(most recent call last\))(?::|\s|$)"
)
LEVEL_WITHIN = 80  # characters of a plain line in which its level is looked for


def read(line: str, reading: Reading) -> Said:
    at, rest = leading_time(line, reading)
    level = ""
    if found := _LEVEL.search(rest[:LEVEL_WITHIN]):
        level = level_named(found[1])
        if found.start(1) <= 1 and (leading := _LEADING_LEVEL.match(rest)):
            rest = rest[leading.end() :]
    elif _ERROR_LINE.match(rest):
        level = "error"
    return Said(at=at, level=level, text=rest)


def time(head: str, reading: Reading) -> datetime | None:
    return leading_time(head, reading)[0]
