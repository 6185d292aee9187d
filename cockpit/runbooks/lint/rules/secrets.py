"""Credentials written into the text. What is found is never repeated in the finding."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from cockpit.runbooks.lint.finding import Found, Rule, Severity
from cockpit.runbooks.lint.page import Page

_SHAPES = {
    "a Stripe key": r"\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}",
    "a webhook signing secret": r"\bwhsec_[A-Za-z0-9+/=]{16,}",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,})",
    "a GitLab token": r"\bglpat-[A-Za-z0-9_-]{18,}",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}",
    "a Slack webhook": r"hooks\.slack\.com/services/T[A-Z0-9]{6,}/B[A-Z0-9]{6,}/[A-Za-z0-9]{16,}",
    "a Supabase key": r"\bsb(?:p|_secret)_[A-Za-z0-9_]{20,}",
    "an AI provider's key": r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}",
    "a Google key": r"\bAIza[A-Za-z0-9_-]{30,}",
    "a SendGrid key": r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
    "a signed token (JWT)": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?!\s*(?:\\n)?\s*(?:\.\.\.|…))",
}
_SHAPE = re.compile("|".join(f"(?P<s{index}>{shape})" for index, shape in enumerate(_SHAPES.values())))
_NAMES = tuple(_SHAPES)
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]*://[^\s:/@<>{}$`\"']+:(?P<password>[^\s@/<>{}$`\"']{3,})@[\w.-]+", re.IGNORECASE
)
_ASSIGNED = re.compile(
    r"(?:secret|token|passw(?:or)?d|api[_-]?key|private[_-]?key|access[_-]?key|auth[_-]?key)[\w-]*[\"']?\s*(?:=|:)\s*"
    r"[\"']?(?P<value>[A-Za-z0-9+/_.=-]{20,})[\"']?(?![\w(])",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"x{4,}|\.{3}|example|your|placeholder|change|dummy|redacted|1234567|abcdef|password|secret|user", re.IGNORECASE
)
_LEAST_BITS = 3.5  # of entropy a character; words and paths have less, keys of letters and digits about 4 and more
_NAME = re.compile(
    r"[a-z0-9]{1,16}(?:[-_.][a-z0-9]{1,16})+|[A-Z0-9]{1,16}(?:[-_.][A-Z0-9]{1,16})+"
)  # of an object, no value
_OPEN_KEYS = re.compile(r"pk_(?:live|test)_")


def _in_text(page: Page) -> Iterator[Found]:
    for number, line in enumerate(page.lines, 1):
        name = _named(line)
        if name:
            yield Found(
                line=number,
                says=f"{name} stands in the text",
                do="Take it out, replace it at its provider today (old versions of this file keep it), and name it: "
                "cockpit secret set NAME",
            )


def _named(line: str) -> str:
    """What kind of credential stands in `line`; empty: none."""
    if shape := _SHAPE.search(line):
        return "" if _EXAMPLE.search(shape[0][4:]) else _NAMES[int((shape.lastgroup or "s0")[1:])]
    if (address := _ADDRESS.search(line)) and not _is_example(address["password"]):
        return "a password in an address"
    if (assigned := _ASSIGNED.search(line)) and _is_random(assigned["value"]):
        return "what looks like a credential"
    return ""


def _is_example(password: str) -> bool:
    return (
        _EXAMPLE.search(password) is not None
        or password.isupper()
        or password.lower() in ("pass", "pw", "pwd", "postgres", "root", "admin")
    )


def _is_random(value: str) -> bool:
    if _EXAMPLE.search(value) or _OPEN_KEYS.match(value) or ("/" in value and value.count("/") > value.count("+") + 2):
        return False
    if _NAME.fullmatch(value):
        return False
    has_both = any(char.isdigit() for char in value) and any(char.isalpha() for char in value)
    return has_both and _bits(value) >= _LEAST_BITS


def _bits(value: str) -> float:
    counts = Counter(value)
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())


RULES = (
    Rule(
        id="secret-in-text",
        what="A key, token or password in the text",
        why="Everyone who can read the runbook has it, and so has every copy and every old version",
        source="the providers' own documentation of their tokens' shapes; https://docs.github.com/en/code-security/secret-scanning",
        severity=Severity.ERROR,
        check=_in_text,
    ),
)
