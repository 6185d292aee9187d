"""Plain choices for a PickScreen."""

from collections.abc import Iterable

from widgets.pick_list import Option


def choices(pairs: Iterable[tuple[str, str]]) -> list[Option]:
    """One option for each (id, words)."""
    return [Option(id=id, title=words) for id, words in pairs]
