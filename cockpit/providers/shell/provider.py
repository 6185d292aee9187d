"""Runs a runbook's commands on this machine, in a runner of their own that outlives the cockpit."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Confirm, Outcome, Plan, Receipt, Target, required_confirmation
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import clipped, printable
from cockpit.ports import ProviderContext, Run, Verb
from cockpit.providers.shell.command import BUILT_IN, SHELL, Command, RefusedError, command
from cockpit.providers.shell.follow import Follower
from cockpit.providers.shell.habits import warnings_for
from cockpit.providers.shell.job import OUTPUT, Job, NotStartedError, outcome_in, start, stop
from cockpit.providers.shell.place import environment, folder_of, found, limit_of, path_of

SETTINGS = {
    "cwd": "the folder commands run in; empty: where the cockpit was started",
    "path": "where programs are looked for, like PATH; empty: the cockpit's own PATH",
    "timeout": "how long a command may run, such as 90s or 10m",
}
LOOK_EVERY = 0.05  # seconds between looks at the output


class NotInstalledError(RefusedError):
    """The program is on another machine."""


class ShellProvider:
    """Commands on this machine."""

    name = "shell"
    settings: Mapping[str, str] = SETTINGS
    # The least a command can do; the block says how much more, and without a word it counts as changing something.
    verbs: Mapping[str, Verb] = {"run": Verb(name="run", risk=Risk.READS, says="run a command on this machine")}

    async def plan(self, action: Action, target: Target) -> Plan:
        try:
            if action.verb not in self.verbs:
                raise RefusedError(f"a shell target can only run, not {printable(action.verb)}")
            made = command(action.text, action.parameters)
            folder, path = folder_of(target), path_of(target)
            seconds, words = limit_of(target, action.attributes)
            argv = _located(made, folder, path)
        except (RefusedError, ValueError) as error:
            return Plan(
                action=action,
                target=target,
                request=(),
                says="nothing will run",
                refused=str(error),
                elsewhere=isinstance(error, NotInstalledError),
            )
        shown = msgspec.structs.replace(made, argv=argv)
        confirm = required_confirmation(action.risk)
        return Plan(
            action=action,
            target=target,
            request=shown.lines,
            says=f"runs {_what(made)} on this machine in {printable(folder)}, for at most {words}",
            irreversible=() if action.risk is Risk.READS else ("a command says nothing about its way back",),
            warnings=(*warnings_for(made.script or " ".join(made.argv)), *_missing(made, folder, path)),
            confirm=confirm,
            phrase=target.name if confirm is Confirm.TYPE else "",
            private={
                "argv": json.dumps(argv),
                "variables": json.dumps(made.variables),
                "cwd": folder,
                "path": path,
                "timeout_s": str(seconds),
            },
        )

    async def execute(self, plan: Plan, run: Run) -> Receipt:
        if plan.refused:
            return Receipt(outcome=Outcome.FAILED, says=f"nothing was run: {plan.refused}")
        try:
            await asyncio.to_thread(start, run.folder, _job(plan))
        except NotStartedError as error:
            return Receipt(outcome=Outcome.FAILED, says=f"nothing was run, the runner did not start: {error}")
        follower = Follower(run.folder / OUTPUT, run.progress)
        asked = False
        while (receipt := outcome_in(run.folder)) is None:
            follower.look()
            if run.cancelled.is_set() and not asked:
                asked = True
                stop(run.folder)
            # Real time on purpose: what is waited for is a process, not something the session decides.
            await asyncio.sleep(LOOK_EVERY)
        follower.look(last=True)
        return receipt

    async def check(self, plan: Plan, folder: Path) -> Receipt:
        """What the runner wrote into `folder`; a command that still runs is unknown so far."""
        receipt = outcome_in(folder)
        if receipt is not None:
            return receipt
        if (folder / "job.json").exists():
            return Receipt(outcome=Outcome.UNKNOWN, says="it still runs; check again later", output=OUTPUT)
        return Receipt(outcome=Outcome.UNKNOWN, says="it left no trace in its folder; it was probably never started")

    async def ping(self, target: Target) -> str:
        try:
            folder, path = folder_of(target), path_of(target)
            _, words = limit_of(target, {})
        except ValueError as error:
            raise SourceError(str(error)) from error
        if not found(SHELL, folder, path):
            raise SourceError(f"{SHELL} cannot be run on this machine; commands of {target.name} run elsewhere")
        return f"{SHELL} is here; commands run in {printable(folder)}, for at most {words}"

    async def close(self) -> None:
        """Nothing to close: a running command goes on in its runner."""


def build(context: ProviderContext) -> ShellProvider:
    """The provider; it needs nothing of the context."""
    return ShellProvider()


def _located(made: Command, folder: str, path: str) -> tuple[str, ...]:
    program = found(made.argv[0], folder, path)
    if not program:
        name = printable(made.argv[0], 80)
        raise NotInstalledError(f"`{name}` is not installed here; run it elsewhere and paste the result")
    return (program, *made.argv[1:])


def _missing(made: Command, folder: str, path: str) -> tuple[str, ...]:
    """The first program of a script is worth a look too; the rest only a shell can find out."""
    words = made.script.split()
    first = words[0] if words else ""
    if (
        not first.replace("-", "").isalnum()
        or not first.islower()
        or BUILT_IN.fullmatch(first)
        or found(first, folder, path)
    ):
        return ()
    return (f"`{first}` was not found on this machine; run this elsewhere and paste the result",)


def _what(made: Command) -> str:
    if made.script:
        count = len(made.script.split("\n"))
        return "a shell script of one line" if count == 1 else f"a shell script of {count} lines"
    return f"`{clipped(printable(' '.join(made.argv)), 60)}`"


def _job(plan: Plan) -> Job:
    private = plan.private
    argv = msgspec.json.decode(private["argv"], type=tuple[str, ...])
    variables = msgspec.json.decode(private["variables"], type=dict[str, str])
    return Job(
        argv=argv,
        env=environment(private["path"], variables),
        cwd=private["cwd"],
        timeout_s=float(private["timeout_s"]),
    )
