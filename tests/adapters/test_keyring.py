"""The OS keyring: a real one, a locked one, none, and every way of being led to another."""

import os
from pathlib import Path

import pytest

from tests.adapters.desk import LOCKED, NOTHING, SILENT, UNLOCKED, needs_bus, needs_keyring, run

SET_AND_GET = """
from cockpit.adapters.keyring import KeyringStore
from cockpit.core.secret import Secret
store, other = KeyringStore("shop"), KeyringStore("till")
print(store.get("db"))
store.set(Secret("db", "t\\xf6ken with spaces"))
print(store.get("db"), store.get("db").reveal() == "t\\xf6ken with spaces", store.where)
store.set(Secret("db", "newer"))
print(store.get("db").reveal(), KeyringStore("shop").get("db").reveal(), other.get("db"))
print(store.delete("db"), store.delete("db"), store.get("db"))
"""
GET = """
from cockpit.adapters.keyring import KeyringStore
from cockpit.ports import SecretError
try:
    print(KeyringStore("shop").get("shop-db"))
except SecretError as error:
    print(error)
"""
INSTEAD = "for this shell type: read -rs COCKPIT_SECRET_SHOP_DB && export COCKPIT_SECRET_SHOP_DB"


@needs_keyring
def test_a_real_keyring_keeps_replaces_and_removes_by_profile_and_name(tmp_path: Path) -> None:
    done = run(SET_AND_GET, tmp_path, UNLOCKED)
    assert done.stdout.splitlines() == [
        "None",
        "Secret(db) True OS keyring (Secret Service)",
        "newer newer None",
        "True False None",
    ], done.stderr


@needs_keyring
def test_a_locked_keyring_without_a_desktop_says_so_and_what_to_type(tmp_path: Path) -> None:
    done = run(GET, tmp_path, LOCKED)
    assert done.stdout.strip() == (
        "the OS keyring is not set up and cannot ask for its password without a desktop; "
        f"log in there once, or {INSTEAD}"
    ), done.stderr


def test_without_a_session_bus_as_over_ssh_the_answer_is_one_clear_line(tmp_path: Path) -> None:
    done = run(GET, tmp_path, None)
    assert done.stdout.strip() == (
        f"there is no OS keyring here (no desktop session); {INSTEAD}, or install pass and keyring-pass"
    ), done.stderr


@needs_bus
def test_a_bus_without_a_keyring_on_it_is_no_keyring(tmp_path: Path) -> None:
    done = run(GET, tmp_path, NOTHING)
    assert done.stdout.startswith("there is no OS keyring here"), done.stderr


