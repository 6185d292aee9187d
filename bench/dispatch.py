"""`python -m bench.dispatch [--rounds N]`: what a cockpit killed in the middle of an action leaves behind.

A process of its own declares an incident, sends a message through the real provider to a server that counts, and is
killed with SIGKILL at a random moment. Then the journal is read and the incident resumed. Wrong are: two effects of one
intent, an effect nobody wrote down, and a state that says more than is known.
"""

import argparse
import tempfile
from pathlib import Path

from bench.killed import FINE, FLAKY, killed


def main() -> None:
    """Print what was found with a vendor that is well, and with one that is not."""
    parser = argparse.ArgumentParser(prog="python -m bench.dispatch", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    rounds = parser.parse_args().rounds
    for name, answers in (("a vendor that is well", FINE), ("a vendor that is not", FLAKY)):
        with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as folder:
            tally = killed(Path(folder), rounds, answers)
        states = ", ".join(f"{state} {count}" for state, count in sorted(tally.states.items()))
        print(f"{name}: {tally.rounds} rounds, {tally.intents} intents, {tally.effects} effects; {states}")
        print(f"  wrong {len(tally.wrong)}, requests sent on resume {tally.sent_on_resume}")
        for one in tally.wrong:
            print(f"  {one}")


if __name__ == "__main__":
    main()
