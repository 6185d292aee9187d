"""What a block can do to the world: reads, changes or destroys. When unsure: changes."""

from cockpit.core.placeholders import SHELL_LANGS, SQL_LANGS
from cockpit.core.runbook import Risk
from cockpit.runbooks.risk_shell import shell_risk
from cockpit.runbooks.risk_sql import sql_risk

_ORDER = (Risk.READS, Risk.CHANGES, Risk.DESTROYS)


def risk_of(lang: str, text: str) -> Risk:
    """The gravest thing `text`, a block of the language `lang`, can do.

    A block of no language is only copied; what a command in it would destroy is still said.
    """
    if lang in SQL_LANGS:
        return sql_risk(text, lang)
    if lang in SHELL_LANGS:
        return shell_risk(text)
    if lang == "runbook":
        return Risk.READS
    if lang == "http":
        return Risk.READS if text.lstrip()[:4].upper() in ("GET ", "HEAD", "HTTP") else Risk.CHANGES
    return worst(Risk.CHANGES, shell_risk(text)) if lang == "" else Risk.CHANGES


def worst(*risks: Risk) -> Risk:
    """The gravest of `risks`; reads when there are none."""
    return max(risks, key=_ORDER.index, default=Risk.READS)
