"""Search files and archives for one needle: the door for the command line and the screen alike. Prints nothing."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cockpit.adapters.archive.file import LogFile
from cockpit.adapters.archive.needle import Needle
from cockpit.adapters.archive.ordering import merged, settled
from cockpit.adapters.archive.places import Place
from cockpit.adapters.archive.searching import Search
from cockpit.core.hits import Hit, Span

if TYPE_CHECKING:  # the ports bring asyncio along: 15 ms
    from cockpit.ports import Archive


def search(
    places: Sequence[Place], needle: Needle, span: Span, state: Search, archives: "Sequence[Archive]" = ()
) -> Iterator[Hit]:
    """Every entry of `places` and `archives` that holds `needle` and lies in `span`, in time order over all of them.

    An entry without a time stands where it does in its file. `state` has the account, at any moment and at the end.
    Raises StoppedError when the stop event of `state` is set. Blocks: call it from a thread of its own where a screen
    waits.
    """
    files = [LogFile(place, state) for place in places]
    streams = [(file.first, settled(file.hits(needle, span))) for file in files]
    streams += [(None, _asked(archive, needle, span, state)) for archive in archives]
    for hit in merged(streams):
        state.hits += 1
        yield hit


def _asked(archive: "Archive", needle: Needle, span: Span, state: Search) -> Iterator[Hit]:
    """What an archive finds; one that cannot be asked is noted, and the rest of the search goes on."""
    from cockpit.core.readings import SourceError

    try:
        yield from archive.find(needle.text, span, any_case=needle.any_case)
    except SourceError as error:
        state.not_read(archive.name, str(error))
