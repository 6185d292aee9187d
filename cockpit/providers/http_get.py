"""Asks an address over HTTP and tells what it answered: for probes such as `status == 200`."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import Answer, Unknown
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.placeholders import filled, names
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.core.text import hidden, printable
from cockpit.ports import ProviderContext, Run, SecretError, Verb

SETTINGS = {
    "url": "the address paths are added to, such as https://api.example.com; its secret is sent as a bearer token"
}
SHOWN = 2048  # characters of the body kept with the receipt


class HttpProvider:
    """Reads only: there is no verb that sends anything but a GET."""

    name = "http"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {
        "get": Verb(name="get", risk=Risk.READS, says="ask an address and tell what it answers")
    }

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        try:
            if action.verb not in self.verbs:
                raise SourceError(f"an http target can only get, not {printable(action.verb)}")
            url = _address(action, target)
            checked(url)
            await self._token(target)
        except (BadAddressError, SourceError) as error:
            return Plan(
                action=action,
                target=target,
                request=(),
                says="nothing will be asked",
                refused=str(error),
                elsewhere=isinstance(error, MissingHereError),
            )
        confirm = required_confirmation(action.risk)
        token = ("authorization: Bearer (a secret)",) if target.secret else ()
        return Plan(
            action=action,
            target=target,
            request=(f"GET {url}", *token),
            says=f"asks {urlsplit(url).netloc} and changes nothing",
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            private={"url": url},
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        """Failed, not unknown, when no good answer comes: a GET leaves nothing behind to wonder about."""
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"not asked: {plan.refused}")
        try:
            token = await self._token(plan.target)
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"not asked: {error}")
        result = await self._http.get(plan.private["url"], bearer=token, tries=1)
        answer = result if isinstance(result, Answer) else result.answer if isinstance(result, Unknown) else None
        if answer is None:
            return Receipt(outcome=Outcome.FAILED, says=str(getattr(result, "says", "")))
        return _receipt(answer, urlsplit(plan.private["url"]).netloc)

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """A GET leaves no trace to find."""
        return Receipt(outcome=Outcome.UNKNOWN, says="asking changed nothing and left no trace; ask again")

    async def ping(self, target: Target) -> str:
        """Sends no credential."""
        try:
            host = checked(target.settings.get("url", ""))
        except BadAddressError as error:
            raise SourceError(f"the url of {target.name}: {error}") from error
        result = await self._http.get(target.settings["url"], tries=1)
        if not isinstance(result, Answer):
            raise SourceError(result.says)
        return f"{host} answers {result.status} in {_ms(result)} ms"

    async def close(self) -> None:
        await self._http.close()

    async def _token(self, target: Target) -> Secret | None:
        if not target.secret:
            return None
        try:
            secret = await self._context.secret_of(target.secret)
        except SecretError as error:
            raise MissingHereError(str(error)) from error
        if secret is None:
            raise MissingHereError(f"no token is stored for {target.name}; run: cockpit secret set {target.secret}")
        return secret


def build(context: ProviderContext) -> HttpProvider:
    """The provider; secrets are fetched at each use."""
    return HttpProvider(context)


def _address(action: Action, target: Target) -> str:
    """The whole address asked. A value fills one part of a path and cannot lead to another host."""
    base = target.settings.get("url", "").rstrip("/")
    given = {name: action.parameters.get(name, "") for name in names(action.text)}
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise SourceError(f"no value was given for {missing[0]}")
    values = {name: quote(value, safe="") for name, value in given.items()}
    if ".." in values.values() or "." in values.values():
        raise SourceError("a value of . or .. would lead to another path")
    path = filled(action.text, values).strip().removeprefix("GET ").strip()
    path = path.removeprefix(base) if path.startswith((f"{base}/", f"{base}?")) else path
    if path and not path.startswith(("/", "?")):
        raise SourceError(f"write the path to ask, such as /health; it is added to {printable(base, 200)}")
    if hidden(path) or any(char.isspace() or char == "\\" for char in path):
        raise SourceError(
            "the path holds a blank, a line break or a character that does not show; write it on one line"
        )
    if not path.isascii():
        path = quote(path, safe="/?&=%:,;@+~!$'()*#")
    return base + path


def _receipt(answer: Answer, host: str) -> Receipt:
    body = answer.text(SHOWN)
    kind = printable(answer.headers.get("content-type", ""), 80)
    return Receipt(
        outcome=Outcome.DONE if answer.status < 400 else Outcome.FAILED,
        says=f"{printable(host, 100)} answered {answer.status} in {_ms(answer)} ms",
        columns=("status", "ms", "type", "body"),
        sample=((str(answer.status), str(_ms(answer)), kind, body),),
        values={"status": answer.status, "ms": _ms(answer), "body": body},
    )


def _ms(answer: Answer) -> int:
    return round(answer.took.total_seconds() * 1000)
