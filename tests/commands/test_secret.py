"""`cockpit secret` against a real keyring, without one, and with values that must not be kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.commands.secret import secret
from tests.adapters.desk import SILENT, UNLOCKED, needs_bus, needs_keyring, run

PROFILE = """
[profile]
name = "kitchen"
[[severity.levels]]
id = "P1"
label = "P1"
[targets.jump-box]
provider = "shell"
secret = "shop-db"
[targets.other-box]
provider = "shell"
secret = "shop-db"
"""
STEPS = """
import subprocess, sys
for words, typed in {steps!r}:
    done = subprocess.run([sys.executable, "-m", "cockpit.cli", "secret", *words], input=typed, capture_output=True,
                          text=True)
    print(done.returncode, (done.stdout + done.stderr).strip().replace(chr(10), " | "))
"""


@pytest.fixture(autouse=True)
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cockpit.toml"
    path.write_text(PROFILE, encoding="utf-8")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "COCKPIT_SECRET_SHOP_DB", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PASSWORD_STORE_DIR", str(tmp_path / "no-pass"))
    return path


def called(profile: Path, *words: str, typed: str | bytes = "") -> Result:
    return CliRunner().invoke(secret, list(words), obj=profile, input=typed)


@needs_keyring
def test_set_list_test_and_rm_on_a_real_keyring(tmp_path: Path) -> None:
    steps = [
        (["set", "shop-db", "--stdin"], "tok-123\n"),
        (["list"], ""),
        (["test", "shop-db"], ""),
        (["rm", "shop-db"], ""),
        (["rm", "shop-db"], ""),
        (["list"], ""),
        (["test", "shop-db"], ""),
    ]
    done = run(STEPS.format(steps=steps), tmp_path, UNLOCKED)
    lines = done.stdout.splitlines()
    where = "OS keyring (Secret Service)"
    assert lines[0] == f"0 shop-db is kept in the {where}. Try it: cockpit secret test shop-db", done.stderr
    assert lines[1] == f"0 shop-db              present    in {where} (for jump-box, other-box)"
    assert lines[2].startswith(f"0 shop-db can be read from the {where}. | jump-box: ")
    assert lines[3].startswith(f"0 shop-db is gone from the {where}.")
    assert lines[4] == "1 cockpit: the keyring holds no shop-db for kitchen; see: cockpit secret list"
    assert lines[5].startswith("1 shop-db              missing    type: cockpit secret set shop-db")
    assert lines[6] == "1 cockpit: there is no shop-db; type: cockpit secret set shop-db"
    assert "tok-123" not in done.stdout


TYPED = """
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.executable, [sys.executable, "-m", "cockpit.cli", "secret", "set", "shop-db"])
shown = b""
while b"not shown" not in shown:
    shown += os.read(fd, 1000)
os.write(fd, b"typed-by-hand\\n")
try:
    while part := os.read(fd, 1000):
        shown += part
except OSError:
    pass
