"""Search files for one needle: the door for the command line and the screen alike. Prints nothing."""

from collections.abc import Iterator, Sequence

from cockpit.adapters.archive.file import LogFile
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.ordering import merged, settled
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Hit, Span


def search(places: Sequence[Place], needle: Needle, span: Span, state: Search) -> Iterator[Hit]:
    """Every entry of `places` that holds `needle` and lies in `span`, in time order over all files.

    An entry without a time stands where it does in its file. `state` has the account, at any moment and at the end.
    Raises StoppedError when the stop event of `state` is set. Blocks: call it from a thread of its own where a screen
    waits.
    """
    files = [LogFile(place, state) for place in places]
    for hit in merged([(file.first, settled(file.hits(needle, span))) for file in files]):
        state.hits += 1
        yield hit
