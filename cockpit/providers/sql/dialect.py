"""Where the three databases' SQL differs, as data."""

import msgspec


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How one engine writes what all three can do. `{}` is a quoted column unless said otherwise."""

    name: str
    """As sqlglot calls it."""
    place: str
    """A placeholder; `{}` is its number from 1."""
    now: str
    """The database's own clock in seconds since 1970."""
    epoch: str
    """A column's time in seconds since 1970; NULL or an error for what is not a time."""
    text: str
    """A column as something that can be kept and given back without loss."""
    same: str
    """Equal, NULL being equal to NULL."""
    lock: str
    """Appended to a SELECT in a transaction so that its rows stay as they are."""
    insert: str
    """Between the columns and VALUES, so that rows come back under their old keys."""
    folds: bool
    """Whether names without quotes are lower case."""
    key: str
    """Names of the primary key's columns; the one parameter is the table as `table_name` writes it."""
    columns: str
    """Names of the columns that can be written, in order; parameter as above."""
    bare_table: bool
    """Whether the two queries above want the table's bare name rather than a quoted, qualified one."""


POSTGRES = Dialect(
    name="postgres",
    place="${}",
    now="extract(epoch from now())::float8",
    epoch="extract(epoch from {}::timestamptz)::float8",
    text="{}::text",
    same="is not distinct from",
    lock=" for update",
    insert=" overriding system value",
    folds=True,
    key=(
        "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)"
        " where i.indrelid = to_regclass($1) and i.indisprimary"
    ),
    columns=(
        "select attname from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped"
        " and attgenerated = '' order by attnum"
    ),
    bare_table=False,
)

# A number in SQLite is a Unix time, in milliseconds when it is too large for seconds; a text is read by its own rules.
_SQLITE_EPOCH = (
    "(case when typeof({0}) in ('integer', 'real') then case when {0} > 100000000000 then {0} / 1000.0 else {0} end"
    " else (julianday({0}) - 2440587.5) * 86400.0 end)"
)

SQLITE = Dialect(
    name="sqlite",
    place=":p{}",
    now="((julianday('now') - 2440587.5) * 86400.0)",
    epoch=_SQLITE_EPOCH,
    text="{}",
    same="is",
    lock="",
    insert="",
    folds=False,
    key="select name from pragma_table_info(:p1) where pk > 0",
    columns="select name from pragma_table_xinfo(:p1) where hidden = 0",
    bare_table=True,
)

DUCKDB = Dialect(
    name="duckdb",
    place="${}",
    now="epoch(now())",
    epoch="epoch(cast({} as timestamptz))",
    text="cast({} as varchar)",
    same="is not distinct from",
    lock="",
    insert="",
    folds=False,
    key="select name from pragma_table_info($1) where pk",
    columns="select name from pragma_table_info($1)",
    bare_table=False,
)
