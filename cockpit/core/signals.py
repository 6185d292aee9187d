"""Signals: a measured value against a threshold, held long enough, with a gap between raising and clearing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from cockpit.core.expr import ExpressionError, Value, holds, names_in

UNREAD = "unread_min"
"""For how many minutes a source could not be read: known of each that is read again and again, whatever it measures."""


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of the profile: when `expr` has held for `hold`, the signal is raised; when `clear` holds, it is over."""

    name: str
    source: str
    expr: str
    hold: timedelta = timedelta(0)
    clear: str = ""
    """What must hold for the signal to be over; empty: `expr` no longer holds."""
    severity: str = ""
    runbook: str = ""

    @property
    def unread(self) -> bool:
        """Whether it is about the source not being read, and not about what it measures."""
        return set(names_in(self.expr)) == {UNREAD}


class SignalState(StrEnum):
    """`unknown` until a reading came; `pending` while the value is bad but not yet for long enough."""

    UNKNOWN = "unknown"
    CALM = "calm"
    PENDING = "pending"
    RAISED = "raised"


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What a threshold says of the newest reading. Times are aware."""

    threshold: Threshold
    state: SignalState = SignalState.UNKNOWN
    since: datetime | None = None
    says: str = "not measured yet"

    @property
    def raised(self) -> bool:
        return self.state is SignalState.RAISED


def measured(signal: Signal, values: Mapping[str, Value], at: datetime) -> Signal:
    """The signal after a reading of `values` at `at`.

    A reading that lacks a value leaves a raised signal raised: missing data clears nothing.
    """
    threshold = signal.threshold
    try:
        bad = holds(threshold.expr, values)
        over = holds(threshold.clear, values) if threshold.clear else not bad
    except ExpressionError as error:
        if signal.raised:
            return signal
        return msgspec.structs.replace(signal, state=SignalState.UNKNOWN, since=None, says=str(error))
    says = _says(threshold, values)
    if signal.raised:
        if over and not bad:
            return msgspec.structs.replace(signal, state=SignalState.CALM, since=at, says=says)
        return msgspec.structs.replace(signal, says=says if bad else _lasts(threshold, values))
    if not bad:
        since = signal.since if signal.state is SignalState.CALM else at
        return msgspec.structs.replace(signal, state=SignalState.CALM, since=since, says=says)
    since = signal.since if signal.state is SignalState.PENDING and signal.since else at
    state = SignalState.RAISED if at - since >= threshold.hold else SignalState.PENDING
    return msgspec.structs.replace(signal, state=state, since=since, says=says)


def _says(threshold: Threshold, values: Mapping[str, Value]) -> str:
    if threshold.unread:
        return f"{threshold.source} not read for {_number(values[UNREAD])} min (limit: {threshold.expr})"
    return f"{_shown(threshold.expr, values)} (limit: {threshold.expr})"


def _lasts(threshold: Threshold, values: Mapping[str, Value]) -> str:
    """Why it is still raised although the limit is no longer passed."""
    return f"{_shown(threshold.expr, values)} (over when {threshold.clear}; the limit was {threshold.expr})"


def _shown(expr: str, values: Mapping[str, Value]) -> str:
    return ", ".join(f"{name} {_number(values[name])}" for name in names_in(expr))


def _number(value: Value) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
