"""The keyring of the operating system, reached only through backends named here.

`keyring.get_keyring()` loads whatever class `PYTHON_KEYRING_BACKEND`, a `keyringrc.cfg` or an installed package names,
a plain-text file included. So the class is chosen here, and built without its `__init__`, which would take properties
from `KEYRING_PROPERTY_*` and, in keyring_pass, the program to run from `keyringrc.cfg`.
Source: keyring 25.7 `core.py` and `backend.py`; keyring_pass 0.9.3.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, Protocol

from cockpit.core.secret import Secret
from cockpit.core.text import printable
from cockpit.ports import SecretError

SERVICE = "incident-cockpit"


class Backend(Protocol):
    """The three calls of a keyring backend that are used."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class Allowed(NamedTuple):
    """A backend that may be used, and what an instance of it needs besides its class."""

    module: str
    name: str
    says: str
    usable: Callable[[type], bool]
    own: Callable[[], dict[str, object]] = dict


def _answers(backend: type) -> bool:
    """Whether the backend itself says it can work here. Asks the bus who is there, not the keyring: quick."""
    try:
        return float(getattr(backend, "priority")) > 0  # noqa: B009  # computed on access, by talking to the bus
    except (RuntimeError, OSError):  # not this platform; a bus address that leads nowhere
        return False


def _pass_is_set_up(_: type) -> bool:
    store = os.environ.get("PASSWORD_STORE_DIR") or os.path.expanduser("~/.password-store")
    return shutil.which("pass") is not None and os.path.isfile(os.path.join(store, ".gpg-id"))


def _pass_settings() -> dict[str, object]:
    return {"pass_binary": shutil.which("pass"), "pass_key_prefix": "python-keyring", "pass_exact_service": True}


ALLOWED = (
    Allowed("keyring.backends.macOS", "Keyring", "macOS Keychain", _answers),
    Allowed("keyring.backends.Windows", "WinVaultKeyring", "Windows Credential Locker", _answers),
    Allowed("keyring.backends.SecretService", "Keyring", "Secret Service", _answers),
    Allowed("keyring.backends.kwallet", "DBusKeyring", "KWallet", _answers, lambda: {"handle": -1}),
    Allowed("keyring_pass", "PasswordStoreBackend", "pass", _pass_is_set_up, _pass_settings),
)


class KeyringStore:
    """A `SecretStore` over the OS keyring: service `incident-cockpit/<profile>`, user = the secret's name.

    Every call may block for ever (an unlock window, a hanging bus): see `TimedSecrets`.
    """

    def __init__(self, profile: str) -> None:
        self.where = "OS keyring"
        self._service = f"{SERVICE}/{profile}"
        self._chosen: Backend | None = None

    def get(self, name: str) -> Secret | None:
        """None: the keyring holds none. Raises SecretError."""
        value = self._asked(name, lambda backend: backend.get_password(self._service, name))
        return None if value is None else Secret(name, value)

    def set(self, secret: Secret) -> None:
        """Kept when this returns. Raises SecretError."""
        self._asked(secret.name, lambda backend: backend.set_password(self._service, secret.name, secret.reveal()))

    def delete(self, name: str) -> bool:
        """Whether there was one. Raises SecretError."""
        if self.get(name) is None:
            return False
        self._asked(name, lambda backend: backend.delete_password(self._service, name))
        return True

    def _asked(self, name: str, ask: Callable[[Backend], str | None]) -> str | None:
        # Imported late: keyring and the bus library cost a quarter of a second, and most commands need no secret.
        from keyring.errors import InitError, KeyringError, KeyringLocked

        refusals: tuple[type[Exception], ...] = (
            KeyringError,
            OSError,
            UnicodeDecodeError,
            subprocess.CalledProcessError,
            *_bus_errors(),
        )
        try:
            if self._chosen is None:
                self._chosen, says = _built(name)
                self.where = f"OS keyring ({says})"
            return ask(self._chosen)
        except KeyringLocked as error:
            raise SecretError(f"the OS keyring is locked; unlock it on this desktop, or {_for_now(name)}") from error
        except InitError as error:
            says = "the OS keyring is not set up and cannot ask for its password without a desktop"
            raise SecretError(f"{says}; log in there once, or {_for_now(name)}") from error
        except refusals as error:
            why = printable(str(error), 120) or type(error).__name__
            raise SecretError(f"the OS keyring refused ({why}); check it, or {_for_now(name)}") from error


def variable(name: str) -> str:
    """The environment variable that stands in for the secret called `name`: `COCKPIT_SECRET_SHOP_DB`."""
    return f"COCKPIT_SECRET_{name.upper().replace('-', '_')}"


def _built(name: str) -> tuple[Backend, str]:
    """The first allowed backend that works here, and its name in words. Raises SecretError when none does."""
    for allowed in ALLOWED:
        try:
            found: type[Backend] = getattr(import_module(allowed.module), allowed.name)
        except ImportError:
            continue
        if allowed.usable(found):
            backend = found.__new__(found)
            vars(backend).update(allowed.own())
            return backend, allowed.says
    session = "" if sys.platform != "linux" or os.environ.get("DBUS_SESSION_BUS_ADDRESS") else " (no desktop session)"
    raise SecretError(f"there is no OS keyring here{session}; {_for_now(name)}, or install pass and keyring-pass")


def _for_now(name: str) -> str:
    return f"for this shell type: read -rs {variable(name)} && export {variable(name)}"


def _bus_errors() -> tuple[type[Exception], ...]:
    """What the Secret Service's client raises besides keyring's own errors; nothing where it is not installed."""
    try:
        errors = import_module("secretstorage.exceptions").SecretStorageException
        return (errors, import_module("jeepney").DBusErrorResponse)
    except ImportError:
        return ()
