"""Makes the servers of a simulated world fail as a fault says, from some moment on."""

import threading
import time

from cockpit.drill.faults import Fault
from cockpit.drill.story import Story
from cockpit.drill.vendors.loopback import Asked, Behaviour, Reply

NONE = Fault("nothing fails")
SAID = b'{"message": "simulated trouble"}'


class Trouble:
    """`fault` begins `after_s` seconds after this is made."""

    def __init__(self, fault: Fault = NONE, after_s: float = 0.0) -> None:
        self._fault = fault
        self._begins = time.monotonic() + after_s
        self._next_cut = self._begins
        self._quiet = False
        self._over = threading.Event()

    def around(self, behaviour: Behaviour) -> Behaviour:
        """`behaviour`, failing while there is trouble."""

        def answer(asked: Asked) -> Reply:
            if not self._begun:
                return behaviour(asked)
            if self._fault.slow_s:
                self._over.wait(self._fault.slow_s)
            if self._fault.status:
                return Reply(self._fault.status, SAID, {"content-type": "application/json", **self._fault.headers})
            return behaviour(asked)

        return answer

    def beat(self, story: Story) -> None:
        """What is due now."""
        if not self._begun:
            return
        if self._fault.quiet and not self._quiet:
            self._quiet = True
            story.quiet()
        now = time.monotonic()
        if self._fault.cut_every_s and now >= self._next_cut and story.cut():
            self._next_cut = now + self._fault.cut_every_s

    def end(self) -> None:
        """Let every answer that is held go."""
        self._over.set()

    @property
    def _begun(self) -> bool:
        return time.monotonic() >= self._begins
