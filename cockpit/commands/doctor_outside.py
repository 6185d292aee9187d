"""What `cockpit doctor` must ask the outside: credentials, targets, and one reading of every source."""

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import timedelta
from typing import NamedTuple, Protocol, TypeVar, runtime_checkable

from cockpit.adapters.freshness import Freshness
from cockpit.adapters.secrets import TimedSecrets
from cockpit.commands.doctor_chains import chains
from cockpit.commands.finding import Finding, fail, ok
from cockpit.commands.pings import LIMIT, context_for, pinged
from cockpit.commands.secret import look_up
from cockpit.core.duration import short
from cockpit.core.profile import AuditSpec, FreshSpec, Profile, QueueSpec, StatusSpec
from cockpit.core.readings import SourceError
from cockpit.ports import ProviderContext, SecretError
from cockpit.providers import registry

T = TypeVar("T")


class _Asked(NamedTuple):
    """A source to read once, and the target it stands on."""

    name: str
    spec: AuditSpec | QueueSpec | StatusSpec | FreshSpec
    target: str


@runtime_checkable
class _Closing(Protocol):
    """A source that keeps a connection open."""

    async def close(self) -> None: ...


async def connections(profile: Profile, secrets: TimedSecrets) -> list[Finding]:
    """Credentials, then targets, then sources. A source whose target does not answer is not asked as well."""
    found = [
        (ok if entry.state == "present" else fail)(
            f"secret {entry.name}", entry.where or f"{entry.state}; {entry.says}"
        )
        for entry in await look_up(profile, secrets)
    ]
    answers = await pinged(profile, secrets, list(profile.targets))
    found += [(ok if answer.ok else fail)(f"target {answer.target}", answer.says) for answer in answers]
    silent = {answer.target for answer in answers if not answer.ok}
    context = context_for(profile, secrets)
    asked = list(_asked(profile))
    found += [
        fail(f"source {source.name}", f"not read: its target {source.target} does not answer")
        for source in asked
        if source.target in silent
    ]
    tried = [_tried(source, profile, context) for source in asked if source.target not in silent]
    return [*found, *await asyncio.gather(*tried), *await chains(profile, context, silent)]


def _asked(profile: Profile) -> Iterator[_Asked]:
    for name, spec in profile.sources.items():
        if isinstance(spec, QueueSpec | StatusSpec):
            yield _Asked(name, spec, spec.target)
        elif isinstance(spec, AuditSpec):
            yield _Asked(name, spec, profile.queries[spec.query].target)
        elif isinstance(spec, FreshSpec):
            yield _Asked(name, spec, profile.queries[spec.queries[0]].target)


async def _tried(asked: _Asked, profile: Profile, context: ProviderContext) -> Finding:
    what = f"source {asked.name}"
    try:
        return ok(what, await asyncio.wait_for(_read(asked, profile, context), LIMIT))
    except (SourceError, SecretError, registry.UnknownProviderError) as error:
        return fail(what, str(error))
    except TimeoutError:
        return fail(what, f"no answer within {LIMIT:g} s", f"try the same by hand on {asked.target}")


async def _read(asked: _Asked, profile: Profile, context: ProviderContext) -> str:
    """What one reading says, in a few words. Raises SourceError, SecretError, UnknownProviderError."""
    target = profile.targets[asked.target]
    match asked.spec:
        case QueueSpec() as spec:
            queue = registry.build_queue(asked.name, spec, target, context)
            values = (await _closing(queue, queue.read())).values
            return f"{values['total']} jobs, {values['stuck']} stuck"
        case StatusSpec() as spec:
            page = registry.build_status(asked.name, spec, target, context)
            return (await _closing(page, page.read())).says
        case FreshSpec() as spec:
            queries = {
                query: registry.build_query(query, found, profile.targets[found.target], context)
                for query, found in profile.queries.items()
                if query in spec.queries
            }
            return (await Freshness(asked.name, spec, queries, context.clock).read()).says
        case AuditSpec() as spec:
            audit = registry.build_audit(asked.name, spec, profile.queries[spec.query], target, context)
            now = context.clock.now()
            window = await _closing(audit, audit.window(now - spec.window, now + timedelta(seconds=1)))
            return f"{len(window.rows)} rows in the last {short(spec.window)}"


async def _closing(source: object, reading: Coroutine[None, None, T]) -> T:
    """The reading; then whatever connection the source kept is given back."""
    try:
        return await reading
    finally:
        if isinstance(source, _Closing):
            await source.close()
