"""A vendor's JSON API as one target sees it: base address, credential by name, and what an answer means in words.

A provider makes one `Vendor` for a target when it needs one; the `Http` behind it is the provider's own.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TypeVar
from urllib.parse import quote, urlencode

import msgspec

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import Answer, BadAnswerError, Redirected, Result, Unknown, parsed
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Outcome, Plan, Receipt, Target
from cockpit.core.readings import MissingHereError, SourceError, ValueWantedError
from cockpit.core.secret import Secret
from cockpit.core.text import hidden, printable, revealed
from cockpit.ports import ProviderContext, SecretError

T = TypeVar("T")
Query = Sequence[tuple[str, str]]

_KEYS = ("message", "msg", "detail", "error_description", "error", "errors")
_MAYBE_DONE = frozenset({302, 303})  # some servers answer a change they have accepted this way
_DEEP = 4  # how far down an error's sentence is looked for


class Vendor:
    """One target of one vendor. `base` is what the target's `url` setting replaces: tests and emulators do."""

    def __init__(
        self,
        target: Target,
        context: ProviderContext,
        http: Http,
        *,
        who: str,
        base: str,
        headers: Mapping[str, str] | None = None,
        bare: str = "",
    ) -> None:
        """`bare` names the header that takes the credential as it is; empty: `Authorization: Bearer`."""
        self._target, self._context, self._http, self._bare = target, context, http, bare
        self._who, self._headers = who, dict(headers or {})
        self._base = (target.settings.get("url") or base).rstrip("/")

    def address(self, path: str, query: Query = ()) -> str:
        """The whole address of `path`. Raises SourceError for a base that must not be asked."""
        try:
            checked(self._base)
        except BadAddressError as error:
            raise SourceError(f"the url of {self._target.name}: {error}") from error
        return f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")

    async def token(self) -> Secret:
        """The credential, fetched now. Raises SourceError: the target names none; MissingHereError: none is stored."""
        name = self._target.secret
        if not name:
            raise SourceError(f'target {self._target.name} names no secret; add secret = "{self._target.name}" to it')
        try:
            secret = await self._context.secret_of(name)
        except SecretError as error:
            raise MissingHereError(str(error)) from error
        if secret is None:
            raise MissingHereError(f"no token is stored for {self._target.name}; run: cockpit secret set {name}")
        return secret

    async def ready(self) -> None:
        """For a plan: raises SourceError when the address or the credential is missing. Asks nobody."""
        self.address("")
        await self.token()

    async def read(self, path: str, type: type[T], query: Query = ()) -> T:
        """The JSON answer to a GET. Raises SourceError with what to do."""
        result = await self.get(path, query)
        if not isinstance(result, Answer) or result.status >= 400:
            raise SourceError(self.says(result))
        try:
            return parsed(result, type)
        except BadAnswerError as error:
            raise SourceError(f"{self._who} answers {path} with {error}") from error

    async def get(self, path: str, query: Query = ()) -> Result:
        """What came of a GET, for vendors that wrap their answers. Raises SourceError when it cannot be sent."""
        return await self._http.get(self.address(path, query), self._headers, await self.token(), bare=self._bare)

    async def ask(self, path: str, json: object, type: type[T]) -> T:
        """The JSON answer to a POST that only reads (a query in a body), sent once. Raises SourceError."""
        result = await self.send("POST", path, json)
        if not isinstance(result, Answer) or result.status >= 400:
            raise SourceError(self.says(result))
        try:
            return parsed(result, type)
        except BadAnswerError as error:
            raise SourceError(f"{self._who} answers {path} with {error}") from error

    async def send(
        self,
        method: str,
        path: str,
        json: object = None,
        *,
        form: Query | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Result:
        """What came of a request that may change something, sent once. Raises SourceError when it cannot be sent.

        `form` is sent instead of `json` by those who want a form.
        """
        kind, content = "application/json", None if json is None else msgspec.json.encode(json)
        if form is not None:
            kind, content = "application/x-www-form-urlencoded", urlencode(form).encode()
        sent = {**self._headers, **(headers or {}), **({} if content is None else {"content-type": kind})}
        return await self._http.send(method, self.address(path), content, sent, await self.token(), self._bare)

    def receipt(self, result: Result, done: str) -> Receipt:
        """The receipt of a change: `done` is the sentence of success, everything else is said in words."""
        if isinstance(result, Answer) and result.status < 300:
            return Receipt(outcome=Outcome.DONE, says=done, values={"status": result.status})
        if isinstance(result, Unknown) or (isinstance(result, Redirected) and result.status in _MAYBE_DONE):
            return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been done: {self.says(result)}; check it")
        status = {"status": result.status} if isinstance(result, Answer) else {}
        return Receipt(outcome=Outcome.FAILED, says=f"not done: {self.says(result)}", values={**status})

    def says(self, result: Result) -> str:
        """One printable sentence about an answer that is not the one wished for."""
        if isinstance(result, Unknown) and result.answer is not None:
            return f"{result.says} ({why(result.answer)})"
        if not isinstance(result, Answer):
            return result.says
        name, secret = self._target.name, self._target.secret
        said = f"{self._who} answered {result.status}: {why(result)}"
        return {
            401: f"{self._who} does not accept the token of {name} ({why(result)}); run: cockpit secret set {secret}",
            403: f"the token of {name} may not do this at {self._who} ({why(result)}); give it the right",
            404: f"{said}; check the names in target {name}",
        }.get(result.status, said)

    def asked_lately(self) -> str:
        """How often this credential was used in the last minute, in words."""
        count = self.asked()
        return f"{count} request{'' if count == 1 else 's'} in the last minute"

    def asked(self) -> int:
        """Requests made with this credential in the last minute, by everything of this session."""
        try:
            host = checked(self._base)
        except BadAddressError:
            return 0
        return self._http.pacing.in_the_last_minute(host, self._target.secret)


def why(answer: Answer) -> str:
    """The sentence in an error's body, wherever this vendor puts it; printable, at most 200 characters."""
    if "json" in answer.headers.get("content-type", "json"):
        with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            found = _sentence(msgspec.json.decode(answer.body), _DEEP)
            if found:
                return printable(found, 200)
    return answer.text(200).strip() or "no reason given"


def part(value: str) -> str:
    """`value` as one part of a path. Raises SourceError for what would lead to another path."""
    if not value or value in {".", ".."} or not value.isprintable() or hidden(value):
        raise SourceError(f"{printable(value, 60)!r} cannot be part of an address; give another value")
    return quote(value, safe="")


def refusal(action: Action, target: Target, error: SourceError) -> Plan:
    """A plan that says why it cannot be carried out."""
    return Plan(
        action=action,
        target=target,
        request=tuple(revealed(action.text).split("\n")) if action.text else (),
        says=f"{printable(action.verb, 40)} on {target.name} cannot be done",
        refused=str(error),
        secret=error.secret if isinstance(error, ValueWantedError) else "",
        elsewhere=isinstance(error, MissingHereError),
    )


def refused(plan: Plan) -> Receipt:
    """The receipt of a plan that was refused: nothing was sent."""
    return Receipt(outcome=Outcome.FAILED, says=f"{plan.refused}; nothing was sent")


def _sentence(found: object, deep: int) -> str:
    match found:
        case str():
            return found.strip()
        case [first, *_] if deep:
            return _sentence(first, deep - 1)
        case dict() if deep:
            return next((said for key in _KEYS if (said := _sentence(found.get(key), deep - 1))), "")
    return ""
