"""The databases that a wrangler.jsonc binds to a Worker.

Source: developers.cloudflare.com/workers/wrangler/configuration (JSON with comments; a block of `env` is deployed as
`<name>-<env>` unless it has a name of its own, and inherits no bindings).
"""

import re
from pathlib import Path

import msgspec

from cockpit.core.readings import SourceError

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])', re.DOTALL)


class FileDatabase(msgspec.Struct, frozen=True):
    binding: str = ""
    database_name: str = ""
    database_id: str = ""


class _Block(msgspec.Struct, frozen=True):
    name: str = ""
    d1_databases: list[FileDatabase] = []


class _File(_Block, frozen=True):
    env: dict[str, _Block] = {}


def databases_of(path: Path, worker: str) -> list[FileDatabase]:
    """What the file binds to `worker`. Raises SourceError: it cannot be read, or it deploys no such Worker."""
    try:
        found = msgspec.json.decode(plain(path.read_text(encoding="utf-8")), type=_File)
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}); correct `file` of the target") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SourceError(f"{path} is not the JSON expected ({error}); correct it") from error
    blocks = {(block.name or f"{found.name}-{env}"): block for env, block in found.env.items()}
    if worker not in blocks and worker != found.name:
        known = ", ".join([found.name, *blocks])
        raise SourceError(f"{path.name} deploys no worker {worker} (it deploys {known}); correct one of them")
    return blocks.get(worker, found).d1_databases


def plain(text: str) -> str:
    """`text` without comments and without commas before a closing bracket."""
    return _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)
