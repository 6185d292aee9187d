"""The hypotheses of the incident: raised, weighed and settled by people; suggestions become ones only when raised."""

from cockpit.core import events as e
from cockpit.core.bugsigns import Match
from cockpit.core.hypothesis import SETTLED_BY, Hypothesis, Speaks, Standing
from cockpit.core.incident import Incident
from cockpit.core.sums import worked
from cockpit.engine import requests as r
from cockpit.engine.causes import CauseWatch
from cockpit.engine.kit import Kit
from cockpit.engine.ledger import Ledger
from cockpit.engine.steps import RefusedError


class Hypotheses:
    """What may be the cause."""

    def __init__(self, kit: Kit, ledger: Ledger, causes: CauseWatch) -> None:
        self._kit = kit
        self._ledger = ledger
        self._causes = causes

    def handle(self, request: r.AboutCauses) -> None:
        """Raises RefusedError, JournalError."""
        match request:
            case r.RaiseHypothesis():
                raised = e.HypothesisRaised(
                    hypothesis=self._kit.new_id(),
                    text=request.text,
                    confirms=request.confirms,
                    refutes=request.refutes,
                )
                self._raise(raised, ())
            case r.RaiseSuggested():
                self._raise_suggested(request.bug_class)
            case r.WeighEvidence():
                self._weigh(self._found(request.hypothesis), request)
            case r.SettleHypothesis():
                self._settle(self._found(request.hypothesis), request)
            case r.DismissCause():
                self._causes.dismiss(request.bug_class)

    def _raise_suggested(self, bug_class: str) -> None:
        match = self._causes.matches.get(bug_class)
        if match is None:
            raise RefusedError("nothing looks like that any more")
        kind = match.bug_class
        raised = e.HypothesisRaised(
            hypothesis=self._kit.new_id(),
            text=match.says,
            confirms=kind.confirms,
            refutes=kind.refutes,
            look=kind.look,
            mend=kind.mend,
            bug_class=kind.id,
        )
        self._raise(raised, _evidence(raised, match))

    def _raise(self, raised: e.HypothesisRaised, evidence: tuple[e.EvidenceWeighed, ...]) -> None:
        if not raised.text.strip():
            raise RefusedError("say what may be the cause")
        refused = self._ledger.claim(raised, lambda now: _known(now, raised))
        if refused:
            raise RefusedError(refused)
        self._ledger.record_all(evidence)

    def _weigh(self, one: Hypothesis, request: r.WeighEvidence) -> None:
        if not request.text.strip():
            raise RefusedError("say what was seen")
        self._ledger.record(
            e.EvidenceWeighed(
                hypothesis=one.id,
                cause=one.text,
                speaks=request.speaks,
                text=request.text if request.source else worked(request.text),
                source=request.source,
                of=request.of,
            )
        )

    def _settle(self, one: Hypothesis, request: r.SettleHypothesis) -> None:
        """Words given with a verdict that has no evidence yet are that evidence."""
        side = SETTLED_BY.get(request.standing)
        words = request.reason.strip()
        if request.standing is one.standing:
            raise RefusedError(f"it is {one.standing} already")
        if request.standing is Standing.ASIDE and not words:
            raise RefusedError("say why it is set aside; the report will ask")
        if side and not one.speaking(side):
            if not words:
                raise RefusedError(f"nothing speaks {side} it yet; say what does")
            self._ledger.record(e.EvidenceWeighed(hypothesis=one.id, cause=one.text, speaks=side, text=words))
        self._ledger.record(
            e.HypothesisSettled(hypothesis=one.id, cause=one.text, standing=request.standing, reason=words)
        )

    def _found(self, id: str) -> Hypothesis:
        found = self._ledger.incident.hypothesis(id)
        if found is None:
            raise RefusedError("nobody raised that hypothesis")
        return found


def _known(now: Incident, raised: e.HypothesisRaised) -> str:
    """Why it cannot be raised: it stands already, said by somebody else a moment ago."""
    text = raised.text.casefold()
    same = (
        one
        for one in now.hypotheses
        if one.text.casefold() == text or (raised.bug_class and one.bug_class == raised.bug_class and one.is_open)
    )
    found = next(same, None)
    return f"{found.by} raised it already; it is {found.standing}" if found else ""


def _evidence(raised: e.HypothesisRaised, match: Match) -> tuple[e.EvidenceWeighed, ...]:
    """The rows it was suggested by speak for it; how many there were is said with the newest."""
    count = f"{match.count} rows, {match.first:%H:%M:%S} to {match.last:%H:%M:%S} UTC; "
    newest = match.rows[-1].key
    return tuple(
        e.EvidenceWeighed(
            hypothesis=raised.hypothesis,
            cause=raised.text,
            speaks=Speaks.FOR,
            text=(count if row.key == newest and match.count > 1 else "") + row.text,
            source=row.source,
            of=row.at,
        )
        for row in match.rows
    )
