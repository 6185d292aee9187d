"""Who is at the keyboard: user, login user, host, terminal, SSH client."""

import os
import pwd
import socket

from cockpit import __version__
from cockpit.core.events import Actor
from cockpit.core.text import printable


def current_actor() -> Actor:
    """The person this process acts for, from the operating system; the environment is asked only for the SSH client."""
    user = pwd.getpwuid(os.geteuid()).pw_name if _known(os.geteuid()) else str(os.geteuid())
    return Actor(
        user=user,
        host=printable(socket.gethostname()),
        login=_login(user),
        ssh=printable(os.environ.get("SSH_CLIENT", "").split(" ")[0]),
        tty=_tty(),
        version=__version__,
    )


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _login(user: str) -> str:
    """The audit login user, which sudo does not change. Source: proc(5), /proc/self/loginuid."""
    try:
        with open("/proc/self/loginuid", encoding="ascii") as file:
            uid = int(file.read())
    except (OSError, ValueError):
        return ""
    if uid == 0xFFFFFFFF or not _known(uid):
        return ""
    name = pwd.getpwuid(uid).pw_name
    return name if name != user else ""


def _tty() -> str:
    try:
        return os.ttyname(0)
    except OSError:
        return ""
