"""Values people typed, held in memory for one action and in no other place; the two ways a verb gets its value."""

from cockpit.core.readings import ValueWantedError
from cockpit.core.secret import Redactor, Secret
from cockpit.ports import ProviderContext, SecretError


class Typed:
    """Implements `ports.TypedValues`. What was ever held is redacted wherever text leaves, also after it is gone."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._held: dict[str, Secret] = {}

    def take(self, secret: Secret) -> None:
        self._redactor.add(secret)
        self._held[secret.name] = secret

    def get(self, name: str) -> Secret | None:
        """The value; None: nobody typed one, or its action is over."""
        return self._held.get(name)

    def forget(self, name: str) -> None:
        self._held.pop(name, None)


async def value_for(context: ProviderContext, what: str, kept: str = "") -> Secret:
    """The value `what` stands for: typed just now, or kept here as `kept`.

    Raises ValueWantedError, for which a person is asked, when it is neither.
    """
    typed = context.typed_of(what)
    if typed is not None:
        return typed
    if not kept:
        raise ValueWantedError(f"the value of {what} is not known here", what)
    try:
        found = await context.secret_of(kept)
    except SecretError as error:
        raise ValueWantedError(str(error), what) from error
    if found is None:
        raise ValueWantedError(f"no value is kept as {kept}; run: cockpit secret set {kept}", what)
    return found
