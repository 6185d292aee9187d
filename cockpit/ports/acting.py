"""What can be done to a target, and what whoever does it is given."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.pace import Pace
from cockpit.core.profile import QueueSpec
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.ports.clock import Clock


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """Something a provider can do."""

    name: str
    risk: Risk
    says: str
    secret: str = ""
    """What a person is asked for, masked, when the value it sends is kept nowhere; empty: it sends no such value."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Where an action may leave its output, how it reports, and how it learns that a person wants it to stop."""

    folder: Path
    """Exists, 0700, this action's alone."""
    progress: Callable[[str], None]
    """Takes one printable line; safe from the event loop only."""
    cancelled: asyncio.Event


class Provider(Protocol):
    """One vendor or kind of machine: what it can do to a target.

    `plan` changes nothing. `execute` does exactly what the plan says, once, and returns a refusal as a result;
    a time-out, a lost line or a 5xx after sending is `Outcome.UNKNOWN`. No secret is in any value returned.
    """

    name: str
    verbs: Mapping[str, Verb]
    settings: Mapping[str, str]
    """Keys a target of this provider may have in the profile, and what each is for."""

    async def plan(self, action: Action, target: Target) -> Plan:
        """What `action` would do. A problem is a plan with `refused` set, never an exception."""

    async def execute(self, plan: Plan, run: Run) -> Receipt: ...

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """Read what became of an action whose outcome is unknown, from the world or from what it left in `folder`.

        `unknown` when that cannot be read. Also called on resume, by another process than the one that acted.
        """

    async def ping(self, target: Target) -> str:
        """Whether `target` answers, in one sentence for `doctor`. Raises SourceError when it does not."""

    async def close(self) -> None: ...


@runtime_checkable
class Identified(Protocol):
    """A provider that can tell whether what answers is what a target names."""

    async def identity(self, target: Target) -> str:
        """What `target` is, in one sentence. Sends reads only, and few: it is asked for each target at every start.

        Raises WrongTargetError when another tenant, account or project answers, SourceError when it cannot be told.
        """


@runtime_checkable
class Tenanted(Protocol):
    """A provider whose targets belong to one tenant each."""

    tenant: str
    """The setting that names the tenant. The incident's value of the same name must be the same, or nothing is sent."""


class ProviderContext(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider or source is given when it is built; it keeps nothing of ours besides."""

    secret_of: Callable[[str], Awaitable[Secret | None]]
    """The credential of that name, fetched at the moment of use; None: there is none. Raises SecretError."""
    keep: Callable[[Secret], Awaitable[str]] | None = None
    """Keeps a credential a vendor just made, and says where; None: nothing is kept here. Raises SecretError."""
    typed_of: Callable[[str], Secret | None] = lambda name: None
    """The value a person typed for one action, by `Plan.secret`; None: nobody did. Never a credential of ours."""
    who: str
    """The person acting; shown to the other side as `cockpit/<who>`."""
    queues: Mapping[str, QueueSpec] = {}
    """The profile's queue sources by name, for verbs that act on a queue."""
    clock: Clock
    paces: dict[str, Pace] = msgspec.field(default_factory=dict)
    """How each vendor was asked, kept by `cockpit.adapters.http`: a 429 told to one is known to all."""
