"""A credential that does not print itself, and the redaction that keeps its value out of what leaves.

A secret is fetched at the moment of use and revealed on the last line before it is sent.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

_SECRET_NAME = re.compile(
    r"passw|secret|token|api[_-]?key|private[_-]?key|credential|webhook|database_url", re.IGNORECASE
)

LONGEST = 8192  # characters; no token is longer, and some keyrings cut what is
SHORTEST_MARKED = 16  # a shorter value could be found again from eight digits of its hash
SHORTEST_REDACTED = 6  # a shorter value would blank out ordinary words


class Secret:
    """A named value whose `repr`, `str`, format and pickle hold no part of it."""

    __slots__ = ("_value", "name")

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self._value = value

    def reveal(self) -> str:
        """The value itself. Call it in the expression that sends it, nowhere else."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({self.name})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._value.encode(), other._value.encode())

    __hash__ = None  # type: ignore[assignment]  # a secret has no business in a set or as a key

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not copied to another process or file")


class Redactor:
    """Replaces every known secret value, in its raw, base64, URL and JSON form, wherever text leaves the cockpit."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._forms: list[tuple[str, str]] = []
        for secret in secrets:
            self.add(secret)

    def add(self, secret: Secret) -> None:
        """Know `secret` from now on; the longest forms are replaced first."""
        value = secret.reveal()
        if len(value) < SHORTEST_REDACTED:
            return
        encoded = base64.b64encode(value.encode()).decode().rstrip("=")
        forms = {
            value,
            quote(value, safe=""),
            encoded,
            json.dumps(value)[1:-1],
            json.dumps(value, ensure_ascii=False)[1:-1],
        }
        self._forms.extend((form, f"‹secret {secret.name}›") for form in forms)
        self._forms.sort(key=lambda pair: len(pair[0]), reverse=True)

    def clean(self, text: str) -> str:
        """`text` without any value this redactor knows."""
        for form, shown in self._forms:
            if form in text:
                text = text.replace(form, shown)
        return text


def unfit(value: str) -> str:
    """Why `value` cannot be sent as a credential, in words that hold no part of it; empty: it can."""
    if not value:
        return "is empty"
    if value != value.strip():
        return "has a space or line break around it"
    if not value.isprintable():
        return "holds a line break or another control character"
    if any(ord(character) > 0xFF for character in value):
        return "holds a character that cannot be sent in a header (perhaps a typographic quote or dash)"
    if len(value) > LONGEST:
        return f"is longer than {LONGEST} characters"
    return ""


def fingerprint(value: str) -> str:
    """The first characters of its SHA-256: enough to compare, nothing to sign with."""
    return hashlib.sha256(value.encode()).hexdigest()[:8]


def marked(secret: Secret) -> str:
    """Its fingerprint where that gives nothing away; empty: the value is too short for one."""
    return fingerprint(secret.reveal()) if len(secret.reveal()) >= SHORTEST_MARKED else ""


def described(secret: Secret) -> str:
    """How long the value is, and its fingerprint: to see that it is the one meant."""
    mark = marked(secret)
    return f"{len(secret.reveal())} characters" + (f", fingerprint {mark}" if mark else "")


def names_a_secret(name: str) -> bool:
    """Whether a parameter of this name would hold a credential, which must not be journaled."""
    return _SECRET_NAME.search(name) is not None
