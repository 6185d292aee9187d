"""Access tokens an app asks for by its client secret: kept in memory for as long as they live, never anywhere else.

Source: shopify.dev/docs/apps/build/authentication-authorization, "Client credentials grant"; a token lives 24 hours.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, parsed
from cockpit.adapters.http import Http
from cockpit.adapters.vendor import why
from cockpit.core.readings import SourceError
from cockpit.core.secret import Secret
from cockpit.ports import Clock

EARLY = timedelta(minutes=5)


class Granted(msgspec.Struct):
    access_token: str
    expires_in: int = 0

    def __repr__(self) -> str:
        return "Granted()"


class Grants:
    """The tokens of one session, by shop and app."""

    def __init__(self, clock: Clock, http: Http) -> None:
        self._clock, self._http = clock, http
        self._held: dict[tuple[str, str], tuple[Secret, datetime]] = {}

    async def token(self, address: str, client: str, secret: Secret) -> Secret:
        """A token that still lives; asked for when there is none. Raises SourceError."""
        held = self._held.get((address, client))
        if held and held[1] > self._clock.now():
            return held[0]
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret.reveal()}
        headers = {"content-type": "application/x-www-form-urlencoded"}
        result = await self._http.send("POST", address, urlencode(form).encode(), headers)
        if not isinstance(result, Answer):
            raise SourceError(f"no token was granted: {result.says}")
        try:
            granted = parsed(result, Granted) if result.status < 300 else None
        except BadAnswerError as error:
            raise SourceError(f"no token was granted: Shopify answers with {error}") from error
        if granted is None:
            again = f"check client_id, or run: cockpit secret set {secret.name}"
            said = why(result).replace(secret.reveal(), "…")
            raise SourceError(f"no token was granted ({result.status}: {said}); {again}")
        token = Secret(secret.name, granted.access_token)
        self._held[address, client] = token, self._clock.now() + timedelta(seconds=granted.expires_in) - EARLY
        return token

    def forget(self, client: str) -> None:
        """A token of this app was not accepted: the next use asks for a new one."""
        self._held = {key: held for key, held in self._held.items() if key[1] != client}