@needs_bus
def test_a_bus_address_that_leads_nowhere_is_no_keyring(tmp_path: Path) -> None:
    done = run(GET, tmp_path, None, {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/gone"})
    assert done.stdout.startswith("there is no OS keyring here;"), done.stderr


PLANTED = """
import os, pathlib
pathlib.Path(os.environ["TRACE"]).write_text("code ran")
from keyring.backend import KeyringBackend
class Evil(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return "planted"
    def set_password(self, service, username, password): pathlib.Path(os.environ["TRACE"]).write_text(password)
"""
STOCK = "import keyring; print(keyring.get_password('incident-cockpit/shop', 'shop-db'))"


def planted(home: Path) -> dict[str, str]:
    """An environment in which the stock keyring loads a class from a folder anybody could have written to."""
    folder = home / "planted"
    folder.mkdir()
    (folder / "planted_backend.py").write_text(PLANTED, encoding="utf-8")
    config = home / ".config" / "python_keyring"
    config.mkdir(parents=True)
    program = folder / "pass"
    program.write_text('#!/bin/sh\necho ran > "$TRACE"\n', encoding="utf-8")
    program.chmod(0o755)
    (config / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=planted_backend.Evil\nkeyring-path={folder}\n[pass]\nbinary={program}\n",
        encoding="utf-8",
    )
    return {"TRACE": str(home / "trace"), "XDG_CONFIG_HOME": str(home / ".config")}


@pytest.mark.parametrize("way", ["the configuration file", "the environment"])
def test_a_planted_backend_is_never_loaded(tmp_path: Path, way: str) -> None:
    extra = planted(tmp_path)
    if way == "the environment":
        os.remove(tmp_path / ".config" / "python_keyring" / "keyringrc.cfg")
        extra["PYTHON_KEYRING_BACKEND"] = "planted_backend.Evil"
        extra["PYTHONPATH"] = os.pathsep.join([str(tmp_path / "planted"), str(Path(__file__).parents[2])])
    assert run(STOCK, tmp_path, None, extra).stdout.strip() == "planted", "the trap works on keyring as it comes"
    (tmp_path / "trace").unlink()
    done = run(GET, tmp_path, None, extra)
    assert done.stdout.startswith("there is no OS keyring here"), done.stderr
    assert not (tmp_path / "trace").exists()


@needs_keyring
def test_properties_from_the_environment_change_nothing(tmp_path: Path) -> None:
    extra = {"KEYRING_PROPERTY_PREFERRED_COLLECTION": "/org/freedesktop/secrets/collection/elsewhere"}
    done = run(SET_AND_GET, tmp_path, UNLOCKED, extra)
    assert done.stdout.splitlines()[1:2] == ["Secret(db) True OS keyring (Secret Service)"], done.stderr


PASS = """
import pathlib, os, subprocess
from cockpit.adapters.keyring import KeyringStore
from cockpit.core.secret import Secret
store = KeyringStore("shop")
store.set(Secret("db", "kept"))
print(store.get("db").reveal(), store.where, store.delete("db"), store.get("db"))
"""
KEYS = """
gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-generate-key tester 2>/dev/null
pass init tester >/dev/null
"""


def test_pass_is_used_on_a_jump_box_and_a_configured_program_in_its_place_is_not(tmp_path: Path) -> None:
    pytest.importorskip("keyring_pass", reason="install it with: pip install keyring-pass")
    extra = planted(tmp_path)
    (tmp_path / ".config" / "python_keyring" / "keyringrc.cfg").write_text(
        f"[pass]\nbinary={tmp_path}/planted/pass\n", encoding="utf-8"
    )
    extra |= {"KEYRING_PROPERTY_PASS_BINARY": f"{tmp_path}/planted/pass"}
    done = run(
        f"import subprocess; subprocess.run(['bash', '-c', {KEYS!r}], check=True)\n{PASS}", tmp_path, None, extra
    )
    assert done.stdout.strip() == "kept OS keyring (pass) True None", done.stderr
    assert not (tmp_path / "trace").exists()


TIMED = """
import asyncio
from cockpit.adapters.keyring import KeyringStore
from cockpit.adapters.secrets import EnvironmentStore, TimedSecrets
from cockpit.ports import SecretError
async def main():
    secrets = TimedSecrets([KeyringStore("shop"), EnvironmentStore()], limit=0.5)
    print(await secrets.find("given"))
    for _ in range(3):
        try:
            print(await secrets.get("shop-db"))
        except SecretError as error:
            print(error)
asyncio.run(main())
print("ended")
"""


@needs_bus
def test_a_keyring_that_never_answers_costs_the_limit_and_not_the_exit(tmp_path: Path) -> None:
    done = run(TIMED, tmp_path, SILENT, {"COCKPIT_SECRET_GIVEN": "value"})
    silent = (
        "the OS keyring (Secret Service) does not answer; an unlock window may be waiting, or its service hangs; "
        "unlock it, or for this shell type: export COCKPIT_SECRET_SHOP_DB=…"
    )
    assert done.stdout.splitlines() == [
        "Found(secret=Secret(given), where='environment (read-only)')",
        silent,
        silent,
        silent,
        "ended",
    ], done.stderr
