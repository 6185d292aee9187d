"""A source whose clock is far from ours says so in the title."""

from datetime import timedelta

import pytest

from tests.widgets.test_log_pane import Growing
from widgets.log_place import Place
from widgets.log_title import title


class Skewed(Growing):
    def __init__(self, *skews: float | None) -> None:
        super().__init__(1)
        self._skews = {f"s{number}": skew for number, skew in enumerate(skews)}

    @property
    def sources(self) -> tuple[str, ...]:  # type: ignore[override]  # the log it is made of has the same always
        return tuple(self._skews)

    def skew(self, source: str) -> timedelta | None:
        found = self._skews[source]
        return timedelta(seconds=found) if found is not None else None


@pytest.mark.parametrize(
    ("skews", "says"),
    [
        ([34.0], "its times are 34 s behind"),
        ([0.5, -90.0], "s1: its times are 90 s ahead"),
        ([None, 4.9], None),
    ],
)
def test_times_far_from_ours_are_told(skews: list[float | None], says: str | None) -> None:
    words = title(Skewed(*skews), Place(), 0, None, "", None, timedelta(seconds=30))
    assert (says in words) if says else ("its times" not in words)
