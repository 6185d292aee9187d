"""Values people give: held against what was asked, then written down; a credential never is one."""

from cockpit.core.events import ParameterSet
from cockpit.core.inputs import ValueRefusedError, kept
from cockpit.core.runbook import Input
from cockpit.core.secret import Secret, names_a_secret, unfit
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.steps import RefusedError, Steps


class Values:
    """The parameters of the incident."""

    def __init__(self, kit: Kit, ledger: Ledger, steps: Steps) -> None:
        self._kit = kit
        self._ledger = ledger
        self._steps = steps

    def asked(self, names: tuple[str, ...]) -> tuple[Input, ...]:
        """What the open runbook says of these values; of one it does not know, the name alone."""
        runbook = self._steps.runbook
        return tuple(runbook.input(name) if runbook else Input(name=name) for name in names)

    def hold(self, secret: Secret) -> None:
        """Hold a typed value for the one action that sends it; it is never written down. Raises RefusedError."""
        if self._kit.typed is None:
            raise RefusedError("no value is taken here")
        if why := unfit(secret.reveal()):
            raise RefusedError(f"what was typed {why}; type it again")
        self._kit.typed.take(secret)

    def take(self, values: dict[str, str]) -> None:
        """Write them down. Raises RefusedError when one does not fit: then none is taken."""
        taken: dict[str, str] = {}
        for input in self.asked(tuple(values)):
            if names_a_secret(input.name):
                says = f"{input.name} looks like a credential and would be written down; run that block by hand"
                raise RefusedError(says)
            try:
                taken[input.name] = kept(input, values[input.name], self._kit.clock.now())
            except ValueRefusedError as error:
                raise RefusedError(str(error)) from error
        for name, value in ((name, value) for name, value in taken.items() if value):
            self._ledger.record(ParameterSet(name=name, value=value))
