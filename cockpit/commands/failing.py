"""Turns the errors a person can do something about into the one line a command ends with."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from cockpit.commands.fault import CheckFault, Fault
from cockpit.config import ConfigError
from cockpit.core.readings import SourceError
from cockpit.paths import FolderError
from cockpit.ports import JournalError, SecretError

P = ParamSpec("P")
R = TypeVar("R")

_FAULTS: dict[type[Exception], type[Fault]] = {
    ConfigError: Fault,
    FolderError: Fault,
    SecretError: Fault,
    JournalError: CheckFault,
    SourceError: CheckFault,
}


def failing(command: Callable[P, R]) -> Callable[P, R]:
    """The command, ending in one line and an exit code where it would have raised one of our own errors."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except tuple(_FAULTS) as error:
            fault = next(fault for kind, fault in _FAULTS.items() if isinstance(error, kind))
            raise fault(str(error)) from error

    return run
