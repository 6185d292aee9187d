"""Credentials within a time limit: the OS keyring first, then the environment, and always said which."""

import asyncio
import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from cockpit.adapters.keyring import KeyringStore, variable
from cockpit.core.secret import Secret, unfit
from cockpit.ports import SecretError, SecretStore

LIMIT = 3.0  # seconds; a person waiting to act notices more than that

T = TypeVar("T")


class Found(NamedTuple):
    """A credential and the place it came from, in words."""

    secret: Secret
    where: str


class EnvironmentStore:
    """A read-only `SecretStore` over `COCKPIT_SECRET_<NAME>`, for machines without a keyring."""

    where = "environment (read-only)"

    def get(self, name: str) -> Secret | None:
        """None: the variable is unset or empty. Raises SecretError for a value that cannot be sent."""
        value = os.environ.get(variable(name), "")
        if why := unfit(value) if value else "":
            raise SecretError(f"{variable(name)} {why}; set it again")
        return Secret(name, value) if value else None

    def set(self, secret: Secret) -> None:
        """Never done. Raises SecretError."""
        raise SecretError(f"the environment is read-only; type: export {variable(secret.name)}=…")

    def delete(self, name: str) -> bool:
        """Never done. Raises SecretError when there is one."""
        if variable(name) not in os.environ:
            return False
        raise SecretError(f"the value comes from the environment; type: unset {variable(name)}")


class TimedSecrets:
    """Stores asked in order, each within the limit, none of them on the event loop's thread.

    A call that hangs keeps its own daemon thread, which never keeps the process from ending; until that call returns,
    its store is not asked again, so ten steps in need of a token wait three seconds once, not ten times.
    """

    def __init__(self, stores: Sequence[SecretStore], limit: float = LIMIT) -> None:
        self._stores = tuple(stores)
        self._limit = limit
        self._hanging: dict[int, threading.Event] = {}

    async def get(self, name: str) -> Secret | None:
        """The credential called `name`; None: no store has one. Raises SecretError."""
        found = await self.find(name)
        return found.secret if found else None

    async def find(self, name: str) -> Found | None:
        """The credential and where it came from; None: every store was asked and has none.

        Raises SecretError, the first one met, when a store could not be asked and no other has it.
        """
        trouble: SecretError | None = None
        for place, store in enumerate(self._stores):
            try:
                secret = await self._within(place, partial(store.get, name), name)
            except SecretError as error:
                trouble = trouble or error
                continue
            if secret is not None:
                return Found(secret, store.where)
        if trouble is not None:
            raise trouble
        return None

    async def set(self, secret: Secret) -> str:
        """Keep `secret` in the first store; says where. Raises SecretError."""
        await self._within(0, partial(self._stores[0].set, secret), secret.name)
        return self._stores[0].where

    async def delete(self, name: str) -> str:
        """Remove it from the first store; says from where, empty: it was not there. Raises SecretError."""
        gone = await self._within(0, partial(self._stores[0].delete, name), name)
        return self._stores[0].where if gone else ""

    async def _within(self, place: int, call: Callable[[], T], name: str) -> T:
        before = self._hanging.get(place)
        done = threading.Event()
        if before is not None and not before.is_set():
            raise _silent(self._stores[place], name)
        try:
            return await asyncio.wait_for(_in_daemon_thread(call, done), self._limit)
        except TimeoutError as error:
            self._hanging[place] = done
            raise _silent(self._stores[place], name) from error


def stores_for(profile: str) -> tuple[SecretStore, ...]:
    """Where the credentials of the profile of that name may be, in the order they are asked."""
    return (KeyringStore(profile), EnvironmentStore())


async def _in_daemon_thread(call: Callable[[], T], done: threading.Event) -> T:
    """The result of `call`. Not `asyncio.to_thread`: its pool is joined at exit, so one hanging call would hold it."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: SecretError | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]  # without an error the result is what `call` gave

    def run() -> None:
        result, error = None, None
        try:
            result = call()
        except SecretError as raised:
            error = raised
        finally:
            done.set()
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            return  # the loop is closed: nobody waits for a late answer any more

    threading.Thread(target=run, name="secret", daemon=True).start()
    return await answer


def _silent(store: SecretStore, name: str) -> SecretError:
    says = "does not answer; an unlock window may be waiting, or its service hangs"
    return SecretError(f"the {store.where} {says}; unlock it, or for this shell type: export {variable(name)}=…")
