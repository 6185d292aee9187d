"""Credentials from several places, in order and in time."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.adapters.secrets import EnvironmentStore, TimedSecrets
from cockpit.core.secret import Secret, unfit
from cockpit.ports import SecretError


class Shelf:
    """A store that has what it is given, or cannot be used."""

    def __init__(self, where: str, *, trouble: str = "", **values: str) -> None:
        self.where = where
        self.trouble = trouble
        self.values = values
        self.asked: list[str] = []

    def get(self, name: str) -> Secret | None:
        self.asked.append(name)
        if self.trouble:
            raise SecretError(self.trouble)
        return Secret(name, self.values[name]) if name in self.values else None

    def set(self, secret: Secret) -> None:
        self.values[secret.name] = secret.reveal()

    def delete(self, name: str) -> bool:
        return self.values.pop(name, None) is not None


class Silent(Shelf):
    """A store whose calls return only when the test lets them."""

    def __init__(self) -> None:
        super().__init__("silent")
        self.released = threading.Event()

    def get(self, name: str) -> Secret | None:
        super().get(name)
        self.released.wait()
        return Secret(name, "late")


async def test_the_first_store_that_has_it_answers_and_is_named() -> None:
    secrets = TimedSecrets([Shelf("one", a="1"), Shelf("two", a="2", b="3")])
    found = await secrets.find("a")
    assert found is not None
    assert (found.secret.reveal(), found.where) == ("1", "one")
    other = await secrets.find("b")
    assert other is not None
    assert (other.secret.reveal(), other.where) == ("3", "two")
    assert await secrets.get("c") is None


async def test_a_store_in_trouble_is_told_only_when_no_other_has_it() -> None:
    secrets = TimedSecrets([Shelf("one", trouble="broken; mend it"), Shelf("two", a="2")])
    assert (await secrets.get("a")) == Secret("a", "2")
    with pytest.raises(SecretError, match="broken; mend it"):
        await secrets.get("b")


async def test_a_store_that_hangs_is_asked_once_and_again_after_it_came_back() -> None:
    silent = Silent()
    secrets = TimedSecrets([silent], limit=0.02)
    for _ in range(3):
        with pytest.raises(SecretError, match="the silent does not answer"):
            await secrets.get("a")
    assert silent.asked == ["a"]
    silent.released.set()
    patient = TimedSecrets([silent], limit=10)
    assert await patient.get("b") == Secret("b", "late")


async def test_keeping_and_removing_are_the_first_stores_affair() -> None:
    first, second = Shelf("one"), Shelf("two", a="2")
    secrets = TimedSecrets([first, second])
    assert await secrets.set(Secret("a", "1")) == "one"
    assert first.values == {"a": "1"}
    assert await secrets.delete("a") == "one"
    assert await secrets.delete("a") == ""
    assert second.values == {"a": "2"}


def test_the_environment_is_read_by_name_and_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_SHOP_DB", "value")
    store = EnvironmentStore()
    assert store.get("shop-db") == Secret("shop-db", "value")
    assert store.get("other") is None
    with pytest.raises(SecretError, match="read-only; type: export COCKPIT_SECRET_SHOP_DB="):
        store.set(Secret("shop-db", "x"))
    with pytest.raises(SecretError, match="type: unset COCKPIT_SECRET_SHOP_DB"):
        store.delete("shop-db")


def test_a_value_of_the_environment_that_cannot_be_sent_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_SECRET_A", "value\r\nX-Injected: 1")
    with pytest.raises(SecretError, match="COCKPIT_SECRET_A holds a line break") as raised:
        EnvironmentStore().get("a")
    assert "Injected" not in str(raised.value)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("", "is empty"),
        (" x", "has a space or line break around it"),
        ("x\n", "has a space or line break around it"),
        ("a\nb", "holds a line break or another control character"),
        ("a\x1bb", "holds a line break or another control character"),
        ("a“b", "holds a character that cannot be sent"),
        ("x" * 9000, "is longer than"),
        ("sk_live_…".replace("…", "x1"), ""),
        ("pässwörd with space", ""),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(value: str, says: str) -> None:
    assert unfit(value).startswith(says)
    assert bool(unfit(value)) == bool(says)


@given(st.text())
def test_what_is_fit_can_stand_in_a_header(value: str) -> None:
    if not unfit(value):
        assert b"\n" not in value.encode("latin-1")
        assert value.encode("latin-1").decode("latin-1").strip() == value
