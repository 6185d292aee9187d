"""How a command ends when something is wrong: one line on standard error and an exit code."""

from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:  # the profile's readers cost 50 ms, which commands without a profile do not have
    from cockpit.config import ConfigError

CHECK_FAILED = 1
USAGE = 2


class Fault(click.ClickException):
    """Usage or configuration is wrong: `cockpit: what is wrong; what to do`, exit 2."""

    exit_code = USAGE

    @classmethod
    def of(cls, error: "ConfigError") -> "Fault":
        """The fault of a profile that cannot be used."""
        return cls(str(error))

    def show(self, file: IO[str] | None = None) -> None:
        click.echo(f"cockpit: {self.format_message()}", err=True)


class CheckFault(Fault):
    """The thing checked does not hold, or was not there: the same line, exit 1."""

    exit_code = CHECK_FAILED
