"""A fenced block as an action: who runs it, with which verb, on what, and what it can do."""

import re
from dataclasses import dataclass

from cockpit.core.duration import parse_duration
from cockpit.core.placeholders import SHELL_LANGS, SQL_LANGS, names
from cockpit.core.runbook import Risk, RunbookAction
from cockpit.runbooks.drafts import opening_of
from cockpit.runbooks.risk import risk_of, worst
from cockpit.runbooks.titles import shown

COPIED = frozenset({"", "text", "txt", "plain", "plaintext", "md", "markdown"})
"""Blocks nobody runs whose placeholders are meant: in other languages `{x}` is the language's own."""

_PROMPT = re.compile(r"^\s*\$ ", re.MULTILINE)
_COMMENTS = {"sql": re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL), "shell": re.compile(r"^\s*#[^\n]*", re.MULTILINE)}
_ID = re.compile(r"[\w-]+")
_NAME = re.compile(r"[A-Za-z]\w*")
_OTHER_METHOD = re.compile(r"\s*(?:POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE)\b")


@dataclass(frozen=True, slots=True)
class _Family:
    provider: str
    verb: str


_NOBODY = _Family("", "")
_FAMILIES = (
    dict.fromkeys(SQL_LANGS, _Family("sql", "read"))
    | dict.fromkeys(SHELL_LANGS, _Family("shell", "run"))
    | {
        "queue": _Family("queue", "unlock"),
        "act": _Family("act", ""),
        "message": _Family("message", "send"),
        "http": _Family("http", "get"),
        "runbook": _Family("runbook", "open"),
    }
)


_LENGTHS = ("within", "promise")


def usable(attributes: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The attributes of a fence that can be used, and what is wrong with the others; these stay as words in `info`."""
    wrong = {key: says for key, value in attributes.items() if (says := _wrong(key, value))}
    kept = {key: value for key, value in attributes.items() if key not in wrong}
    if wrong:
        kept["info"] = " ".join([kept.get("info", ""), *(f"{key}={attributes[key]}" for key in wrong)]).strip()
    return kept, list(wrong.values())


def _wrong(key: str, value: str) -> str:
    if key == "as" and not _NAME.fullmatch(value):
        return f"as={shown(value)} is no name; use letters, digits and _"
    try:
        if key in _LENGTHS:
            parse_duration(value)
    except (ValueError, OverflowError) as error:
        return f"{key}: {shown(str(error))}"
    return ""


def action_of(lang: str, attributes: dict[str, str], text: str, line: int) -> RunbookAction:
    """The action a block is. `text` stays as written; `line` (1-based) is where the block opens.

    `risk=` in the attributes can only make the risk graver: a file does not talk a DELETE down.
    """
    family = _family(lang, text)
    risk = worst(risk_of(lang, text), _asked(attributes))
    if family.provider == "act" and "risk" in attributes:
        risk = _asked(attributes)  # the verb's own risk counts when it is planned: a file cannot talk that down either
    verb = family.verb
    if family.provider == "sql":
        verb = "read" if risk_of(lang, text) is Risk.READS else "write"
    elif family.provider in ("queue", "act"):
        verb = attributes.get("verb", verb)
    # A message's slots are filled, and what is left of them written, when it is sent.
    asks = family.provider not in ("message", "runbook") and (family.provider or lang in COPIED or lang in SHELL_LANGS)
    wanted = names(text, lang) if asks else ()
    return RunbookAction(
        lang=shown(lang),
        text=text,
        risk=risk,
        parameters=wanted,
        provider=family.provider,
        verb=shown(verb),
        target=shown(attributes.get("on", "")),
        attributes={shown(key): shown(value) for key, value in attributes.items()},
        opens=opening_of(attributes),
        closes=shown(attributes.get("closes", "")),
        line=line,
    )


def _family(lang: str, text: str) -> _Family:
    """Who runs it. A transcript with `$ ` prompts, a request that is no GET and mere comments are only to read."""
    family = _FAMILIES.get(lang, _NOBODY)
    if family.provider == "shell" and _PROMPT.search(text):
        return _NOBODY
    if family.provider == "runbook" and not _ID.fullmatch(text.strip()):
        return _NOBODY  # an id of the catalog, never a path: what a file opens stays among what a person gave it
    if family.provider == "http" and (_OTHER_METHOD.match(text) or not text.strip()):
        return _NOBODY
    comments = _COMMENTS.get(family.provider)
    return _NOBODY if comments and not comments.sub("", text).strip() else family


def _asked(attributes: dict[str, str]) -> Risk:
    try:
        return Risk(attributes.get("risk", Risk.READS))
    except ValueError:
        return Risk.CHANGES
