"""What the management API answers, as far as it is used.

Source: supabase/cli, the OpenAPI description its client is generated from.
"""

import msgspec


class Database(msgspec.Struct, frozen=True):
    version: str = ""


class Project(msgspec.Struct, frozen=True):
    name: str
    status: str
    ref: str = ""
    database: Database = Database()


class Service(msgspec.Struct, frozen=True):
    name: str
    status: str
    healthy: bool = False
    error: str = ""


class Backup(msgspec.Struct, frozen=True):
    id: int
    inserted_at: str
    status: str
    is_physical_backup: bool = False


class Window(msgspec.Struct, frozen=True):
    """The moments a point-in-time restore can go back to, in Unix seconds."""

    earliest_physical_backup_date_unix: int | None = None
    latest_physical_backup_date_unix: int | None = None


class Backups(msgspec.Struct, frozen=True):
    pitr_enabled: bool
    backups: tuple[Backup, ...]
    physical_backup_data: Window = Window()


class RestorePoint(msgspec.Struct, frozen=True):
    name: str
    status: str
    completed_on: str | None = None


class Function(msgspec.Struct, frozen=True):
    id: str
    slug: str
    status: str
    version: int
    updated_at: int
    """Unix milliseconds."""
    verify_jwt: bool = False


class SecretDigest(msgspec.Struct, frozen=True):
    """`value` is a digest of the value, and is not shown either."""

    name: str
    value: str = ""
    updated_at: str = ""


class ReadOnly(msgspec.Struct, frozen=True):
    enabled: bool


class Logs(msgspec.Struct, frozen=True):
    """Rows of a log query. An answer with status 200 may hold an error instead."""

    result: tuple[dict[str, object], ...] | None = None
    error: str | dict[str, object] | None = None
