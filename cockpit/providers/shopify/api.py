"""One shop's Admin API: GraphQL over POST, the version pinned and compared, errors inside a 200 read as errors.

Source: shopify.dev/docs/api/admin-graphql, "Authentication", "Status and error codes", "Rate limits", "Versioning".
"""

import re
from typing import Generic, TypeVar

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, Result, parsed
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import Vendor
from cockpit.core.actions import Outcome, Receipt, Target
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.shopify.costs import Problem, throttled
from cockpit.providers.shopify.grants import Grants
from cockpit.providers.shopify.objects import HOOKS, ORDERS, WITH_METAFIELD, About, Hook, Hooks, Order, Orders

VERSION = "2026-10"
PAGE = 100
MOST = 2000  # orders of one reading: 20 requests

SETTINGS = {
    "shop": "the shop's own name at Shopify, the part before .myshopify.com",
    "version": f"another version of the Admin API than {VERSION}; each lives 12 months",
    "metafield": "namespace.key of a metafield every order should carry, such as kitchen.plan; left out: none",
    "topics": "topics that must be subscribed, with commas between, such as ORDERS_CREATE; for the status",
    "client_id": "of an app that asks for a token each day: its client id; the credential is then its client secret",
    "url": "another address than https://<shop>.myshopify.com",
}

_VERSION = re.compile(r"\d{4}-\d\d|unstable")
_PATIENCE = 5  # how often a query that costs too much at once is asked again
_WORDS = {
    402: "the shop is frozen: its bill is not paid",
    423: "the shop is locked",
}
_CODES = {
    "ACCESS_DENIED": "the app lacks a scope for it",
    "SHOP_INACTIVE": "the shop is not active",
}

T = TypeVar("T")


class Data(msgspec.Struct, Generic[T]):
    data: T | None = None
    errors: list[Problem] | None = None


class Only(msgspec.Struct):
    """The errors alone: they are read first, whatever the data is."""

    errors: list[Problem] | None = None


