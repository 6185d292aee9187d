"""Requests to Cloudflare's API and what its envelope says: `success` decides, not the HTTP status alone.

Source: developers.cloudflare.com/api, "Envelope" and "Rate limits" (1200 requests in five minutes for each user).
"""

from contextlib import suppress
from typing import TypeVar

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, Result, parsed
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import Query, Vendor, part
from cockpit.core.actions import Outcome, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext

T = TypeVar("T")

BASE = "https://api.cloudflare.com/client/v4"


class Fault(msgspec.Struct, frozen=True):
    """One of the errors in an answer."""

    code: int = 0
    message: str = ""


class Info(msgspec.Struct, frozen=True):
    """How a list goes on."""

    cursor: str | None = None
    is_truncated: bool | str = False
    """A text in the local emulator of the vendor's own tools."""


class Envelope(msgspec.Struct, frozen=True):
    """What every answer is wrapped in."""

    result: msgspec.Raw = msgspec.Raw(b"null")
    success: bool = False
    errors: list[Fault] = []
    result_info: Info | None = None


class RefusedError(SourceError):
    """Cloudflare said no; `code` is its own number for why."""

    def __init__(self, says: str, code: int) -> None:
        super().__init__(says)
        self.code = code


class Cloudflare:
    """One target's account. Paths are relative to it and begin with `/`."""

    def __init__(self, target: Target, context: ProviderContext, http: Http) -> None:
        self._target = target
        self.vendor = Vendor(target, context, http, who="Cloudflare", base=BASE)

    async def get(self, path: str, type: type[T], query: Query = ()) -> T:
        """The result of a GET. Raises SourceError, RefusedError when Cloudflare gave a reason."""
        return (await self.page(path, type, query))[0]

    async def page(self, path: str, type: type[T], query: Query = ()) -> tuple[T, Info]:
        """The result of a GET and how the list goes on. Raises as `get`."""
        vendor = self.vendor
        result = await vendor.get(self.path(path), query)
        envelope = self._opened(result, path)
        return self._decoded(envelope, type, path), envelope.result_info or Info()

    async def ask(self, path: str, json: object, type: type[T], method: str = "POST") -> T:
        """The result of a request with a body, sent once. Raises as `get`."""
        result = await self.vendor.send(method, self.path(path), json)
        return self._decoded(self._opened(result, path), type, path)

    async def send(self, method: str, path: str, json: object = None) -> Result:
        """What came of a change, sent once. Raises SourceError when it cannot be sent at all."""
        return await self.vendor.send(method, self.path(path), json)

    def receipt(self, result: Result, done: str) -> Receipt:
        """`done` when Cloudflare says so; a 200 that says otherwise has failed, an unreadable one is unknown."""
        receipt = self.vendor.receipt(result, done)
        if receipt.outcome is not Outcome.DONE or not isinstance(result, Answer) or result.status == 204:
            return receipt
        try:
            envelope = parsed(result, Envelope)
        except BadAnswerError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been done: Cloudflare answers {error}; check it")
        if not envelope.success:
            return Receipt(outcome=Outcome.FAILED, says=f"not done: {said(envelope)}")
        return receipt

    def decoded(self, result: Result, type: type[T]) -> T:
        """The result in an answer that was a success. Raises SourceError."""
        return self._decoded(self._opened(result, "the change"), type, "the change")

    def path(self, path: str) -> str:
        """`path` under the target's account. Raises SourceError: it names none."""
        account = self._target.settings.get("account", "")
        if not account:
            raise SourceError(f'target {self._target.name} names no account; add account = "…" to it')
        return f"/accounts/{part(account)}{path}"

    def _opened(self, result: Result, path: str) -> Envelope:
        if isinstance(result, Answer) and result.headers.get("cf-mitigated") == "challenge":
            ray = printable(result.headers.get("cf-ray", "unknown"), 40)
            raise SourceError(f"Cloudflare's own firewall stopped the request (cf-ray {ray}); ask from another network")
        if not isinstance(result, Answer) or result.status >= 400:
            raise RefusedError(self.vendor.says(result), first_code(result))
        try:
            envelope = parsed(result, Envelope)
        except BadAnswerError as error:
            raise SourceError(f"Cloudflare answers {path} with {error}") from error
        if not envelope.success:
            raise RefusedError(f"Cloudflare: {said(envelope)}", first_code(result))
        return envelope

    def _decoded(self, envelope: Envelope, type: type[T], path: str) -> T:
        try:
            return msgspec.json.decode(envelope.result, type=type)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            why = printable(str(error), 200)
            raise SourceError(f"Cloudflare answers {path} with another shape than expected ({why})") from error


def first_code(result: Result) -> int:
    """Cloudflare's number of the first error in an answer; 0: it gives none."""
    if isinstance(result, Answer):
        with suppress(BadAnswerError):
            errors = parsed(result, Envelope).errors
            return errors[0].code if errors else 0
    return 0


def said(envelope: Envelope) -> str:
    """The first error in words."""
    fault = envelope.errors[0] if envelope.errors else Fault(message="it gives no reason")
    return printable(f"{fault.message}{f' ({fault.code})' if fault.code else ''}", 300)
