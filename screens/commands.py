"""Every command of the cockpit, once: key, command line, palette and help are made from this table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from textual.binding import Binding, BindingType

from cockpit.core.profile import Profile

Flow = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command:
    """Something a person can do anywhere on the screen. `id` is what is typed after `:`."""

    id: str
    key: str
    title: str
    help: str
    flow: str
    """`module:function` below screens.flows, imported when first used: start-up pays for no dialog."""


COMMANDS: tuple[Command, ...] = (
    Command("declare", "d", "Declare", "Begin an incident", "begin:declare"),
    Command("severity", "S", "Severity", "Choose or change the severity", "begin:choose_severity"),
    Command("runbook", "O", "Runbook", "Open a runbook", "steps:open_runbook"),
    Command("trust", "", "Trust", "Let the open runbook run", "steps:trust"),
    Command("back", "B", "Back", "Back to the runbook this one was opened from", "steps:go_back"),
    Command("message", "M", "Message", "Tell people", "tell:message"),
    Command("note", "N", "Note", "Add a note to the timeline", "tell:note"),
    Command("open-states", "", "Open states", "Put back what was left off", "tell:open_states"),
    Command("undo", "U", "Undo", "List the ways back", "steps:undo"),
    Command("settle", "V", "Settle", "Say what became of an unknown action", "steps:settle_any"),
    Command("causes", "h", "Causes", "What may be the cause: suggested, raised, confirmed, refuted", "causes:board"),
    Command("follow-up", "F", "Follow-up", "Note something to do afterwards", "tell:follow_up"),
    Command("resolve", "R", "Resolve", "The incident is over", "end:resolve"),
    Command("report", "P", "Report", "Write and show the post-mortem", "end:report"),
    Command("close", "", "Close", "Close the resolved incident", "end:close"),
    Command("reopen", "", "Reopen", "It came back", "end:reopen"),
    Command("find", "", "Find", "Look for a text in everything the logs still hold (key r in the log)", "finding:find"),
    Command("verify", "", "Verify a chain", "Walk the hash chain of the audit trail", "chains:verify"),
    Command(
        "reconcile",
        "",
        "Reconcile",
        "Two sides compared, what is missing worked through (key w)",
        "reconciling:reconcile",
    ),
    Command("theme", "", "Dark or light", "Change between the dark and the light theme", "plain:theme"),
    Command("zoom", "", "Zoom", "One pane alone, or all again (key z)", "plain:zoom"),
    Command("refresh", "ctrl+r", "Refresh", "Read every source again now", "plain:refresh"),
    Command("copy-id", "ctrl+y", "Copy id", "Copy the incident's id and journal head", "plain:copy_incident"),
)


def command(typed: str) -> Command | None:
    """The command that `typed` begins with, or None."""
    return next((one for one in COMMANDS if one.id == typed.partition(" ")[0]), None)


def about(typed: str) -> tuple[str, ...]:
    """What stands behind the command: the name of a comparison."""
    return tuple(filter(None, typed.split(" ", 1)[1:]))


def offered(profile: Profile) -> list[Command]:
    """The commands, and one for each comparison of the profile by its name."""
    base = command("reconcile")
    named = [(f"reconcile {name}", f"Reconcile {name}", spec.says) for name, spec in profile.reconcile.items()]
    return [*COMMANDS, *(Command(id, "", title, says, base.flow) for id, title, says in named if base)]


def load(flow: str) -> Flow:
    """The flow named `module:function`."""
    module, _, function = flow.partition(":")
    return cast(Flow, getattr(import_module(f"screens.flows.{module}"), function))


def bindings() -> list[BindingType]:
    """A binding for each command that has a key, named so that a keymap can change it."""
    return [
        Binding(one.key, f"command('{one.id}')", one.title, id=f"cockpit.{one.id}", tooltip=one.help, show=False)
        for one in COMMANDS
        if one.key
    ]
