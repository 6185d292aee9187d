"""Every bundled pack holds together: its runbooks, its profile and the names they use of one another."""

import re
from collections import Counter
from pathlib import Path

import pytest
import sqlglot
from sqlglot.errors import SqlglotError

from cockpit.core.given import GIVEN
from cockpit.core.listing import listing
from cockpit.core.placeholders import names
from cockpit.core.profile import Profile
from cockpit.core.runbook import Leads, Risk, Runbook, Step
from cockpit.ports import ProviderContext
from cockpit.providers import registry
from cockpit.providers.cloudflare import lists as cloudflare
from cockpit.providers.shopify import tables as shopify
from cockpit.providers.sql.bind import bind
from cockpit.providers.stripe import tables as stripe
from cockpit.runbooks.catalog import PACKS
from cockpit.runbooks.references import brought_by
from cockpit.runbooks.risk_sql import sql_risk
from tests.fakes import ManualClock
from tests.runbooks.packs import (
    ELSEWHERE,
    FOLDERS,
    WITH_PROFILE,
    blocks_of,
    every_id,
    profile_of,
    runbooks_of,
    target_of,
)
from tests.runbooks.ways import ways

SAID = GIVEN | {"title", "time", "date", "owner", "escalation", "cause", "last_action", "runbook", "promise"}
"""What the cockpit itself puts into a message."""

CALLS = frozenset({"unassigned-by-function", "unassigned-listed"})
"""Queries that call a system's own function, which may write: the session they run on cannot."""
LISTS = {"stripe": stripe.LISTS, "shopify": shopify.LISTS, "cloudflare": cloudflare.LISTS}
"""What the vendors without SQL can list."""

pack = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
profiled = pytest.mark.parametrize("folder", WITH_PROFILE, ids=lambda folder: folder.name)


def test_no_two_bundled_runbooks_share_an_id() -> None:
    counted = Counter(path.stem for path in PACKS.glob("*/*.md"))
    assert [id for id, count in counted.items() if count > 1] == []
    assert every_id() == set(counted)


@pack
def test_every_step_a_runbook_names_of_another_runbook_is_there(folder: Path) -> None:
    wanted = {
        (runbook.id, choice.to)
        for runbook in runbooks_of(folder)
        for step in runbook.steps
        for choice in (step.decision.choices if step.decision else ())
        if choice.leads is Leads.RUNBOOK
    }
    wanted |= {
        (block.runbook, block.action.text.strip()) for block in blocks_of(folder) if block.action.lang == "runbook"
    }
    assert {pair for pair in wanted if pair[1] not in every_id()} == set()


@profiled
def test_the_profile_is_the_packs_own(folder: Path) -> None:
    profile = profile_of(folder)
    assert profile.name == folder.name
    assert {runbook.profile for runbook in runbooks_of(folder)} <= {folder.name}
    assert profile.scale.levels


@profiled
def test_every_runbook_and_level_a_profile_names_is_there(folder: Path) -> None:
    profile = profile_of(folder)
    wanted = {threshold.runbook for threshold in profile.thresholds}
    wanted |= {id for level in profile.scale.levels for id in (level.runbook, level.afterwards)}
    assert wanted - {""} - every_id() == set()
    levels = {level.id for level in profile.scale.levels}
    assert {runbook.severity for runbook in runbooks_of(folder)} - {""} - levels == set()


@profiled
def test_every_block_has_a_target_the_profile_knows(folder: Path) -> None:
    profile = profile_of(folder)
    lost = [
        f"{block.where} on {target_of(block.action, profile)!r}"
        for block in blocks_of(folder)
        if (target := target_of(block.action, profile)) not in profile.targets
        and (target or block.action.provider not in ELSEWHERE)
    ]
    assert lost == []


