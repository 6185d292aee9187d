"""What `cockpit demo` says without a terminal: what there is, and what cannot be asked of it."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cockpit.commands.demo import demo
from cockpit.drill.faults import FAULTS
from cockpit.drill.scenarios import SCENARIOS


def test_its_help_has_every_scenario_and_fault_in_a_plain_line() -> None:
    shown = " ".join(CliRunner().invoke(demo, ["--help"], terminal_width=200).output.split())
    says = {name: scenario.says for name, scenario in SCENARIOS.items()}
    says |= {name: fault.says for name, fault in FAULTS.items()}
    assert [name for name in says if f"{name} {says[name]}" not in shown] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "there is no scenario 'nonsense'; there is: worker-backlog"),
        (["--fault", "nonsense"], "there is no fault 'nonsense'; there is: tail-drop"),
        (["--fault", "slow", "--after", "soon"], "--after: 'soon' is not a length of time"),
        (["worker-backlog", "--fault", "tail-drop"], "no live tail that could be cut; these have one: stripe-sign"),
        (["--after", "1m"], "--after says when a fault begins; name one with --fault"),
    ],
)
def test_what_cannot_be_is_one_line(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(demo, arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_what_there_is_is_told_without_loading_a_server_or_a_store() -> None:
    asked = "import sys, cockpit.commands.demo; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)
    assert {"http.server", "sqlite3", "websockets", "httpx"} & set(said.stdout.split()) == set()
