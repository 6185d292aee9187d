"""What every provider that speaks HTTP must hold to besides: subclass `HttpContract` and give it a `wire`."""

import gzip
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from cockpit.adapters.journal.shelf import FolderShelf
from cockpit.core.actions import Outcome, Plan, Receipt
from cockpit.core.events import ActionFinished, ActionStarted, Actor
from cockpit.core.readings import SourceError, WrongTargetError
from cockpit.drill.vendors.loopback import Asked, Loopback, QuickClock, Reply, loopback
from cockpit.ports import Identified, Run
from tests.providers.contract import ProviderContract, Subject

BOMB = Reply(200, gzip.compress(bytes(1024 * 1024), 1), {"content-encoding": "gzip"}, times=1024)
"""1 GiB of zeros in 5 MB: a gzip file may have many members, and a careless reader unpacks them all."""
NESTED = Reply(200, b"[" * 200_000, {"content-type": "application/json"})
LONG = Reply(200, b"[" + b"1," * 512 * 1024, {"content-type": "application/json"}, times=64)
LOST = {
    "silence": Reply(hang=True),
    "a cut line": Reply(200, b"{", reset=True),
    "500": Reply(500, b'{"message": "boom"}'),
    "502": Reply(502, b"<html>bad gateway</html>"),
    "503": Reply(503),
}
NOT_ASKED = (
    "http://api.example.com",
    "https://ana:hunter2@api.example.com",
    "https://169.254.169.254/latest",
    "https://metadata.google.internal",
    "file:///etc/passwd",
)
_READS = frozenset({"GET", "HEAD"})
FEW = 5  # requests at every start, for one target
_BIGGEST = 64 * 1024


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """A subject whose world is one loopback server."""

    subject: Subject
    server: Loopback
    clock: QuickClock
    is_change: Callable[[Asked], bool] = lambda asked: asked.method not in _READS
    """Whether a request does what `subject.change` does: those get the faults, the others their usual answer."""
    is_read: Callable[[Asked], bool] = lambda asked: asked.method in _READS
    """Whether a request only reads: some vendors take their queries by POST."""
    only_reads: str = ""
    """Why no answer is `failed` and not `unknown` here; empty: it is `unknown`."""
    base: str = "url"
    """The setting that holds the base address; empty: it is the secret, see the provider's own tests."""


