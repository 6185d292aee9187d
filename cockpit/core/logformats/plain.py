"""Lines of words: a time and a level at their beginning, if any, and the rest as it is."""

import re
from datetime import datetime

from cockpit.core.logformats.heads import head
from cockpit.core.loglevel import level_named
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said

_WORDS = "TRACE|DEBUG|VERBOSE|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRIT|CRITICAL|FATAL|PANIC|ALERT|EMERG"
# Small letters are a level only in brackets or before a colon: else `error` is a word of a sentence.
_LEVEL = re.compile(
    rf"(?:^|[\s\[(<|:-])(?P<loud>{_WORDS})(?=[\s\])>|:,-]|$)"
    rf"|[\[(<](?:[a-z_]{{1,20}}:)?(?P<boxed>(?i:{_WORDS}))[\])>]"
    rf"|^(?P<first>(?i:{_WORDS})):(?=\s)"
)
_LEADING_LEVEL = re.compile(r"^[\[(<]?(?:[A-Za-z]{3,8})[\])>]?\s*[:|-]?\s+")
_ERROR_LINE = re.compile(
    r"^(?:Uncaught )?[\w.$]{0,120}(?:Error|Exception|Traceback \(most recent call last\))(?::|\s|$)"
    r"|^panic: |^fatal error: |^thread '[^']{0,80}'.{0,40} panicked at |^goroutine \d+ \[|^PHP (?:Fatal|Parse) error: "
)
LEVEL_WITHIN = 80  # characters of a plain line in which its level is looked for


def read(line: str, reading: Reading) -> Said:
    at, level, rest = head(line, reading)
    if level:
        return Said(at=at, level=level, text=rest)
    if found := _LEVEL.search(rest[:LEVEL_WITHIN]):
        level = level_named(found[found.lastgroup or 0])
        if found.start(found.lastgroup or 0) <= 1 and (leading := _LEADING_LEVEL.match(rest)):
            rest = rest[leading.end() :]
    elif _ERROR_LINE.match(rest):
        level = "error"
    return Said(at=at, level=level, text=rest)


def time(line: str, reading: Reading) -> datetime | None:
    return head(line, reading)[0]
