"""Puts a mended runbook in the place of the old one, whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path

from cockpit.core.text import printable
from cockpit.runbooks.load import RunbookError, read_content


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Write `after` to `path`, which must still hold `before`; the mode stays. Raises RunbookError.

    A link is followed only within its own folder, and then what it points to is replaced, not the link.
    """
    if read_content(path) != before:
        raise RunbookError(printable(f"{path} was changed meanwhile; nothing was written, run it again"))
    real = path.resolve()
    name = ""
    try:
        mode = stat.S_IMODE(real.stat().st_mode)
        handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(real)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise RunbookError(printable(f"{path} cannot be written ({error.strerror}); check its folder")) from error
