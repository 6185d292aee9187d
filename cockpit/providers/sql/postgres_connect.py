"""How the cockpit connects to PostgreSQL: what a session may do is settled before its first statement."""

from datetime import date, datetime
from typing import cast

from psycopg import AsyncConnection, AsyncRawCursor, DataError, OperationalError, ProgrammingError
from psycopg.abc import Buffer
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.datetime import DateLoader, TimestampLoader, TimestamptzLoader

from cockpit.core.actions import Target
from cockpit.core.readings import SourceError
from cockpit.core.text import printable
from cockpit.ports import ProviderContext
from cockpit.providers.sql.engine import UnreachableError
from cockpit.providers.sql.password import password_of
from cockpit.providers.sql.postgres_errors import down, sentence

CONNECT_TIMEOUT = 5
Session = AsyncConnection[tuple[object, ...]]


async def connect(target: Target, context: ProviderContext, longest: float, *, writes: bool) -> Session:
    """A session with limits on statements (`longest`, in seconds), locks and idling.

    One that is not for writing cannot write.
    Raises SourceError.
    """
    dsn = checked(target)
    secret = await password_of(target, context)
    options = {
        "default_transaction_read_only": "off" if writes else "on",
        "statement_timeout": f"{int(longest * 1000)}",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "90s",
        "timezone": "UTC",
    }
    try:
        session: Session = await AsyncConnection.connect(
            dsn,
            application_name=printable(f"cockpit/{context.who}", 63),
            cursor_factory=AsyncRawCursor,
            # The password is revealed here and nowhere else; libpq takes it apart from the DSN.
            password=secret.reveal() if secret else None,
            options=" ".join(f"-c {name}={value}" for name, value in options.items()),
        )
    except OperationalError as error:
        failure = UnreachableError if down(error) else SourceError
        raise failure(sentence(error, target.name, target.secret)) from None  # its context holds the password
    await session.set_read_only(not writes)
    for kind, loader in (("date", _Date), ("timestamp", _Timestamp), ("timestamptz", _Timestamptz)):
        session.adapters.register_loader(kind, loader)
    return session


def checked(target: Target) -> str:
    """The target's DSN with our own limits added. Raises SourceError."""
    try:
        parts = conninfo_to_dict(target.settings.get("dsn", ""))
    except ProgrammingError:
        # libpq's message repeats the DSN, and a broken one may hold a password.
        raise SourceError(f"dsn of {target.name} is not readable; write postgresql://user@host:5432/name") from None
    if not parts:
        raise SourceError(f'{target.name} has no dsn; add dsn = "postgresql://user@host:5432/name" to the target')
    if parts.pop("password", None):
        raise SourceError(f"dsn of {target.name} holds a password; take it out and run: cockpit secret set NAME")
    ours: dict[str, str | int] = {
        "connect_timeout": CONNECT_TIMEOUT,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 15000,
    }
    host = str(parts.get("host") or "")
    if host and not host.startswith("/") and host not in {"localhost", "127.0.0.1", "::1"}:
        ours["sslmode"] = "require"
    return make_conninfo("", **{**ours, **parts})


# PostgreSQL knows `infinity` and years BC, Python does not: such a value stays the text it is.


class _Date(DateLoader):
    def load(self, data: Buffer) -> date:
        try:
            return super().load(data)
        except DataError:
            return cast(date, bytes(data).decode())


class _Timestamp(TimestampLoader):
    def load(self, data: Buffer) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return cast(datetime, bytes(data).decode())


class _Timestamptz(TimestamptzLoader):
    def load(self, data: Buffer) -> datetime:
        try:
            return super().load(data)
        except DataError:
            return cast(datetime, bytes(data).decode())
