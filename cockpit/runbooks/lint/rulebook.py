"""All rules, in the order of their findings on one line."""

from itertools import chain

from cockpit.runbooks.lint.finding import Rule
from cockpit.runbooks.lint.rules import (
    claims,
    commands,
    dialect,
    hidden,
    links,
    open_states,
    placeholders,
    scripts,
    secrets,
    sql,
    stale,
    traps,
    ways_back,
    windows,
)

RULES: tuple[Rule, ...] = tuple(
    chain(
        commands.RULES,
        scripts.RULES,
        traps.RULES,
        sql.RULES,
        windows.RULES,
        claims.RULES,
        open_states.RULES,
        ways_back.RULES,
        placeholders.RULES,
        links.RULES,
        secrets.RULES,
        hidden.RULES,
        dialect.RULES,
        stale.RULES,
    )
)
