"""The Helm runbooks' commands: real verbs and flags, run for real where the tools are here."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.config import load_profile
from cockpit.core.runbook import Risk, RunbookAction
from cockpit.providers.shell.command import command
from cockpit.runbooks.catalog import PACKS, Catalog
from cockpit.runbooks.load import load
from cockpit.runbooks.shell_lexer import commands_in

HELM = PACKS / "helm"
RUNBOOKS = {path.stem: load(path).runbook for path in sorted(HELM.glob("*.md"))}
PROFILE = load_profile(HELM / "cockpit.toml")

# Source: `wrangler … --help` of wrangler 4.164 (2026-11), only what the runbooks use.
WRANGLER = {
    "d1 create": "--update-config",
    "d1 execute": "--remote --local --persist-to --file --command --json",
    "d1 export": "--remote --output --skip-confirmation",
    "d1 info": "--json",
    "d1 list": "--json",
    "d1 time-travel info": "--timestamp --json",
    "d1 time-travel restore": "--timestamp --bookmark",
    "deploy": "--env --strict --message",
    "deployments list": "--env --json",
    "deployments status": "--env --json",
    "dev": "--env --local --persist-to",
    "r2 object get": "--file --remote",
    "rollback": "--env --message",
    "secret put": "--env",
    "versions list": "--env",
    "versions view": "--env --json",
}


def blocks(provider: str = "") -> Iterator[tuple[str, RunbookAction]]:
    """Each block and its place, of one provider or of all."""
    for runbook in RUNBOOKS.values():
        for step in runbook.steps:
            for action in step.actions:
                if not provider or action.provider == provider:
                    yield f"{runbook.id}#{step.id}", action


def calls(program: str) -> Iterator[tuple[str, list[str]]]:
    """Each call of `program`, as words; also those a person types when the cockpit cannot."""
    for where, action in blocks():
        by_hand = action.attributes.get("where", "").partition("a terminal: ")[2]
        for found in commands_in(action.text if action.provider == "shell" else by_hand):
            words = [word for word in found.words if word != "do"]
            if words[:1] == [program]:
                yield where, words[1:]


@pytest.mark.parametrize(("program", "known"), [("wrangler", WRANGLER)])
def test_every_call_has_a_verb_and_flags_that_exist(program: str, known: dict[str, str]) -> None:
    found = list(calls(program))
    assert {verb for verb in known if any(" ".join(words).startswith(verb) for _, words in found)} == set(known)
    for where, words in found:
        verb = max((verb for verb in known if f"{' '.join(words)} ".startswith(f"{verb} ")), key=len, default="")
        assert verb, f"{where}: {program} {' '.join(words)}"
        flags = {word.split("=", 1)[0] for word in words if word.startswith("-")}
        assert flags <= set(known[verb].split()), f"{where}: {program} {verb}"


def test_the_live_database_and_the_bucket_are_named_as_such() -> None:
    """Without --remote wrangler works on this machine, and says so only in passing."""
    for where, words in calls("wrangler"):
        line = " ".join(words)
        if line.startswith(("d1 execute", "d1 export", "r2 object")):
            assert ("--remote" in words) != ("--local" in words), where
            assert ("helm-dev" in words) == ("--local" in words), where
        if line.startswith("r2 object get"):
            assert "/" in words[3], where


def test_nothing_restores_rolls_back_or_deploys_by_machine() -> None:
    grave = re.compile(
        r"wrangler (?:deploy|rollback|secret put|d1 time-travel restore|d1 execute \S+ --remote --file)\b"
    )
    named = set()
    for runbook in RUNBOOKS.values():
        for step in runbook.steps:
            if any(action.provider and grave.search(action.text) for action in step.actions):
                named.add(f"{runbook.id}#{step.id}")
                assert step.by_person, f"{runbook.id}#{step.id}"
    assert len(named) >= 4


def test_what_destroys_on_the_live_database_comes_after_its_way_back() -> None:
    for id, before, act, after in (
        ("helm-restore", "bookmark", "travel", "count-after"),
        ("helm-audit-chain", "bookmark", "put-back", "again"),
        ("helm-session-leaked", "count", "end", "none"),
        ("helm-deploy", "way-back", "deploy", "answers"),
        ("helm-rollback", "now", "back", "answers"),
    ):
        steps = [step.id for step in RUNBOOKS[id].steps]
        assert steps.index(before) < steps.index(act) < steps.index(after), id
    marked = {where for where, action in blocks() if action.risk is Risk.DESTROYS}
    assert {"helm-restore#travel", "helm-restore-backup#import-wipe", "helm-session-leaked#end"} <= marked


def test_what_the_source_text_names_and_the_tools_do_not_have_is_in_no_block() -> None:
    texts = [action.text for _, action in blocks()]
    for wrong in (r"d1 import", r"r2 object list", r"= \?", r"datetime\('now'"):
        assert [text for text in texts if re.search(wrong, text)] == []


def test_the_levels_open_their_runbooks_and_promise_their_post_mortem() -> None:
    worst, second, third = PROFILE.scale.levels
    assert (worst.runbook, worst.afterwards, second.runbook) == ("helm-sev1", "helm-after-sev1", "helm-debug")
    assert [(one.within.total_seconds() / 3600, one.after) for one in worst.deadlines] == [(48, "resolved")]
    assert third.runbook == "helm-sev3"
    assert {question.level for question in PROFILE.scale.questions} == {"SEV1", "SEV2"}


@pytest.mark.parametrize(
    ("name", "promise"), [("start", 30), ("update", 30), ("pause-sales", 30), ("database-down", 15), ("go", None)]
)
def test_a_message_promises_what_its_words_say(name: str, promise: int | None) -> None:
    message = PROFILE.messages[name]
    minutes = message.promise.total_seconds() / 60 if message.promise else None
    assert minutes == promise
    assert ("{promise}" in message.text) == (promise is not None)


def test_messages_go_to_the_owner_and_nobody_else() -> None:
    assert {message.channel for message in PROFILE.messages.values()} == {"owner-phone", "owner-mail"}


def made(id: str, step: str, number: int, values: dict[str, str]) -> list[str]:
    """The argument list of a step's shell block, as it would be run."""
    found = RUNBOOKS[id].step(step)
    assert found is not None
    return list(command([one.text for one in found.actions if one.provider == "shell"][number], values).argv)


