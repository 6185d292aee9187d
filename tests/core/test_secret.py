"""A secret prints no part of itself, and its value does not leave."""

import base64
import pickle
from urllib.parse import quote

import pytest

from cockpit.core.secret import Redactor, Secret

TOKEN = Secret("cloud", "s3cr3t/+&value")


@pytest.mark.parametrize("shown", [repr(TOKEN), str(TOKEN), f"{TOKEN}", f"{[TOKEN]}", f"{TOKEN!r:>40}"])
def test_no_way_of_printing_shows_the_value(shown: str) -> None:
    assert "s3cr3t" not in shown
    assert "cloud" in shown


def test_it_is_not_copied_elsewhere() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(TOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer s3cr3t/+&value",
        f"https://x/?token={quote('s3cr3t/+&value', safe='')}",
        base64.b64encode(b"s3cr3t/+&value").decode(),
        "s3cr3t/+&values3cr3t/+&value",
    ],
)
def test_every_form_of_the_value_is_taken_out(text: str) -> None:
    cleaned = Redactor([TOKEN]).clean(text)
    assert "s3cr3t" not in cleaned
    assert base64.b64encode(b"s3cr3t/+&value").decode().rstrip("=") not in cleaned
    assert "‹secret cloud›" in cleaned


def test_a_short_value_does_not_blank_ordinary_words() -> None:
    assert Redactor([Secret("pin", "no")]).clean("nothing to note") == "nothing to note"