from cockpit.adapters.keyring import KeyringStore
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), b"typed-by-hand" in shown)
print(KeyringStore("kitchen").get("shop-db").reveal() == "typed-by-hand")
"""


@needs_keyring
def test_a_value_typed_at_the_terminal_is_kept_and_never_shown(tmp_path: Path) -> None:
    done = run(TYPED, tmp_path, UNLOCKED)
    assert done.stdout.split() == ["0", "False", "True"], done.stderr


@needs_bus
def test_a_silent_keyring_is_told_and_the_command_ends(tmp_path: Path) -> None:
    done = run(STEPS.format(steps=[(["set", "shop-db", "--stdin"], "x\n"), (["list"], "")]), tmp_path, SILENT)
    lines = done.stdout.splitlines()
    assert lines[0].startswith("1 cockpit: the OS keyring (Secret Service) does not answer;"), done.stderr
    assert lines[1].startswith("1 shop-db              unreadable the OS keyring")


def test_the_environment_stands_in_and_is_marked(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOP_DB", "value")
    done = called(profile, "list", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "profile": "kitchen",
        "secrets": [
            {
                "name": "shop-db",
                "state": "present",
                "where": "environment (read-only)",
                "says": "",
                "targets": ["jump-box", "other-box"],
            }
        ],
    }
    assert "value" not in called(profile, "list").output


def test_test_as_json_names_each_target_that_uses_it(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOP_DB", "value")
    document = json.loads(called(profile, "test", "shop-db", "--json").output)
    assert document["ok"] is True
    assert document["where"] == "environment (read-only)"
    assert [answer["target"] for answer in document["targets"]] == ["jump-box", "other-box"]


def test_over_ssh_without_a_keyring_the_line_says_what_to_type(profile: Path) -> None:
    done = called(profile, "test", "shop-db")
    assert done.exit_code == 1
    assert done.stderr.startswith("cockpit: there is no OS keyring here")
    assert "export COCKPIT_SECRET_SHOP_DB" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_value_in_argv_is_refused_and_not_repeated(profile: Path) -> None:
    done = called(profile, "set", "shop-db", "hunter2")
    assert done.exit_code == 2
    assert "replace that credential" in done.stderr
    assert "hunter2" not in done.output


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (b"", "is empty"),
        (b" padded\n", "has a space or line break around it"),
        (b"two\nlines\n", "holds a line break"),
        (b"a\x00b\n", "holds a line break or another control character"),
        ("a“b\n".encode(), "cannot be sent in a header"),
        (b"x" * 9000, "is longer than 8192 characters"),
        (b"caf\xe9", "is not UTF-8 text"),
    ],
)
def test_a_value_that_cannot_be_sent_is_not_kept(profile: Path, typed: bytes, says: str) -> None:
    done = called(profile, "set", "shop-db", "--stdin", typed=typed)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "nothing was kept" in done.stderr
    assert "lines" not in done.stderr


def test_a_name_no_target_uses_is_questioned(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOPDB", "value")
    done = called(profile, "test", "shopdb")
    assert "no target of kitchen uses shopdb; did you mean shop-db?" in done.stderr


@pytest.mark.parametrize("command", ["set", "rm", "test"])
def test_a_name_that_cannot_be_one_is_refused(profile: Path, command: str) -> None:
    done = called(profile, command, "a/b c")
    assert done.exit_code == 2
    assert done.stderr.startswith("cockpit: a credential's name is made of letters")


@pytest.mark.parametrize("words", [["list"], ["test", "x"], ["set", "x"], ["rm", "x"]])
def test_a_broken_profile_ends_in_one_line_and_2(profile: Path, words: list[str]) -> None:
    profile.write_text("[profil]\n", encoding="utf-8")
    done = called(profile, *words)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"cockpit: {profile}:1: profil: unknown key")
    assert done.stderr.count("\n") == 1


def test_a_value_goes_into_a_commands_input_and_never_onto_the_screen(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOP_DB", "tok-1234567")
    out = tmp_path / "got"
    script = f"cat > {out}; cat {out}; echo; echo argv: $0 $@"
    done = called(profile, "pipe", "shop-db", "--", "sh", "-c", script, "--env", "acme")
    assert (done.exit_code, out.read_text()) == (0, "tok-1234567")
    assert done.output == "‹secret shop-db›\nargv: --env acme\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["shop-db", "--", "sh", "-c", "exit 7"], 1, "sh ended with exit code 7"),
        (["shop-db", "--", "no-such-program"], 2, "no-such-program cannot be run"),
        (["other", "--", "cat"], 2, "COCKPIT_SECRET_OTHER"),
        (["shop-db"], 2, "Missing argument"),
    ],
)
def test_a_command_that_cannot_take_it_is_one_line(
    profile: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], code: int, says: str
) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOP_DB", "tok-1234567")
    done = called(profile, "pipe", *words)
    assert (done.exit_code, says in done.output) == (code, True), done.output
