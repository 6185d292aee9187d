"""However a profile is broken, the answer is a whole profile or readable lines: never a traceback, never half of it."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.config import ConfigError, load_profile
from cockpit.config.load import load_text
from cockpit.core.profile import Profile
from cockpit.core.text import printable
from tests.config.test_load import DOC

EXAMPLE = re.findall(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)[0]
DOCUMENT = tomllib.loads(EXAMPLE)

JUNK = st.one_of(
    st.none().map(lambda _: {}),
    st.integers(),
    st.booleans(),
    st.floats(),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20),
    st.lists(st.one_of(st.integers(), st.text(max_size=5, alphabet="ab${}'\" "), st.just({"x": 1})), max_size=3),
    st.dictionaries(st.sampled_from(["id", "kind", "for", "x y", ""]), st.integers(), max_size=2),
)


def paths(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [here] if here else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += paths(inner, (*here, key))
    return found


def replaced(value: object, path: tuple[str | int, ...], junk: object) -> dict[str, object]:
    def inside(value: object, path: tuple[str | int, ...]) -> object:
        if not path:
            return junk
        if isinstance(value, dict):
            return {key: inside(inner, path[1:]) if key == path[0] else inner for key, inner in value.items()}
        assert isinstance(value, list)
        return [inside(inner, path[1:]) if at == path[0] else inner for at, inner in enumerate(value)]

    made = inside(value, path)
    assert isinstance(made, dict)
    return made


PATHS = paths(DOCUMENT)


def judged(text: str) -> None:
    """Load the text; every problem must be one printable line that names the file."""
    lines = told(lambda: load_text(text, Path("/srv/cockpit.toml")))
    for line in lines:
        assert line.startswith("/srv/cockpit.toml")
        assert printable(line, 9999) == line
        assert not re.search(r"msgspec|tomllib|Traceback|NoneType|\bstr\b|\bdict\b|\bint\b|object at", line)


def told(load: Callable[[], Profile]) -> list[str]:
    """The lines a person is told; none, and a whole profile, when it loads."""
    try:
        profile = load()
    except ConfigError as error:
        return [str(error), *map(str, error.problems)]
    return [] if profile.name and profile.scale.levels else ["half of a profile"]


@given(st.sampled_from(PATHS), JUNK)
@settings(max_examples=150)
def test_any_value_replaced_by_any_other(path: tuple[str | int, ...], junk: object) -> None:
    judged(tomlkit.dumps(replaced(DOCUMENT, path, junk)))


@given(st.integers(0, len(EXAMPLE)), st.integers(0, 40), st.text(alphabet="[]{}=\"'\\\n#.ab1é\x00\x1b", max_size=6))
@settings(max_examples=150)
def test_any_piece_of_the_text_replaced_by_any_other(start: int, length: int, junk: str) -> None:
    judged(EXAMPLE[:start] + junk + EXAMPLE[start + length :])


@given(st.binary(max_size=200))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "cockpit.toml"
    path.write_bytes(raw)
    assert all(printable(line, 9999) == line for line in told(lambda: load_profile(path)))
