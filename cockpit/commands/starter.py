"""The text of a starter profile: what was found, filled in; everything else as a comment to follow."""

import re
from collections.abc import Iterator

from cockpit.commands.survey import Survey

_HEAD = """\
# What Incident Cockpit knows of {name}. Check it with: cockpit doctor
# Credentials are never written here: cockpit secret set NAME

[profile]
name = "{name}"
title = "{name}"
# read_only = true        # nothing that changes anything can be run

[people]
owner = ""                # who answers for this system
escalation = ""           # whom to call next, and where
operator_role = "responder"

# Severity, worst first. Any number of levels, any names: SEV1, Sev 1, P1.
[[severity.levels]]
id = "SEV1"
label = "SEV1"
definition = "Down for everyone, or money or records are at risk"
examples = ["Nobody can order", "Payments are taken but not recorded"]
response = "Everyone on it. Undo the last change first, look for the cause second."
update_every = "15m"
deadlines = [{ says = "Post-mortem", within = "48h" }]

[[severity.levels]]
id = "SEV2"
label = "SEV2"
definition = "Something important is broken, and there is a way around it"
examples = ["One kind of message is not sent"]
response = "Today. Tell people the way around."
update_every = "1h"

[[severity.levels]]
id = "SEV3"
label = "SEV3"
definition = "A nuisance for few"
response = "In the next days."

[[severity.questions]]
ask = "Could money or records be wrong?"
level = "SEV1"
"""

_TARGET = """
# [targets.shop-db]
# provider = "postgres"
# environment = "production"   # production, staging, local, restored, drill
# dsn = "host=db.example port=5432 dbname=shop user=reader"
# secret = "shop-db"           # then: cockpit secret set shop-db
"""

_QUEUE = """
# A table used as a queue, and the rule that makes a number an alarm.
# [queries.changes]
# target = "shop-db"
# sql = "select at, who, what from audit_log where at between {since} and {until} order by at"
#
# [sources.changes]
# kind = "audit"
# query = "changes"
#
# [sources.jobs]
# kind = "queue"
# target = "shop-db"
# table = "jobs"
#
# [[thresholds]]
# name = "backlog"
# source = "jobs"
# expr = "oldest_min > 15"
# for = "1m"
# severity = "SEV2"
"""

_LOG = """
# [sources.app]
# kind = "log"
# paths = ["logs/app.log"]     # or: command = ["journalctl", "-fu", "app"]
"""

_RUNBOOKS = """
# [runbooks]
# paths = ["runbooks/*.md"]
"""

_MESSAGE = """
# {started} and the like are filled in from the incident; without a channel the text is copied by hand.
[messages.start]
title = "We are looking into it"
text = "{severity}: investigating. Symptom: {symptom}. Started at {started}. Next update in {promise}."
promise = "15m"
"""


def starter(seen: Survey) -> str:
    """A profile for the folder that was looked at; loads without a problem as it is."""
    return "".join(_parts(seen))


def _parts(seen: Survey) -> Iterator[str]:
    yield _HEAD.replace("{name}", seen.name)
    yield "\n# Targets: one machine or service each. Environments: production, staging, local, restored, drill.\n"
    taken: list[str] = []
    for path, provider in seen.databases:
        yield f"\n[targets.{_word(path, taken)}]\n"
        yield f'provider = "{provider}"\nenvironment = "local"\npath = "{path}"\n'
    if seen.databases:
        yield f'\n# Where a block of a runbook runs that does not say where.\n[defaults]\nsql = "{taken[0]}"\n'
    for file, variable in seen.variables:
        yield f"\n# {file} has {variable}: write its address below without the password, and keep that with\n"
        yield "# cockpit secret set shop-db\n"
    yield _TARGET
    taken = []
    for path in seen.logs:
        yield f'\n[sources.{_word(path, taken)}]\nkind = "log"\npaths = ["{path}"]\n'
    yield "" if seen.logs else _LOG
    yield _QUEUE
    yield _MESSAGE
    yield _shelf(seen.runbooks) if seen.runbooks else _RUNBOOKS


def _shelf(runbooks: tuple[str, ...]) -> str:
    """One pattern per folder that holds a runbook; those beside the profile by name, with much else there."""
    folders = dict.fromkeys(path.rpartition("/")[0] for path in runbooks)
    paths = [f"{folder}/*.md" for folder in folders if folder] + [path for path in runbooks if "/" not in path]
    return f"\n[runbooks]\npaths = [{', '.join(f'{chr(34)}{path}{chr(34)}' for path in paths)}]\n"


def _word(path: str, taken: list[str]) -> str:
    """A name for what is at `path` that none of `taken` is, to which it is added."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", path.rpartition("/")[2].rpartition(".")[0]).strip("-_")[:40] or "found"
    name, count = stem, 1
    while name in taken:
        count += 1
        name = f"{stem}-{count}"
    taken.append(name)
    return name
