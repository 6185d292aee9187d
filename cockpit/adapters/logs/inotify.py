"""Hear from the kernel that a file or its folder changed, so that an idle log costs nothing."""

import ctypes
import os
from pathlib import Path

# Source: inotify(7) and <sys/inotify.h>.
_MODIFY, _ATTRIB, _MOVED_TO, _CREATE, _DELETE_SELF, _MOVE_SELF = 0x2, 0x4, 0x80, 0x100, 0x400, 0x800
_FILE = _MODIFY | _ATTRIB | _DELETE_SELF | _MOVE_SELF
_FOLDER = _CREATE | _MOVED_TO


class Inotify:
    """`fd` becomes readable when something watched changes; it is -1 where the kernel has no inotify."""

    def __init__(self) -> None:
        self.fd = -1
        try:
            self._libc = ctypes.CDLL(None, use_errno=True)
            self.fd = int(self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        except (OSError, AttributeError):
            return

    def watch(self, path: Path) -> bool:
        """Watch `path` for writes and its folder for new names. False: nothing will be heard of it, so poll."""
        if self.fd < 0:
            return False
        self._libc.inotify_add_watch(self.fd, os.fsencode(path.parent), _FOLDER)
        return bool(self._libc.inotify_add_watch(self.fd, os.fsencode(path), _FILE) >= 0)

    def clear(self) -> None:
        """Forget what was heard so far."""
        try:
            while self.fd >= 0 and os.read(self.fd, 1 << 16):
                pass
        except BlockingIOError:
            return

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1
