"""Status pages as something a step can read: the same reading as the pane's, asked for once."""

from collections.abc import Mapping
from pathlib import Path

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.http import Http
from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.profile import StatusSpec
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.statuspage.source import PATIENCE_S, StatusPage

SETTINGS = {
    "url": "the status page, such as https://www.githubstatus.com",
    "components": "names of the components that matter, with commas between; empty: the whole page",
}


class StatusPageProvider:
    """Reads only."""

    name = "statuspage"
    settings: Mapping[str, str] = SETTINGS
    verbs: Mapping[str, Verb] = {"read": Verb(name="read", risk=Risk.READS, says="read a public status page")}

    def __init__(self, context: ProviderContext, http: Http | None = None) -> None:
        self._clock = context.clock
        self._http = http or Http(context.clock, total_s=PATIENCE_S, paces=context.paces)

    async def plan(self, action: Action, target: Target) -> Plan:
        url = target.settings.get("url", "")
        refused = "" if action.verb in self.verbs else f"a status page can only be read, not {printable(action.verb)}"
        try:
            checked(url)
        except BadAddressError as error:
            refused = refused or f"the url of {target.name}: {error}"
        confirm = required_confirmation(action.risk)
        return Plan(
            action=action,
            target=target,
            request=() if refused else (f"GET {printable(url, 2000)}",),
            says=f"reads the status page of {target.name} and changes nothing",
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            refused=refused,
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"not read: {plan.refused}")
        try:
            reading = await StatusPage(plan.target.name, plan.target, self._clock, self._http).read()
        except SourceError as error:
            return Receipt(outcome=Outcome.FAILED, says=str(error))
        return Receipt(
            outcome=Outcome.DONE,
            says=f"{plan.target.name}: {reading.says}",
            columns=("incident",),
            sample=tuple((incident,) for incident in reading.incidents[:200]),
            values={**reading.values},
        )

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """A GET leaves no trace to find."""
        return Receipt(outcome=Outcome.UNKNOWN, says="reading changed nothing and left no trace; read it again")

    async def ping(self, target: Target) -> str:
        reading = await StatusPage(target.name, target, self._clock, self._http).read()
        return f"{target.name}: {reading.says}"

    async def close(self) -> None:
        await self._http.close()


def build(context: ProviderContext) -> StatusPageProvider:
    """The provider; it needs no credential."""
    return StatusPageProvider(context)


def build_status(name: str, spec: StatusSpec, target: Target, context: ProviderContext) -> StatusPage:
    """The source `name` on `target`; how often it is read is the engine's affair."""
    http = Http(context.clock, total_s=PATIENCE_S, paces=context.paces)
    return StatusPage(name, target, context.clock, http)