@profiled
def test_every_message_and_its_slots_are_known(folder: Path) -> None:
    profile = profile_of(folder)
    for runbook in runbooks_of(folder):
        known = SAID | {field.name for field in runbook.inputs}
        for step in runbook.steps:
            for action in step.actions:
                if action.provider != "message":
                    continue
                name = action.attributes.get("message", "")
                assert action.text.strip() or name in profile.messages, f"{runbook.id}#{step.id} sends {name!r}"
                text = action.text.strip() or profile.messages[name].text
                # Words of the block itself are asked for; a template's must be known before it is sent.
                unknown = set() if action.text.strip() else set(names(text)) - known
                assert unknown == set(), f"{runbook.id}#{step.id}"
            known |= set(brought_by(step))


@profiled
def test_every_probe_reads_something_the_profile_has(folder: Path) -> None:
    profile = profile_of(folder)
    for runbook in runbooks_of(folder):
        for step in runbook.steps:
            assert _readable(step, profile), f"{runbook.id}#{step.id} reads {step.probe and step.probe.read!r}"


def _readable(step: Step, profile: Profile) -> bool:
    kind, _, name = (step.probe.read if step.probe else "").partition(" ")
    shelves = {"query": set(profile.queries), "reconcile": set(profile.reconcile)} | {
        kind: {name for name, spec in profile.sources.items() if spec.__struct_config__.tag == kind}
        for kind in ("queue", "status", "log", "audit")
    }
    return kind not in shelves or name.strip() in shelves[kind]


@profiled
def test_every_act_names_a_verb_its_target_has_and_says_no_less_than_its_risk(folder: Path) -> None:
    profile = profile_of(folder)
    context = ProviderContext(secret_of=_none, who="tests", clock=ManualClock())
    for block in blocks_of(folder):
        if block.action.provider == "act":
            provider = registry.build(profile.targets[block.action.target].provider, context)
            verb = provider.verbs.get(block.action.verb)
            assert verb is not None, block.where
            assert block.action.risk is verb.risk, block.where


async def _none(name: str) -> None:
    """Nothing is asked."""


@pack
def test_every_step_lies_on_some_way_through(folder: Path) -> None:
    for runbook in runbooks_of(folder):
        reached = {step.id for way in ways(runbook) for step in way.steps}
        assert {step.id for step in runbook.steps} - reached == set(), runbook.id


@pack
def test_no_way_through_leaves_something_open(folder: Path) -> None:
    left = {(runbook.id, state) for runbook in runbooks_of(folder) for way in ways(runbook) for state in way.left_open}
    assert left == set()


@pack
def test_sql_parses_binds_and_does_what_its_block_says(folder: Path) -> None:
    for block in blocks_of(folder):
        if block.action.provider == "sql":
            assert _parses(block.action.text), block.where
            assert (block.action.verb == "read") == (block.action.risk is Risk.READS), block.where


@profiled
def test_the_profiles_queries_only_read(folder: Path) -> None:
    profile = profile_of(folder)
    for name, query in profile.queries.items():
        if lists := LISTS.get(profile.targets[query.target].provider):
            assert listing(query.sql, {"since": "2026-05-08", "until": "2026-05-09"}, lists).what in lists, name
            continue
        assert _parses(query.sql), name
        assert sql_risk(query.sql) is Risk.READS or name in CALLS, name


def _parses(sql: str) -> bool:
    """Whether every value can be bound and one of the databases' own parsers takes the rest."""
    bound = bind(sql, dict.fromkeys(names(sql, "sql"), "1"), "${}").text
    for dialect in ("postgres", "sqlite", "bigquery"):
        try:
            return all(statement.key != "command" for statement in sqlglot.parse(bound, dialect=dialect) if statement)
        except SqlglotError:
            continue
    return False


@pack
def test_no_attribute_is_left_among_the_words(folder: Path) -> None:
    words = [f"{step.title} {step.text}" for runbook in runbooks_of(folder) for step in runbook.steps]
    assert [found for found in words if re.search(r"\{[a-z]+=", found)] == []


@pack
def test_a_step_of_a_person_is_not_ticked_by_a_machine(folder: Path) -> None:
    def watched(runbook: Runbook) -> list[str]:
        return [step.id for step in runbook.steps if step.by_person and step.probe and step.probe.read]

    assert {runbook.id: found for runbook in runbooks_of(folder) if (found := watched(runbook))} == {}
