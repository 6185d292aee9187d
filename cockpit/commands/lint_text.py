"""Findings as lines for a terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from cockpit.core.text import printable, revealed
from cockpit.runbooks.lint.finding import Finding, Severity


def finding_lines(path: str, finding: Finding) -> Iterator[str]:
    """Where and what, then what to do, then the lines that would mend it."""
    place = f"{printable(path)}:{finding.line}"
    yield f"{place}: {finding.severity} {finding.rule}: {printable(finding.says)}"
    if finding.do:
        yield f"    {printable(finding.do)}"
    if finding.patch:
        yield from (f"    + {revealed(line)}" for line in finding.patch.text.split("\n"))


def summary(files: int, findings: Sequence[Finding]) -> str:
    """How many of each kind, in one line."""
    counts = Counter(finding.severity for finding in findings)
    mendable = sum(finding.patch is not None for finding in findings)
    cure = f"; {mendable} can be mended with --fix" if mendable else ""
    return f"{_number(files, 'file')}: {counted(counts)}{cure}"


def counted(counts: Mapping[Severity, int]) -> str:
    """How many of each severity, in words."""
    return ", ".join(_number(counts.get(grade, 0), grade.value) for grade in Severity)


def _number(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
