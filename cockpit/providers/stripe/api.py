"""Stripe's API as one target sees it: the right kind of key, the right account, forms out and JSON back.

Source: docs.stripe.com/api, "Authentication", "Pagination", "Idempotent requests", "Versioning".
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from cockpit.adapters.answers import Result
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import Query, Vendor
from cockpit.core.actions import Target
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.core.secret import Secret
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.stripe.objects import Account, Charge, Endpoint, Event, Page

BASE = "https://api.stripe.com"
VERSION = "2026-10-28.endive"  # pinned: an account's own default version would move fields
PAGE = 100  # Stripe's most

SETTINGS = {
    "mode": 'which kind of key is meant, "live" or "test"; left out: live in production, test elsewhere',
    "account": "acct_… the key must belong to; asked before each change",
    "endpoint": "the address of our own endpoint; for the status, which is critical when none is enabled there",
    "signing": "the name in the keyring of our endpoint's signing secret; left out: the target's name and -signing",
    "url": f"another address than {BASE}",
}

_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]+")

Item = TypeVar("Item", Endpoint, Event, Charge)


class Stripe(Vendor):
    """One account's key. Every answer is held against the mode the target names."""

    def __init__(self, target: Target, context: ProviderContext, http: Http) -> None:
        super().__init__(target, context, http, who="Stripe", base=BASE, headers={"stripe-version": VERSION})
        self.target, self.context, self.http = target, context, http
        self.mode = target.settings.get("mode") or ("live" if target.environment == "production" else "test")
        self.signing = target.settings.get("signing") or f"{target.name}-signing"

    async def token(self) -> Secret:
        """The key, if it is of the target's mode. Raises SourceError."""
        key = await super().token()
        if wrong := key_trouble(key, self.mode, self.target.name):
            raise (WrongTargetError if _of_the_other_mode(key, self.mode) else SourceError)(wrong)
        return key

    async def listed(
        self, path: str, page: type[Page[Item]], query: Query = (), most: int = PAGE
    ) -> tuple[list[Item], bool]:
        """The newest of a list, at most `most`, and whether there are more. Raises SourceError."""
        found: list[Item] = []
        more = True
        while more and len(found) < most:
            after: Query = [("starting_after", found[-1].id)] if found else []
            answer = await self.read(path, page, [("limit", str(PAGE)), *query, *after])
            self._of_our_mode(answer.data)
            found += answer.data
            more = answer.has_more and bool(answer.data)
        return found[:most], more or len(found) > most

    async def endpoints(self) -> list[Endpoint]:
        """All webhook endpoints. Raises SourceError."""
        return (await self.listed("/v1/webhook_endpoints", Page[Endpoint], most=5 * PAGE))[0]

    async def endpoint(self, id: str) -> Endpoint:
        """One of them. Raises SourceError."""
        found = await self.read(f"/v1/webhook_endpoints/{id}", Endpoint)
        self._of_our_mode([found])
        return found

    async def change(self, path: str, form: Query, key: str) -> Result:
        """Send one change, once; `key` is its idempotency key. Raises SourceError when it cannot be sent."""
        return await self.send("POST", path, form=form, headers={"idempotency-key": key})

    async def same_account(self) -> None:
        """Raises WrongTargetError when the key belongs to another account than the target names, SourceError."""
        wanted = self.target.settings.get("account", "")
        if wanted and (found := (await self.read("/v1/account", Account)).id) != wanted:
            says = f"the key of {self.target.name} is of account {printable(found, 60)}, not of {wanted}"
            raise WrongTargetError(
                f"{says}: another shop's; store the right one with: cockpit secret set {self._secret()}"
            )

    def _of_our_mode(self, found: Sequence[Endpoint | Event | Charge]) -> None:
        if any(item.livemode is not (self.mode == "live") for item in found):
            other = "test" if self.mode == "live" else "live"
            raise WrongTargetError(f"Stripe answers {self.target.name} in {other} mode; nothing of it is used")

    def _secret(self) -> str:
        return self.target.secret


def _of_the_other_mode(key: Secret, mode: str) -> bool:
    found = _KEY.fullmatch(key.reveal())
    return found is not None and mode in ("live", "test") and found[1] != mode


def key_trouble(key: Secret, mode: str, target: str) -> str:
    """Why this key must not be used for the target; empty: it may. Holds no part of it."""
    if mode not in ("live", "test"):
        return f'mode of {target} is "live" or "test", not {printable(mode, 20)!r}'
    found = _KEY.fullmatch(key.reveal())
    again = f"run: cockpit secret set {key.name}"
    if found is None:
        return f"what is stored for {target} is no secret or restricted key of Stripe (rk_… or sk_…); {again}"
    if found[1] != mode:
        return f"the key stored for {target} is a {found[1]} key, and {target} is {mode}: not used; {again}"
    return ""
