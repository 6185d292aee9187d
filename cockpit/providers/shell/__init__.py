"""Commands on this machine: planned exactly, run beside the cockpit, their outcome found again after a crash."""

from cockpit.providers.shell.job import outcome_in
from cockpit.providers.shell.provider import SETTINGS, ShellProvider, build

__all__ = ["SETTINGS", "ShellProvider", "build", "outcome_in"]
