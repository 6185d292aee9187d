"""What a folder holds that a starter profile can name. Reads names, never values; goes two folders deep at most."""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from cockpit.core.text import hidden

DEEPEST = 2
MOST = 2000  # entries looked at; init in a home folder must end too
SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "target"})
DATABASES = {".db": "sqlite", ".sqlite": "sqlite", ".sqlite3": "sqlite", ".duckdb": "duckdb"}
SHOWN = 8  # of each kind; a starter is read by a person

_HEADING = re.compile(rb"^#{1,3} \S", re.MULTILINE)
_STEPS = re.compile(rb"^\s*(?:\d+\.|[-*] \[[ xX]\]) |^```", re.MULTILINE)
_VARIABLE = re.compile(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*(?:DATABASE_URL|POSTGRES_URL)|DATABASE_URL)\s*=")
_SECTION = re.compile(r'\[remote "origin"\][^\[]*?url\s*=\s*(\S+)', re.DOTALL)


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """Paths are relative to the folder, with forward slashes."""

    name: str
    runbooks: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    databases: tuple[tuple[str, str], ...] = ()
    """(path, provider)."""
    variables: tuple[tuple[str, str], ...] = ()
    """(file, name of a variable that holds a database's address)."""


def survey(folder: Path) -> Survey:
    """What `folder` holds. Files that cannot be read are passed over."""
    files = sorted(_files(folder))
    return Survey(
        name=_name(folder),
        runbooks=tuple(name for name in files if name.endswith(".md") and _is_runbook(folder / name))[:SHOWN],
        logs=tuple(name for name in files if name.endswith((".log", ".ndjson")))[:SHOWN],
        databases=tuple((name, DATABASES[end]) for name in files if (end := Path(name).suffix) in DATABASES)[:SHOWN],
        variables=tuple(_variables(folder, files))[:SHOWN],
    )


def _files(folder: Path) -> Iterator[str]:
    seen = 0
    for where, folders, names in os.walk(folder):
        depth = len(Path(where).relative_to(folder).parts)
        folders[:] = [] if depth == DEEPEST else sorted(set(_visible(folders)) - SKIPPED)
        for name in names:
            seen += 1
            if seen > MOST:
                return
            # A name that does not show itself, or is a pattern, cannot be written into a file people trust.
            path = (Path(where) / name).relative_to(folder).as_posix()
            if not hidden(path) and not re.search(r'[*?\[\]"\\\n]', path):
                yield path


def _visible(folders: list[str]) -> list[str]:
    return [name for name in folders if not name.startswith(".")]


def _is_runbook(path: Path) -> bool:
    """Headings and steps: a changelog has the first, a runbook both."""
    text = _start(path)
    return bool(_HEADING.search(text) and _STEPS.search(text)) and path.stem.lower() not in ("readme", "changelog")


def _variables(folder: Path, files: list[str]) -> Iterator[tuple[str, str]]:
    for name in files:
        if not Path(name).name.startswith(".env"):
            continue
        for line in _start(folder / name).decode("utf-8", "replace").splitlines():
            if found := _VARIABLE.match(line):
                yield name, found[1]


def _name(folder: Path) -> str:
    """The project's own name, else the repository's, else the folder's; made into one word."""
    for name in (_from_package(folder), _from_pyproject(folder), _from_git(folder), folder.name):
        if word := re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition("/")[2]).strip("-_")[:64]:
            return word
    return "system"


def _from_package(folder: Path) -> str:
    try:
        found = json.loads(_start(folder / "package.json"))
    except (ValueError, RecursionError):
        return ""
    return str(found.get("name") or "") if isinstance(found, dict) else ""


def _from_pyproject(folder: Path) -> str:
    try:
        found = tomllib.loads(_start(folder / "pyproject.toml").decode("utf-8", "replace")).get("project")
    except (ValueError, RecursionError):
        return ""
    return str(found.get("name") or "") if isinstance(found, dict) else ""


def _from_git(folder: Path) -> str:
    found = _SECTION.search(_start(folder / ".git" / "config").decode("utf-8", "replace"))
    return re.split(r"[/:]", found[1].rstrip("/"))[-1].removesuffix(".git") if found else ""


def _start(path: Path) -> bytes:
    """The first 64 kB of a plain file; nothing for anything else."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(65536)
    except OSError:
        return b""
