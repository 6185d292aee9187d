"""Sends messages to a Slack channel through an incoming webhook."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import Answer, Limited, NotSent, Redirected, Result
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.placeholders import filled
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.runbook import Risk
from cockpit.core.secret import Secret
from cockpit.core.text import hidden, printable, revealed
from cockpit.ports import ProviderContext, Run, SecretError, Verb

SETTINGS = {"channel": "the channel the webhook posts to, such as #ops; only shown, the webhook decides"}
MOST = 40_000  # characters; Slack cuts longer texts. Source: docs.slack.dev, chat.postMessage, "Truncating content"

# Source: docs.slack.dev, "Sending messages using incoming webhooks", error handling.
_REFUSALS = {
    "invalid_payload": "the message could not be read; this is a mistake of the cockpit, send it by hand",
    "no_text": "the message was empty",
    "too_many_attachments": "the message had too many attachments",
    "action_prohibited": "an administrator does not allow this webhook to post; send it by hand",
    "posting_to_general_channel_denied": "an administrator does not allow posting to this channel; send it by hand",
    "invalid_token": "the webhook is not valid any more; make a new one and store it",
    "no_service": "the webhook was removed or switched off; make a new one and store it",
    "no_service_id": "the webhook address is not complete; store it again",
    "no_team": "the workspace of the webhook is gone; make a new one and store it",
    "team_disabled": "the workspace is switched off",
    "channel_not_found": "the channel of the webhook is gone; make a new webhook",
    "channel_is_archived": "the channel is archived; make a webhook for another one",
    "user_not_found": "the person the webhook writes to is gone",
}
_MAYBE_DONE = frozenset({302, 303})  # some servers answer a post they have accepted this way


class SlackProvider:
    """One channel per target; the webhook's address is the secret."""

    name = "slack"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {"send": Verb(name="send", risk=Risk.CHANGES, says="send a message to a channel")}

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._context = context
        self._http = http or Http(context.clock, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        text = filled(action.text, action.parameters).strip()
        try:
            host = checked((await self._webhook(target)).reveal())
            _sendable(action, text, self.verbs)
        except (BadAddressError, SourceError) as error:
            return Plan(
                action=action,
                target=target,
                request=(),
                says="nothing will be sent",
                refused=str(error),
                elsewhere=isinstance(error, MissingHereError),
            )
        confirm = required_confirmation(action.risk)
        return Plan(
            action=action,
            target=target,
            request=(f"POST https://{host}/… (the address is a secret)", *_shown(text)),
            says=f"sends this message to {_channel(target)}",
            irreversible=("the message cannot be unsent",),
            warnings=("the message holds characters that do not show; they are named here",) if hidden(text) else (),
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            private={"text": text},
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"not sent: {plan.refused}")
        try:
            webhook = await self._webhook(plan.target)
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"not sent: {error}")
        message = {"text": escaped(plan.private["text"]), "unfurl_links": False}
        return _receipt(await self._http.post(webhook, message), _channel(plan.target))

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """A webhook cannot read; a person has to look."""
        return Receipt(outcome=Outcome.UNKNOWN, says=f"look in {_channel(plan.target)} whether the message is there")

    async def ping(self, target: Target) -> str:
        """Sends nothing: the only way to try a webhook is to post."""
        try:
            host = checked((await self._webhook(target)).reveal())
        except BadAddressError as error:
            raise SourceError(f"the webhook of {target.name}: {error}") from error
        return f"a webhook at {host} is stored for {_channel(target)}; only a message can tell whether it works"

    async def close(self) -> None:
        await self._http.close()

    async def _webhook(self, target: Target) -> Secret:
        if not target.secret:
            raise SourceError(f'target {target.name} names no secret; add secret = "{target.name}" to the profile')
        try:
            secret = await self._context.secret_of(target.secret)
        except SecretError as error:
            raise MissingHereError(str(error)) from error
        if secret is None:
            raise MissingHereError(
                f"no webhook address is stored for {target.name}; run: cockpit secret set {target.secret}"
            )
        return secret


def build(context: ProviderContext) -> SlackProvider:
    """The provider; secrets are fetched at each use."""
    return SlackProvider(context)


def escaped(text: str) -> str:
    """`text` as Slack takes it literally. Source: docs.slack.dev, "Formatting message text", escaping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _sendable(action: Action, text: str, verbs: Mapping[str, Verb]) -> None:
    if action.verb not in verbs:
        raise SourceError(f"a Slack target can only send, not {printable(action.verb)}")
    if not text:
        raise SourceError("the message is empty; write it first")
    if len(escaped(text)) > MOST:
        raise SourceError(f"the message has {len(escaped(text))} characters and Slack takes {MOST}; shorten it")


def _shown(text: str) -> list[str]:
    return [printable(line, max(len(line), 1)) for line in revealed(text.replace("\r\n", "\n")).split("\n")]


def _channel(target: Target) -> str:
    return printable(target.settings.get("channel") or target.name, 80)


def _receipt(result: Result, channel: str) -> Receipt:
    match result:
        case Answer(status=200) if result.body.strip() == b"ok":
            return Receipt(outcome=Outcome.DONE, says=f"sent to {channel}")
        case Answer(status=status) if 400 <= status < 500:
            error = result.text(200).strip()
            why = _REFUSALS.get(error, f"answered {status} {error}")
            return Receipt(outcome=Outcome.FAILED, says=f"not sent to {channel}: {why}", values={"status": status})
        case Answer():
            says = f"may have been sent (answered {result.status} {result.text(200)!r}); look in {channel}"
            return Receipt(outcome=Outcome.UNKNOWN, says=says)
        case Redirected(status=status) if status in _MAYBE_DONE:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been sent: {result.says}; look in {channel}")
        case Limited() | NotSent() | Redirected():
            return Receipt(outcome=Outcome.FAILED, says=f"not sent to {channel}: {result.says}")
        case _:
            return Receipt(outcome=Outcome.UNKNOWN, says=f"may have been sent: {result.says}; look in {channel}")
