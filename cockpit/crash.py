"""What is said and kept when the program fails: one line for the person, a report without values for us."""

import os
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

from cockpit.paths import FolderError, ensure, state_dir


def report_of(error: BaseException | None) -> str:
    """Write where it happened to a 0600 file; one line that says where and how to go on.

    Both name the kind of the error and its place, no locals and not its words: those may hold a value from outside.
    """
    if error is None:
        return "the screen failed; what was written down is safe, go on with: cockpit resume"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    kept = _kept("\n".join(_told(error, set())))
    return (
        f"our mistake: {type(error).__name__}{place}; {kept}what was written down is safe, go on with: cockpit resume"
    )


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Kind and frames of `error`, after those of what led to it."""
    seen.add(id(error))
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for before in (error.__cause__, error.__context__, *inner):
        if before is not None and id(before) not in seen:
            yield from _told(before, seen)
    yield f"{type(error).__module__}.{type(error).__qualname__}"
    yield "".join(traceback.format_tb(error.__traceback__))


def _kept(text: str) -> str:
    name = datetime.now(UTC).strftime("crash-%Y%m%d-%H%M%S.txt")
    try:
        path = ensure(state_dir()) / name
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except (OSError, FolderError):
        return ""
    return f"details in {path}; "
