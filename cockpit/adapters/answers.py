"""What can come of an HTTP request, as values: an answer, not now, a redirect, nothing sent, or nobody knows."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import msgspec

from cockpit.core.text import printable

T = TypeVar("T")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back with a status below 500, other than a redirect or 429."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Decoded, at most 8 MiB, without the secret that was sent."""
    took: timedelta
    cut: bool = False
    """There was more."""

    def text(self, limit: int = 2048) -> str:
        """The body as one printable line of at most `limit` characters and what was left out."""
        return printable(self.body.decode("utf-8", "replace"), limit)


class Limited(msgspec.Struct, frozen=True, kw_only=True):
    """429: not done, ask again after `wait` (None: it does not say)."""

    says: str
    wait: timedelta | None = None


class Redirected(msgspec.Struct, frozen=True, kw_only=True):
    """A redirect; it was not followed."""

    says: str
    status: int
    to: str
    """The host it points to, printable."""


class NotSent(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing left this machine."""

    says: str


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """It was sent and no clear answer came: it may have been done. `answer` is there when it was a 5xx."""

    says: str
    answer: Answer | None = None


Result = Answer | Limited | Redirected | NotSent | Unknown


class BadAnswerError(ValueError):
    """An answer that is not what was expected. `str()` is printable and says what came instead."""


def retry_after(value: str, now: datetime) -> timedelta | None:
    """The wait a `Retry-After` header asks for: seconds or an HTTP date; None for anything else.

    Source: RFC 9110, 10.2.3.
    """
    if value.strip().isascii() and value.strip().isdigit():
        with suppress(OverflowError, ValueError):
            return timedelta(seconds=int(value))
        return None
    try:
        return max(parsedate_to_datetime(value) - now, timedelta(0))
    except (ValueError, TypeError, OverflowError):
        return None


def parsed(answer: Answer, type: type[T]) -> T:
    """The JSON body of `answer` as `type`. Raises BadAnswerError."""
    if answer.cut:
        raise BadAnswerError(f"the answer is too long ({len(answer.body) // 1024**2} MiB and more)")
    try:
        return msgspec.json.decode(answer.body, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        kind = printable(answer.headers.get("content-type", "no content type"), 80)
        raise BadAnswerError(f"not the JSON expected ({kind}): {printable(str(error), 200)}") from None
