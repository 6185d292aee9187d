"""Deployments and versions of a Worker, as read.

Source: developers.cloudflare.com/api, "Workers Deployments" and "Workers Versions".
"""

from datetime import datetime

import msgspec

from cockpit.adapters.cloudflare.client import Cloudflare
from cockpit.adapters.vendor import part
from cockpit.core.readings import SourceError


class Share(msgspec.Struct, frozen=True):
    """How much of the traffic one version gets."""

    version_id: str
    percentage: float = 100.0


class Deployment(msgspec.Struct, frozen=True):
    """One deployment: which versions run."""

    id: str
    created_on: datetime
    versions: list[Share]
    author_email: str | None = None
    annotations: dict[str, str | None] = {}

    @property
    def message(self) -> str:
        return self.annotations.get("workers/message") or ""

    @property
    def only(self) -> str:
        """The version that gets everything; empty: several share the traffic."""
        return self.versions[0].version_id if len(self.versions) == 1 else ""


class Deployments(msgspec.Struct, frozen=True):
    deployments: list[Deployment] = []


class Binding(msgspec.Struct, frozen=True):
    """Something a version can reach."""

    type: str
    name: str = ""
    id: str | None = None
    database_id: str | None = None
    bucket_name: str | None = None

    @property
    def database(self) -> str:
        """The D1 database's id; empty: it is no database."""
        return (self.database_id or self.id or "") if self.type == "d1" else ""


class Resources(msgspec.Struct, frozen=True):
    bindings: list[Binding] = []


class Metadata(msgspec.Struct, frozen=True):
    created_on: datetime | None = None
    author_email: str | None = None
    source: str | None = None


class Version(msgspec.Struct, frozen=True):
    """One version; `resources` only where it was asked for by itself."""

    id: str
    number: int = 0
    metadata: Metadata = Metadata()
    annotations: dict[str, str | None] = {}
    resources: Resources | None = None


class Versions(msgspec.Struct, frozen=True):
    items: list[Version] = []


def script(worker: str) -> str:
    return f"/workers/scripts/{part(worker)}"


async def deployments(cloud: Cloudflare, worker: str) -> list[Deployment]:
    """Newest first; the vendor promises no order. Raises SourceError, also when there is none."""
    found = (await cloud.get(f"{script(worker)}/deployments", Deployments)).deployments
    if not found:
        raise SourceError(f"worker {worker} was never deployed; check its name")
    return sorted(found, key=lambda deployment: deployment.created_on, reverse=True)


async def version(cloud: Cloudflare, worker: str, id: str) -> Version:
    """Raises SourceError."""
    return await cloud.get(f"{script(worker)}/versions/{part(id)}", Version)


async def versions(cloud: Cloudflare, worker: str) -> list[Version]:
    """Those that can be deployed, newest first. Raises SourceError."""
    found = (await cloud.get(f"{script(worker)}/versions", Versions, (("deployable", "true"),))).items
    return sorted(found, key=lambda one: one.number, reverse=True)
