"""Ask targets whether they answer, all at once and none for long."""

import asyncio
from collections.abc import Sequence

import msgspec

from cockpit.adapters.actor import current_actor
from cockpit.adapters.clock import SystemClock
from cockpit.adapters.secrets import TimedSecrets
from cockpit.core.actions import Target
from cockpit.core.profile import Profile, QueueSpec
from cockpit.core.readings import SourceError
from cockpit.ports import ProviderContext, SecretError
from cockpit.providers import registry

LIMIT = 5.0  # seconds for one target


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a target answered, and what it or we have to say."""

    target: str
    ok: bool
    says: str


def context_for(profile: Profile, secrets: TimedSecrets) -> ProviderContext:
    """What providers are built with outside a session."""
    return ProviderContext(
        secret_of=secrets.get,
        who=f"cockpit/{current_actor().user}",
        queues=profile.sources_of(QueueSpec),
        clock=SystemClock(),
    )


async def pinged(profile: Profile, secrets: TimedSecrets, names: Sequence[str]) -> tuple[Answer, ...]:
    """An answer of each target in `names`, in that order, within the limit."""
    context = context_for(profile, secrets)
    return tuple(await asyncio.gather(*(_ping(profile.targets[name], context) for name in names)))


async def _ping(target: Target, context: ProviderContext) -> Answer:
    try:
        provider = registry.build(target.provider, context)
    except registry.UnknownProviderError as error:
        return Answer(target=target.name, ok=False, says=str(error))
    try:
        says = await asyncio.wait_for(provider.ping(target), LIMIT)
    except (SourceError, SecretError) as error:
        return Answer(target=target.name, ok=False, says=str(error))
    except TimeoutError:
        return Answer(target=target.name, ok=False, says=f"no answer within {LIMIT:g} s; check the address and the net")
    finally:
        await provider.close()
    return Answer(target=target.name, ok=True, says=says)
