"""What passes between the cockpit and the process that runs a statement over archives."""

import msgspec


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to run. `views` are the statements that make `logs`, built by us; `sql` may come from a person."""

    files: tuple[str, ...]
    views: tuple[str, ...]
    sql: str
    values: tuple[str, ...] = ()
    memory_mb: int = 512
    seconds: float = 60.0
    limit: int = 10_000
    threads: int = 2


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """The last line: what went wrong (empty: nothing), and whether there was more."""

    error: str = ""
    more: bool = False
    guarded: bool = True
    """Whether the kernel took away the right to change files."""