class Shopify(Vendor):
    """One shop. Two shops are two targets, each with a token of its own."""

    def __init__(self, target: Target, context: ProviderContext, http: Http, grants: Grants) -> None:
        self.shop = target.settings.get("shop", "").removesuffix(".myshopify.com").removeprefix("https://")
        super().__init__(
            target,
            context,
            http,
            who="Shopify",
            base=f"https://{self.shop}.myshopify.com",
            headers={"accept": "application/json"},
            bare="x-shopify-access-token",
        )
        self.target, self.context, self._grants = target, context, grants
        self.version = target.settings.get("version") or VERSION
        self.path = f"/admin/api/{self.version}/graphql.json"
        self.drift = ""
        """Set by an answer: what is wrong with the version that was asked for; empty: nothing."""

    async def ready(self) -> None:
        """Raises SourceError when the shop's name, the metafield, the address or the credential cannot be used."""
        if not self.shop.replace("-", "").isalnum() or not self.shop.isascii():
            raise SourceError(f"shop of {self.target.name} is its name before .myshopify.com, not {self.shop[:60]!r}")
        if not _VERSION.fullmatch(self.version):
            raise SourceError(f"version of {self.target.name} is like {VERSION}, not {printable(self.version, 20)!r}")
        self.metafield()
        self.address("")
        await super().token()  # as stored: nobody is asked for a grant before something is wanted

    async def token(self) -> Secret:
        """The access token: as stored, or granted for a day to an app with a client id. Raises SourceError."""
        stored = await super().token()
        if client := self.target.settings.get("client_id", ""):
            return await self._grants.token(self.address("/admin/oauth/access_token"), client, stored)
        return stored

    def metafield(self) -> tuple[str, str] | None:
        """(namespace, key) of the metafield each order should carry; None: no such is named. Raises SourceError."""
        named = self.target.settings.get("metafield", "")
        namespace, _, key = named.rpartition(".")
        if named and not (namespace and key):
            raise SourceError(f"metafield of {self.target.name} is namespace.key, not {printable(named, 60)!r}")
        return (namespace, key) if named else None

    async def query(self, document: str, variables: dict[str, object], type: type[T]) -> T:
        """The answer to a query, which changes nothing. Raises SourceError."""
        result = await self.mutate(document, variables)
        for _ in range(_PATIENCE):
            if (wait := throttled(result)) is None:
                break
            await self.context.clock.sleep(wait)
            result = await self.mutate(document, variables)
        found = self.outcome(result, type)
        if isinstance(found, Receipt):
            raise SourceError(self.says(result) if not isinstance(result, Answer) else found.says)
        return found

    async def mutate(self, document: str, variables: dict[str, object]) -> Result:
        """What came of one document, sent once. Raises SourceError when it cannot be sent."""
        result = await self.send("POST", self.path, {"query": document, "variables": variables})
        if isinstance(result, Answer):
            self._compare(result.headers.get("x-shopify-api-version", ""))
            if result.status == 401:
                self._grants.forget(self.target.settings.get("client_id", ""))
        return result

    def outcome(self, result: Result, type: type[T]) -> T | Receipt:
        """The data of an answer, or a receipt that says why there is none: Shopify answers 200 to most mistakes."""
        receipt = self.receipt(result, done="")
        if receipt.outcome is not Outcome.DONE or not isinstance(result, Answer):
            return receipt
        try:
            problems = parsed(result, Only).errors
            if problems:
                return Receipt(outcome=_outcome(problems[0]), says=self._problem(problems[0]))
            data = parsed(result, Data[type]).data  # type: ignore[valid-type]  # msgspec takes a type made at run time
        except BadAnswerError as error:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been done: Shopify answered, but {error}; check it")
        if data is None:
            return Receipt(outcome=Outcome.UNKNOWN, says="may have been done: Shopify answered without data; check it")
        return data

    def says(self, result: Result) -> str:
        """One sentence; the codes only Shopify uses have words of their own."""
        if isinstance(result, Answer) and result.status in _WORDS:
            return f"{self.target.name}: {_WORDS[result.status]} ({result.status})"
        if isinstance(result, Answer) and result.status == 404:
            there = f"there is no shop {self.shop} or no version {self.version} of its API"
            return f"{there}; check target {self.target.name}"
        return super().says(result)

    async def hooks(self) -> list[Hook]:
        """Every webhook subscription this app may see. Raises SourceError."""
        found: list[Hook] = []
        after: str | None = None
        while True:
            page = (await self.query(HOOKS, {"n": PAGE, "a": after}, Hooks)).webhook_subscriptions
            found += page.nodes
            after = page.page_info.end_cursor
            if not page.page_info.has_next_page or not after or len(found) >= MOST:
                return found

    async def orders(self, words: str, most: int = MOST) -> tuple[list[Order], bool]:
        """The orders that fit `words`, the oldest first, at most `most`, and whether there are more."""
        found: list[Order] = []
        named = self.metafield()  # asked for only where it is wanted: each field costs points
        fixed: dict[str, object] = {"q": words, **({"ns": named[0], "k": named[1]} if named else {})}
        after: str | None = None
        while True:
            document = WITH_METAFIELD if named else ORDERS
            page = (await self.query(document, {**fixed, "a": after}, Orders)).orders
            found += page.nodes
            after = page.page_info.end_cursor
            more = page.page_info.has_next_page and bool(after)
            if not more or len(found) >= most:
                return found[:most], more or len(found) > most

    def not_this_shop(self, about: About) -> str:
        """What is wrong when the token belongs to another shop than the target names; empty: nothing."""
        domain = about.shop.myshopify_domain.removesuffix(".myshopify.com")
        if domain == self.shop:
            return ""
        return f"the token of {self.target.name} is of the shop {printable(domain, 60)}, not of {self.shop}"

    def _compare(self, answered: str) -> None:
        if answered and answered != self.version:
            says = f"Shopify answers with version {printable(answered, 20)} of its API, {self.version} was asked for"
            self.drift = f"{says}: it has run out; fields may have moved"

    def _problem(self, problem: Problem) -> str:
        words = _CODES.get(problem.code, "")
        told = printable(problem.message, 200) or "no reason given"
        if problem.code == "THROTTLED":
            return f"not done: {self.shop} wants fewer requests (THROTTLED); try again in a few seconds"
        return f"not done: Shopify refuses it: {words + ' (' if words else ''}{told}{')' if words else ''}"


def _outcome(problem: Problem) -> Outcome:
    """Shopify's own failure after taking a request may have done it; everything else was refused before."""
    return Outcome.UNKNOWN if problem.code == "INTERNAL_SERVER_ERROR" else Outcome.FAILED
