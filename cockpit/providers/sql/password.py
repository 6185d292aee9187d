"""The password of a database target, fetched at the moment of use."""

from cockpit.core.actions import Target
from cockpit.core.readings import MissingHereError
from cockpit.core.secret import Secret
from cockpit.ports import ProviderContext, SecretError


async def password_of(target: Target, context: ProviderContext) -> Secret | None:
    """The credential the target names; None: it names none (trust, peer or ~/.pgpass). Raises MissingHereError."""
    if not target.secret:
        return None
    try:
        secret = await context.secret_of(target.secret)
    except SecretError as error:
        raise MissingHereError(f"no password for {target.name}: {error}") from error
    if secret is None:
        raise MissingHereError(f"no password for {target.name}; run: cockpit secret set {target.secret}")
    return secret
