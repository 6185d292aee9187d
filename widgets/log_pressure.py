"""Whether the terminal still has to take what was drawn before: a slow line must not pile up frames."""

import fcntl
import struct
import termios

from textual.app import App


def is_behind(app: App[object]) -> bool:
    """Whether output is still on its way: in the writer's queue, or in the kernel's.

    Reads two private names of the framework (pinned exactly); where they are missing the answer is no.
    """
    driver = app._driver
    writer = getattr(driver, "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    if queue is not None and queue.qsize() > 0:
        return True
    file = getattr(driver, "_file", None)
    if writer is None or file is None:
        return False
    try:
        waiting = fcntl.ioctl(file.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
    except (OSError, ValueError):
        return False
    return bool(struct.unpack("i", waiting)[0] > 0)
