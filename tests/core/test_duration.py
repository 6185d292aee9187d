"""Lengths of time, as written and as read."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.core.duration import clock_face, parse_duration, short


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("15m", 900),
        ("48h", 172800),
        ("1h30m", 5400),
        ("2 minutes", 120),
        ("30 seconds", 30),
        ("1 h 5 min", 3900),
        ("500ms", 0.5),
        ("7d", 604800),
    ],
)
def test_lengths_are_read(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "15", "soon", "m15", "15 m and a bit"])
def test_what_is_no_length_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="30s, 15m or 48h"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("seconds", "face", "words"),
    [
        (0, "00:00", "0 s"),
        (34, "00:34", "34 s"),
        (192, "03:12", "3 min"),
        (3760, "1:02:40", "62 min"),
        (9000, "2:30:00", "2 h 30"),
        (-65, "-01:05", "65 s"),
        (180000, "50:00:00", "2 d 2 h"),
    ],
)
def test_lengths_are_shown(seconds: int, face: str, words: str) -> None:
    assert (clock_face(timedelta(seconds=seconds)), short(timedelta(seconds=seconds))) == (face, words)


@given(st.text(max_size=20))
def test_any_text_is_a_length_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)
