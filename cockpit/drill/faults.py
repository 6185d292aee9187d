"""What the simulated world can be told to do wrong: data only, `cockpit.drill.trouble` does it."""

from collections.abc import Mapping
from typing import NamedTuple


class Fault(NamedTuple):
    """One way in which the outside fails. Several of its fields may be set."""

    says: str
    """In one plain line."""
    status: int = 0
    """What every request is answered with; 0: the usual."""
    headers: Mapping[str, str] = {}
    slow_s: float = 0.0
    """How long every answer takes."""
    cut_every_s: float = 0.0
    """How often live tails are cut; 0: never."""
    quiet: bool = False
    """Whether nothing is said in the log any more, though every connection stays."""


FAULTS: Mapping[str, Fault] = {
    "tail-drop": Fault("the live log is cut every 15 seconds", cut_every_s=15),
    "rate-limit": Fault("every answer is 429, too many requests", status=429, headers={"retry-after": "20"}),
    "slow": Fault("every answer takes 18 seconds, longer than anybody waits", slow_s=18),
    "silence": Fault("the log says nothing any more, and its connection stays open", quiet=True),
    "server-error": Fault("every answer is 500, the server's own error", status=500),
}
