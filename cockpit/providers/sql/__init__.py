"""PostgreSQL, SQLite and DuckDB: audit, queue and named-query sources, guarded reads and writes, the unlock."""

from cockpit.providers.sql.factory import SqlFactory

POSTGRES = SqlFactory(
    name="postgres",
    engine="cockpit.providers.sql.postgres:Postgres",
    SETTINGS={
        "dsn": "how to reach the database, without the password: postgresql://user@host:5432/name or host=… dbname=…",
        "timeout": "seconds a statement may take, as in 8 (default)",
    },
    operations="cockpit.providers.sql.operations:POSTGRES",
)
SQLITE = SqlFactory(
    name="sqlite",
    engine="cockpit.providers.sql.sqlite:Sqlite",
    SETTINGS={"path": "the database file", "timeout": "seconds a statement may take, as in 8 (default)"},
)
DUCKDB = SqlFactory(
    name="duckdb",
    engine="cockpit.providers.sql.duck:Duck",
    SETTINGS={"path": "the database file", "timeout": "seconds a statement may take, as in 8 (default)"},
)
