"""Every verb of the provider, by name."""

from collections.abc import Mapping

from cockpit.core.runbook import Risk
from cockpit.providers.cloudflare import backups, deployed, fetching, objects, reached, rollback, secrets, stored_logs
from cockpit.providers.cloudflare.operation import Operation

OPERATIONS: Mapping[str, Operation] = {
    "deployments": Operation(
        Risk.READS, "list what was deployed, newest first", deployed.plan_deployments, deployed.read_deployments
    ),
    "versions": Operation(
        Risk.READS, "list the versions that can be deployed", deployed.plan_versions, deployed.read_versions
    ),
    "version": Operation(
        Risk.READS,
        "tell what a version can reach: write its id, or nothing for what runs now",
        reached.plan_version,
        reached.read_version,
    ),
    "databases": Operation(
        Risk.READS,
        "list the account's databases with their ids: write parts of names",
        reached.plan_databases,
        reached.read_databases,
    ),
    "rollback": Operation(
        Risk.CHANGES,
        "deploy an earlier version: write its id, or nothing for the one before",
        rollback.plan_rollback,
        rollback.rollback,
        rollback.check_rollback,
    ),
    "secrets": Operation(
        Risk.READS, "list the names of the Worker's secrets", secrets.plan_secrets, secrets.read_secrets
    ),
    "put-secret": Operation(
        Risk.CHANGES,
        "put a secret: write its name, and the name its value has in the keyring; else it is asked for",
        secrets.plan_put,
        secrets.put,
        secrets.check_put,
        secret="its new value",  # noqa: S106  # the question, not a password
    ),
    "logs": Operation(
        Risk.READS, "find a text in Workers Logs: write the text", stored_logs.plan_logs, stored_logs.read_logs
    ),
    "objects": Operation(
        Risk.READS, "list the objects of the bucket: write a prefix", objects.plan_objects, objects.read_objects
    ),
    "get": Operation(
        Risk.READS, "fetch an object into the incident's folder: write its key", fetching.plan_get, fetching.fetch
    ),
    "backups": Operation(
        Risk.READS, "list the backups, and the days that have none", backups.plan_backups, backups.read_backups
    ),
    "backup": Operation(
        Risk.READS,
        "fetch a backup into the incident's folder: write its day, or nothing for the newest",
        fetching.plan_backup,
        fetching.fetch,
    ),
}
