"""What PostgreSQL's errors mean for the person on call, in one sentence each."""

import psycopg

from cockpit.core.text import clipped, printable

# Source: PostgreSQL 18 manual, appendix A "PostgreSQL Error Codes".
_BY_CODE = {
    "28P01": "{where} refused the password of the user in its dsn; store the right one: cockpit secret set {secret}",
    "28000": "{where} does not let this user in ({says}); check the user in its dsn and the server's pg_hba.conf",
    "3D000": "{where} names a database that is not there ({says}); check its dsn",
    "42P01": "{where}: {says}; check the name, or whether a migration is missing",
    "42703": "{where}: {says}; check the name, or whether a migration is missing",
    "42501": "{where}: {says}; this role may not, use one that may",
    "25006": "{where}: {says}; this session only reads, use a write step",
    "57014": "{where} stopped the statement at its time limit; narrow it, or raise `timeout` of the target",
    "55P03": "{where}: another session holds a lock on these rows; find it in pg_stat_activity, then try again",
    "40P01": "{where} broke a deadlock with another session; nothing was changed, try again",
    "53300": "{where} has no free connection ({says}); close idle sessions or use the pooler",
    "57P01": "{where} closed the connection (an administrator ended the session); try again",
    "57P03": "{where} is starting up or shutting down; try again in a moment",
    "42601": "{where} does not understand the statement ({says}); mend it and run it again",
}
# A failure to connect has no code, only libpq's words.
_BY_WORDS = (
    ("password authentication failed", _BY_CODE["28P01"]),
    ("no password supplied", "{where} wants a password; store it: cockpit secret set {secret}"),
    ("Tenant or user not found", "{where}: the pooler knows no such user; it is written postgres.<ref>, check the dsn"),
    ("no pg_hba.conf entry", _BY_CODE["28000"]),
    ("does not exist", "{where}: {says}; check user and database in its dsn"),
    ("too many", _BY_CODE["53300"]),
    ("remaining connection slots", _BY_CODE["53300"]),
    ("starting up", _BY_CODE["57P03"]),
    ("shutting down", _BY_CODE["57P03"]),
    ("Connection refused", "{where} refuses connections; check host and port in its dsn and that the server runs"),
    ("No such file or directory", "{where} has no socket at that place; check its dsn and that the server runs"),
    ("could not translate host name", "the host of {where} has no address; check its dsn and the network"),
    ("resolve", "the host of {where} has no address; check its dsn and the network"),
    ("timeout expired", "{where} did not answer in time; check the network (an IPv6-only host needs the pooler)"),
    ("unsupported startup parameter", "{where} is a transaction pooler; use its session mode (often port 5432)"),
    ("SSL", "{where}: no encrypted connection ({says}); set sslmode in its dsn"),
)


# What libpq or the server says when it is down, full or cut off; a name that has no address may be our own network.
_DOWN = (
    "Connection refused",
    "No such file or directory",
    "timeout expired",
    "starting up",
    "shutting down",
    "too many",
    "remaining connection slots",
    "server closed the connection",
)
_DOWN_CODES = frozenset({"53300", "57P01", "57P02", "57P03", "08006", "08001", "08004"})


def down(error: psycopg.Error) -> bool:
    """Whether `error` tells that the server itself does not answer."""
    text = error.diag.message_primary or str(error)
    return (error.sqlstate or "") in _DOWN_CODES or (not error.sqlstate and any(words in text for words in _DOWN))


def sentence(error: psycopg.Error, where: str, secret: str = "") -> str:
    """`error` as one printable sentence: what happened, to which target, what to do."""
    text = error.diag.message_primary or str(error)
    says = clipped(printable(_last_part(text)), 200)
    known = _BY_CODE.get(error.sqlstate or "")
    if known is None:
        known = next((reply for words, reply in _BY_WORDS if words in text), None) if not error.sqlstate else None
    if known is None:
        known = "{where}: {says}; check the statement"
        if isinstance(error, psycopg.OperationalError) and not error.sqlstate:
            known = "the connection to {where} was lost ({says}); check the network and try again"
    return known.format(where=where, says=says, secret=secret or "NAME and name it as `secret` of the target")


def _last_part(text: str) -> str:
    """libpq puts the address it tried in front; the reason is the last part of its first line."""
    line = text.strip().split("\n", 1)[0]
    return line.rsplit("FATAL:", 1)[-1].removeprefix("connection failed:").strip()
