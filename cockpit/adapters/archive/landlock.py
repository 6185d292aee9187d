"""Give up, for good, every right to change a file or to reach the network: what the kernel takes no query gets back.

Source: landlock(7), <linux/landlock.h>; the system call numbers are the same on every machine.
"""

import ctypes
import resource
import struct

_CREATE, _RESTRICT = 444, 446
_NO_NEW_PRIVILEGES = 38
# Write a file, remove a folder or file, make any kind of node; from version 2 on to link elsewhere, 3 on to truncate.
_CHANGE = 0b1_1111_1111_0010
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_TCP = 0b11  # bind, connect; from version 4 on


def renounce() -> bool:
    """Whether this process can now change no file. Where the kernel cannot do that, no file can at least be written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        call = ctypes.CDLL(None, use_errno=True).syscall
    except (OSError, AttributeError):
        return False
    version = call(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return False
    changes = _CHANGE | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    wanted = struct.pack("QQ", changes, _TCP) if version >= 4 else struct.pack("Q", changes)
    rules = call(_CREATE, wanted, ctypes.c_size_t(len(wanted)), ctypes.c_uint32(0))
    if rules < 0 or ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(call(_RESTRICT, rules, ctypes.c_uint32(0)) == 0 and version >= 3)
