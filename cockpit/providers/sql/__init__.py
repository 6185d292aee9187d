"""PostgreSQL, SQLite, DuckDB and D1: audit, queue and named-query sources, guarded reads and writes, the unlock."""

from cockpit.adapters.cloudflare.place import PLACE_SETTINGS
from cockpit.providers.sql.factory import PostgresFactory, SqlFactory

POSTGRES = PostgresFactory(
    name="postgres",
    engine="cockpit.providers.sql.postgres:Postgres",
    SETTINGS={
        "dsn": "how to reach the database, without the password: postgresql://user@host:5432/name or host=… dbname=…",
        "timeout": "seconds a statement may take, as in 8 (default)",
        "mutations": "rpc: rows are changed only by the functions named in `functions`, and by unlocking a queue",
        "functions": "what `call` may call, with commas between, in public if no schema is named; empty: any function",
        "role": "the role a call runs as, such as authenticated; empty: the user of the dsn",
        "claims": "what request.jwt.claims holds during a call, as JSON, for functions that ask who is signed in",
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
D1 = SqlFactory(
    name="d1",
    engine="cockpit.providers.sql.d1.engine:D1",
    SETTINGS=PLACE_SETTINGS,
    provider="cockpit.providers.sql.d1.provider:D1Provider",
    operations="cockpit.providers.sql.d1.operations:OPERATIONS",
)