def ended(argv: list[str], folder: Path, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        argv, cwd=folder, env={"PATH": path, "HOME": str(folder)}, capture_output=True, text=True, check=False
    )


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=Robin", "-c", "user.email=robin@helm.example")
    return subprocess.run(["git", *who, *words], cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout on main with one commit, which is its own remote."""
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "one")
    git(tmp_path, "remote", "add", "origin", ".")
    return tmp_path


def test_a_fix_is_not_made_on_main(checkout: Path) -> None:
    argv = made("helm-fix", "branch", 0, {})
    assert ended(argv, checkout).returncode == 1
    git(checkout, "switch", "-qc", "fix")
    assert ended(argv, checkout).returncode == 0


def test_a_commit_is_on_main_only_once_it_was_pushed(checkout: Path) -> None:
    git(checkout, "switch", "-qc", "fix")
    git(checkout, "commit", "-q", "--allow-empty", "-m", "two")
    sha = git(checkout, "rev-parse", "--short", "HEAD")

    def landed() -> int:
        assert ended(made("helm-fix", "on-main", 0, {}), checkout).returncode == 0
        return ended(made("helm-fix", "on-main", 1, {"fix_sha": sha}), checkout).returncode

    assert landed() == 1
    git(checkout, "push", "-q", "origin", "fix:main")
    assert landed() == 0


def test_the_test_step_is_done_by_a_test_that_fails_and_by_nothing_else(tmp_path: Path) -> None:
    argv = made("helm-fix", "red", 0, {"test_path": "refund.test.ts"})
    path = f"{tmp_path}:/usr/bin:/bin"
    (tmp_path / "refund.test.ts").touch()
    assert ended(argv, tmp_path, str(tmp_path)).returncode != 0, "there is no npm"
    npm = tmp_path / "npm"
    for code, done in ((1, True), (0, False)):
        npm.write_text(f"#!/bin/sh\nexit {code}\n")
        npm.chmod(0o755)
        assert (ended(argv, tmp_path, path).returncode == 0) is done
    (tmp_path / "refund.test.ts").unlink()
    npm.write_text("#!/bin/sh\nexit 1\n")
    assert ended(argv, tmp_path, path).returncode != 0, "there is no such test"


def test_a_secret_is_not_piped_to_a_worker_that_is_not_there(tmp_path: Path) -> None:
    """Without a terminal wrangler answers its own question, whether to make the worker, with yes."""
    step = RUNBOOKS["helm-stripe-signatures"].step("place")
    assert step is not None
    [by_hand] = [action.text for action in step.actions if not action.provider]
    argv = list(command(by_hand, {"slug": "acme"}).argv)
    piped = tmp_path / "cockpit"
    piped.write_text('#!/bin/sh\necho "$*" > called\n')
    wrangler = tmp_path / "wrangler"
    for code in (1, 0):
        wrangler.write_text(f"#!/bin/sh\nexit {code}\n")
        for program in (piped, wrangler):
            program.chmod(0o755)
        assert ended(argv, tmp_path, f"{tmp_path}:/usr/bin:/bin").returncode == code
        assert (tmp_path / "called").exists() is (code == 0)
    words = "secret pipe stripe-signing -- wrangler secret put STRIPE_WEBHOOK_SECRET --env acme\n"
    assert (tmp_path / "called").read_text() == words


def test_the_comparison_says_1_where_something_is_missing_and_the_step_goes_on(tmp_path: Path) -> None:
    argv = made("helm-reconcile", "missing", 0, {"gap_from": "2026-05-08T14:02:00Z"})
    program = tmp_path / "cockpit"
    for code, goes_on in ((0, True), (1, True), (2, False)):
        program.write_text(f'#!/bin/sh\necho "$*" > called\nexit {code}\n')
        program.chmod(0o755)
        assert (ended(argv, tmp_path, f"{tmp_path}:/usr/bin:/bin").returncode == 0) is goes_on
    assert (tmp_path / "called").read_text() == "reconcile card-sales --since 2026-05-08T14:02:00Z\n"


def test_the_post_mortem_begins_with_three_headings_and_is_never_overwritten(tmp_path: Path) -> None:
    program = tmp_path / "cockpit"
    program.write_text('#!/bin/sh\necho "# the record of $2"\n')
    program.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    values = {"incident": "20260508-1402-till", "day": "2026-05-08"}
    argv = made("helm-after-sev1", "draft", 0, values)
    assert ended(argv, tmp_path, path).returncode == 0
    written = (tmp_path / "docs" / "incidents" / "2026-05-08.md").read_text()
    assert [line for line in written.splitlines() if line.startswith("#")] == [
        "# 20260508-1402-till",
        "## What happened",
        "## What we did",
        "## What keeps it from coming back",
        "# the record of 20260508-1402-till",
    ]
    assert written.count("TODO") == 3
    assert ended(argv, tmp_path, path).returncode != 0
    assert (tmp_path / "docs" / "incidents" / "2026-05-08.md").read_text() == written


def answers_in(condition: str) -> Iterator[tuple[str, str]]:
    """Each `name == 'answer'` of a condition."""
    for node in ast.walk(ast.parse(condition, mode="eval")):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            [answer] = node.comparators
            assert isinstance(answer, ast.Constant), condition
            yield node.left.id, str(answer.value)


@pytest.mark.parametrize("path", sorted([*HELM.glob("*.md"), *(PACKS / "method").glob("*.md")]), ids=lambda at: at.stem)
def test_a_condition_tests_for_an_answer_that_can_be_given(path: Path) -> None:
    """One wrong letter, and the step would be set aside for ever."""
    runbook = load(path).runbook
    answers = {one.name: set(one.choices) for one in runbook.inputs}
    for step in runbook.steps:
        answers |= {field.name: set(field.choices) for field in step.fields}
        if step.decision:
            answers[step.decision.name] = {choice.id for choice in step.decision.choices}
    for step in runbook.steps:
        for name, answer in answers_in(step.condition) if step.condition else ():
            assert answer in answers[name], f"{step.id}: {step.condition}"


def test_a_question_is_a_step_of_its_own() -> None:
    """It is done by its answer: values would not be asked for, and what it left open would not be noted."""
    for runbook in RUNBOOKS.values():
        for step in runbook.steps:
            if step.decision:
                assert (step.fields, step.opens, step.closes) == ((), None, ""), f"{runbook.id}#{step.id}"


def test_the_catalog_finds_each_by_its_id() -> None:
    assert {Catalog().find(id).runbook.profile for id in RUNBOOKS} == {"helm"}
