"""One line of `cockpit doctor`."""

from enum import StrEnum

import msgspec


class Mark(StrEnum):
    """How a check went; only `FAIL` makes the doctor exit 1."""

    OK = "ok"
    WARN = "warn"
    FAIL = "FAIL"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was looked at, what was found, and what to do about it."""

    mark: Mark
    what: str
    says: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.mark:<4} {self.what}: {self.says}{f'; {self.do}' if self.do else ''}"


def ok(what: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(mark=Mark.OK, what=what, says=says)


def warn(what: str, says: str, do: str = "") -> Finding:
    """The cockpit works, but not as well as it could."""
    return Finding(mark=Mark.WARN, what=what, says=says, do=do)


def fail(what: str, says: str, do: str = "") -> Finding:
    """Something will not work in an incident."""
    return Finding(mark=Mark.FAIL, what=what, says=says, do=do)
