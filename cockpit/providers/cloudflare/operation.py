"""What one verb is: how its plan is made and how it is carried out."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.cloudflare.place import without_tenant
from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.placeholders import filled
from cockpit.core.runbook import Risk
from cockpit.ports import ProviderContext, Run


def words_of(action: Action) -> str:
    """The block's text with its values filled in; what a verb makes of them it checks itself."""
    return filled(action.text, action.parameters).strip()


def bare_words(action: Action) -> list[str]:
    """The words without `for {slug}`, which names the tenant so that another one is refused."""
    return without_tenant(words_of(action)).split()


class At(NamedTuple):
    """Where a verb works: the account's API as the target sees it, and what secrets are fetched with."""

    cloud: Cloudflare
    target: Target
    context: ProviderContext


class Operation(NamedTuple):
    """A verb. `plan` reads only and raises SourceError; `execute` sends at most one change."""

    risk: Risk
    says: str
    plan: Callable[[At, Action], Awaitable[Plan]]
    execute: Callable[[At, Plan, Run], Awaitable[Receipt]]
    check: Callable[[At, Plan], Awaitable[Receipt]] | None = None
    """What became of it, by reading; None: a read, which changed nothing."""
    secret: str = ""
    """What a person is asked for when the value it sends is kept nowhere."""