class HttpContract(ProviderContract):
    """The tests. `wire.server.behaviour` is the vendor on a good day."""

    @pytest.fixture
    def subject(self, wire: Wire) -> Subject:
        return wire.subject

    async def test_a_plan_sends_no_write(self, wire: Wire) -> None:
        plan = await wire.subject.provider.plan(wire.subject.change, wire.subject.target)
        assert not plan.refused, plan.refused
        sent = [asked.method for asked in wire.server.asked if not wire.is_read(asked) or wire.is_change(asked)]
        assert sent == []

    async def test_its_identity_is_told_by_a_few_reads_and_silence_is_not_another_tenant(self, wire: Wire) -> None:
        provider, target = wire.subject.provider, wire.subject.target
        if not isinstance(provider, Identified):
            pytest.skip("nothing tells whose this is")
        wire.server.asked.clear()
        says = await provider.identity(target)
        assert says.isprintable()
        assert wire.subject.secret not in says
        assert len(wire.server.asked) <= FEW
        assert not any(wire.is_change(asked) or not wire.is_read(asked) for asked in wire.server.asked)
        with self._instead(wire, Reply(500, b"{}"), everything=True):
            await _not_wrong(provider.identity(target))  # an outage is no reason to call the wrong people

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
    async def test_a_refusal_is_failed_in_one_line_and_not_tried_again(self, wire: Wire, status: int, run: Run) -> None:
        body = b'{"message": "no\\nsuch \x1b[2Jthing", "error": {"message": "no"}}'
        receipt = await self._answered(wire, Reply(status, body, {"content-type": "application/json"}), run)
        assert receipt.outcome is Outcome.FAILED
        assert receipt.says.isprintable()
        assert wire.only_reads or self._changes(wire) == 1

    @pytest.mark.parametrize("fault", LOST)
    async def test_a_lost_answer_is_unknown_and_asked_for_once(self, wire: Wire, fault: str, run: Run) -> None:
        receipt = await self._answered(wire, LOST[fault], run)
        assert receipt.outcome is (Outcome.FAILED if wire.only_reads else Outcome.UNKNOWN), receipt.says
        assert receipt.says.isprintable()
        assert wire.only_reads or self._changes(wire) == 1

    async def test_429_is_said_with_its_wait_and_nothing_is_sent_before_it_is_over(self, wire: Wire, run: Run) -> None:
        plan = await self._plan(wire)
        usual = wire.server.behaviour
        with self._instead(wire, Reply(429, b"{}", {"retry-after": "30"})):
            first = await wire.subject.provider.execute(plan, run)
        assert (first.outcome, "30 s" in first.says) == (Outcome.FAILED, True), first.says
        sent = len(wire.server.asked)
        second = await wire.subject.provider.execute(plan, run)
        assert second.outcome is Outcome.FAILED
        assert "fewer requests" in second.says
        assert "UTC" in second.says, "it says when it may be asked again"
        assert len(wire.server.asked) == sent
        await wire.clock.sleep(31)
        assert wire.server.behaviour is usual
        assert (await wire.subject.provider.execute(plan, run)).outcome is Outcome.DONE

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    async def test_a_redirect_is_not_followed_and_names_its_host(self, wire: Wire, status: int, run: Run) -> None:
        with loopback(Reply(200, b"ok")) as sink:
            elsewhere = sink.url.replace("127.0.0.1", "localhost")
            receipt = await self._answered(wire, Reply(status, b"", {"location": elsewhere + "/x"}), run)
        assert receipt.outcome is not Outcome.DONE
        assert "localhost" in receipt.says
        assert sink.asked == []

    @pytest.mark.parametrize("reply", [BOMB, LONG, NESTED], ids=["gzip bomb", "64 MiB", "nested"])
    async def test_an_endless_answer_leaves_a_short_receipt(self, wire: Wire, reply: Reply, run: Run) -> None:
        receipt = await self._answered(wire, reply, run)
        assert len(msgspec.json.encode(receipt)) < _BIGGEST
        assert receipt.says.isprintable()

    async def test_no_secret_is_in_repr_error_journal_or_argv(self, wire: Wire, run: Run, tmp_path: Path) -> None:
        secret = wire.subject.secret
        if not secret:
            pytest.skip("this provider needs no credential here")
        shown: list[str] = [repr(wire.subject.provider)]
        started = list(_argv())
        for status in (200, 400, 403, 500):
            plan = await self._plan(wire)
            receipt = await self._answered(wire, _repeating(status), run, plan)
            _journal(tmp_path / "incidents", plan, receipt)
            shown += [repr(plan), repr(receipt)]
        with self._instead(wire, _repeating(403), everything=True):
            shown.append(repr(await wire.subject.provider.plan(wire.subject.change, wire.subject.target)))
            try:
                shown.append(await wire.subject.provider.ping(wire.subject.target))
            except SourceError as error:
                shown.append(repr(error) + repr(error.__cause__) + repr(error.__context__))
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode()
        assert "ActionFinished" in written
        assert secret not in " ".join([*shown, written, *_argv()[len(started) :]])
        assert any(secret in asked.path or secret in " ".join(asked.headers.values()) for asked in wire.server.asked)

    async def test_its_base_address_is_a_setting_and_a_bad_one_is_refused_in_the_plan(self, wire: Wire) -> None:
        if not wire.base:
            pytest.skip("the whole address is the secret; the provider's own tests refuse bad ones")
        assert wire.base in wire.subject.provider.settings
        for address in NOT_ASKED:
            target = wire.subject.target
            elsewhere = msgspec.structs.replace(target, settings={**target.settings, wire.base: address})
            plan = await wire.subject.provider.plan(wire.subject.change, elsewhere)
            assert plan.refused, address
            assert "hunter2" not in repr(plan.refused)
        assert wire.server.asked == []

    async def _plan(self, wire: Wire) -> Plan:
        plan = await wire.subject.provider.plan(wire.subject.change, wire.subject.target)
        assert not plan.refused, plan.refused
        return plan

    async def _answered(self, wire: Wire, reply: "Reply | Answering", run: Run, plan: Plan | None = None) -> Receipt:
        plan = plan or await self._plan(wire)
        with self._instead(wire, reply):
            return await wire.subject.provider.execute(plan, run)

    def _instead(self, wire: Wire, reply: "Reply | Answering", everything: bool = False) -> "_Instead":
        return _Instead(wire, reply, everything)

    def _changes(self, wire: Wire) -> int:
        return sum(wire.is_change(asked) for asked in wire.server.asked)


Answering = Callable[[Asked], Reply]


async def _not_wrong(asking: Coroutine[None, None, str]) -> None:
    try:
        await asking
    except WrongTargetError:
        pytest.fail("silence was taken for another tenant")
    except SourceError:
        return  # it cannot be told


class _Instead:
    """While open, changes (or everything) get another answer."""

    def __init__(self, wire: Wire, reply: Reply | Answering, everything: bool) -> None:
        self._wire, self._usual = wire, wire.server.behaviour
        answer: Answering = (lambda _: reply) if isinstance(reply, Reply) else reply
        self._behaviour: Answering = lambda asked: (
            answer(asked) if everything or wire.is_change(asked) else self._usual(asked)
        )

    def __enter__(self) -> None:
        self._wire.server.behaviour = self._behaviour

    def __exit__(self, *_: object) -> None:
        self._wire.server.behaviour = self._usual


def _repeating(status: int) -> Answering:
    """Answers with everything it was sent: some servers do, in their errors."""

    def answer(asked: Asked) -> Reply:
        said = f"{asked.path} {asked.headers.get('authorization', '')} {asked.headers}"
        return Reply(
            status, msgspec.json.encode({"message": said}), {"content-type": "application/json", "x-you": "sent"}
        )

    return answer


def _journal(folder: Path, plan: Plan, receipt: Receipt) -> None:
    """Write both as the engine does, with no redactor to help."""
    at = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
    _, journal = FolderShelf(folder).create(at)
    by = Actor(user="ana", host="here")
    journal.append(
        ActionStarted(action=plan.action, environment="production", request=plan.request, undo=plan.undo), by, at
    )
    finished = ActionFinished(
        action=plan.action.id,
        outcome=receipt.outcome,
        says=receipt.says,
        columns=receipt.columns,
        sample=receipt.sample,
        undo=receipt.undo,
    )
    journal.append(finished, by, at)


_SPAWNED: list[str] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"}:
        _SPAWNED.append(repr(arguments))


def _argv() -> list[str]:
    """What was started from this process since the first call, arguments and environment."""
    if _watch not in _WATCHING:
        sys.addaudithook(_watch)
        _WATCHING.append(_watch)
    return _SPAWNED


_WATCHING: list[object] = []
