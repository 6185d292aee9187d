"""The runbooks within reach and the trust given to them, as the engine sees them."""

from pathlib import Path

from cockpit.adapters.trust import TrustError, TrustStore
from cockpit.core.readings import SourceError
from cockpit.core.runbook import Runbook
from cockpit.runbooks.catalog import Catalog, bundled_digests
from cockpit.runbooks.load import RunbookError, runbook_of


class ReadRunbooks:
    """Implements ports.RunbookShelf over the catalog and the trust file."""

    def __init__(self, catalog: Catalog, trust_file: Path, trusted: frozenset[str] = frozenset()) -> None:
        """`trusted` are digests that need no asking besides the bundled ones: a drill's own runbook."""
        self._catalog = catalog
        self._trust_file = trust_file
        self._given = trusted
        self._store: TrustStore | None = None
        self._paths: dict[str, Path] = {}

    def listed(self) -> list[tuple[str, str, str]]:
        return [(entry.id, entry.title or entry.problem, entry.when) for entry in self._catalog.entries()]

    def open(self, id_or_path: str) -> tuple[Runbook, bytes]:
        try:
            loaded = self._catalog.find(id_or_path)
        except RunbookError as error:
            raise SourceError(str(error)) from error
        self._paths[loaded.runbook.digest] = Path(loaded.path)
        return loaded.runbook, loaded.content

    def parse(self, content: bytes, id: str) -> Runbook:
        return runbook_of(content, id)

    def changed(self, digest: str, content: bytes) -> list[str]:
        path = self._paths.get(digest)
        try:
            return self._trust.changed_since(path, content) if path else []
        except TrustError as error:
            return [str(error)]

    def trusted(self, digest: str) -> bool:
        try:
            return self._trust.trusted(digest)
        except TrustError:
            return False  # what cannot be read allows nothing; `cockpit doctor` says why

    def trust(self, id: str, digest: str, content: bytes) -> None:
        try:
            self._trust.trust(digest, self._paths.get(digest, Path(id)), content)
        except TrustError as error:
            raise SourceError(str(error)) from error

    @property
    def _trust(self) -> TrustStore:
        if self._store is None:  # reading every bundled runbook waits until somebody asks
            self._store = TrustStore(self._trust_file, bundled_digests() | self._given)
        return self._store
