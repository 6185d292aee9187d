"""Sizes as people write them (`1 GB`, `500 MB`) and as they read them (`12.3 MB`)."""

import re

_UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*([KMGT]?B|[KMG]iB)", re.IGNORECASE | re.ASCII)


def parse_size(text: str) -> int:
    """The bytes `text` names: `500 MB`, `1.5GB`, `256 MiB`. Raises ValueError, in words fit to show."""
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a size; write it like 500 MB or 2 GB")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def size(count: int) -> str:
    """`count` bytes in the largest unit in which it is at least one: `17 B`, `2.1 kB`, `64 MB`."""
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} B"
