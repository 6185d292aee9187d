"""The documents we were given, where they are at hand: the facts known to be wrong in them are found in their lines."""

from pathlib import Path

import pytest

from cockpit.runbooks.lint.finding import Finding
from tests.runbooks.lint.pages import looker

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

FACTS = [
    ("V1", "000", 51, "unknown-command"),
    ("V1", "001", 41, "unknown-command"),
    ("V1", "001", 70, "unknown-command"),
    ("V2", "001", 66, "unknown-command"),
    ("V2", "001", 68, "one-argument"),
    ("V2", "001", 68, "local-by-default"),
    ("V3", "000", 22, "live-only"),
    ("V4", "001", 52, "unbound"),
    ("V5", "000", 49, "takes-the-shop-down"),
    ("V6", "000", 40, "tied-to-now"),
    ("V6", "000", 40, "text-against-datetime"),
    ("V7", "001", 30, "chain-without-hash"),
    ("V8", "001", 47, "names-only"),
    ("V8", "001", 47, "secret-compared"),
    ("V9", "001", 19, "data-stays-back"),
    ("V10", "001", 40, "backup-before-travel"),
    ("V11", "003", 41, "drain-deletes"),
    ("V12", "004", 80, "shop-retries"),
    ("V12", "004", 95, "shop-retries"),
    ("V13", "001", 49, "payments-retry"),
    ("V14", "004", 113, "restore-elsewhere"),
    ("V15", "003", 21, "rollback-brings-variables"),
    ("V16", "003", 27, "migrate-says-done"),
    ("V17", "004", 33, "empty-block"),
    ("V17", "004", 83, "one-minute-of-logs"),
    ("V20", "004", 20, "placeholder"),
    ("V20", "003", 23, "missing-file"),
    ("V20", "003", 48, "unwritten"),
    ("V20", "004", 125, "missing-file"),
    ("V20", "004", 199, "missing-file"),
    ("V21", "004", 65, "opens-editor"),
    ("V21", "001", 49, "asks"),
    ("V22", "000", 39, "hiding-join"),
    ("V23", "004", 142, "one-status"),
    ("V24", "004", 235, "perhaps-absent"),
    ("V25", "001", 16, "left-off"),
    ("V25", "004", 106, "left-off"),
    ("V26", "004", 80, "no-off-switch"),
]


@pytest.fixture(scope="module")
def findings() -> dict[str, tuple[Finding, ...]]:
    """What lint says of each document."""
    if not SEEDS.is_dir():
        pytest.skip("the given documents are not here")
    return {path.name[:3]: looker()(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.txt"))}


@pytest.mark.parametrize(("fact", "document", "line", "rule"), FACTS)
def test_a_known_mistake_is_found_in_its_line(
    findings: dict[str, tuple[Finding, ...]], fact: str, document: str, line: int, rule: str
) -> None:
    assert (rule, line) in {(finding.rule, finding.line) for finding in findings[document]}, fact
