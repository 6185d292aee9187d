"""What a person can ask of the session. A screen posts these up; `Session.submit` is the only door."""

from datetime import datetime, timedelta

import msgspec

from cockpit.core.actions import Outcome
from cockpit.core.checklist import StepState
from cockpit.core.hypothesis import Speaks, Standing
from cockpit.core.missing import Fate
from cockpit.core.secret import Secret


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all requests."""


class Declare(Request, frozen=True, kw_only=True):
    title: str
    symptom: str = ""
    severity: str = ""
    t0: datetime | None = None


class ChooseSeverity(Request, frozen=True, kw_only=True):
    level: str
    reason: str = ""


class Answer(Request, frozen=True, kw_only=True):
    """An answer to one of the scale's questions; None takes it back."""

    question: str
    yes: bool | None


class SetTimeZero(Request, frozen=True, kw_only=True):
    t0: datetime
    evidence: str = ""


class OpenRunbook(Request, frozen=True, kw_only=True):
    runbook: str
    """Its id in the catalog, or a path."""
    why: str = ""
    from_step: str = ""
    """The step of the open runbook that leads there; it is done when the other one is finished."""


class GoBack(Request, frozen=True, kw_only=True):
    """To the runbook the open one was opened from."""


class ReviewTrust(Request, frozen=True, kw_only=True):
    """Show what would run if the open runbook were trusted, and what changed since it last was."""


class TrustRunbook(Request, frozen=True, kw_only=True):
    """A person has read the open runbook and lets its blocks run."""

    digest: str


class SetParameters(Request, frozen=True, kw_only=True):
    values: dict[str, str]


class MarkStep(Request, frozen=True, kw_only=True):
    """Done, skipped (needs a reason) or back to todo, by hand."""

    step: str
    state: StepState
    reason: str = ""


class Decide(Request, frozen=True, kw_only=True):
    """Answer the question of a step."""

    step: str
    choice: str
    reason: str = ""


class GiveFields(Request, frozen=True, kw_only=True):
    """The values a step needs before it is ticked; it is ticked with them."""

    step: str
    values: dict[str, str]


class GiveResult(Request, frozen=True, kw_only=True):
    """A person ran a block of a step elsewhere; `text` is what came of it."""

    step: str
    index: int
    text: str
    why: str = ""


class RunAction(Request, frozen=True, kw_only=True):
    """Plan the step's action; a read then runs, anything else comes back as a plan to confirm.

    An `index` after the last block asks the step's question.
    """

    step: str
    index: int = 0


class GiveSecret(Request, frozen=True, kw_only=True):
    """The value a block of a step sends, typed by a person for this one action; then the block is planned again."""

    step: str
    index: int
    secret: Secret


class Undo(Request, frozen=True, kw_only=True):
    """Plan the way back."""

    token: str


class Confirm(Request, frozen=True, kw_only=True):
    """Run the plan with this digest, as it was shown."""

    plan: str
    typed: str = ""


class Decline(Request, frozen=True, kw_only=True):
    plan: str


class CancelAction(Request, frozen=True, kw_only=True):
    action: str


class CheckAction(Request, frozen=True, kw_only=True):
    """Read what became of an unknown action; sends nothing that changes anything."""

    action: str


class ResolveAction(Request, frozen=True, kw_only=True):
    """A person says what became of an unknown action."""

    action: str
    outcome: Outcome
    reason: str


class SendMessage(Request, frozen=True, kw_only=True):
    """Plan the sending of a message; empty `text` fills the template.

    `channel` and `promise` are those of a runbook's block; empty and None: the template's.
    """

    message: str
    text: str = ""
    channel: str = ""
    promise: timedelta | None = None
    step: str = ""
    block: int = 0


class MessageGiven(Request, frozen=True, kw_only=True):
    """A person sent the text by hand."""

    message: str
    text: str
    promise: timedelta | None = None
    step: str = ""
    block: int = 0


class AddNote(Request, frozen=True, kw_only=True):
    text: str
    about: datetime | None = None


class PinEvidence(Request, frozen=True, kw_only=True):
    source: str
    text: str
    of: datetime | None = None


class AboutCauses(Request, frozen=True, kw_only=True):
    """Base of what is asked about hypotheses and suggestions."""


class RaiseHypothesis(AboutCauses, frozen=True, kw_only=True):
    """A person's own idea of the cause."""

    text: str
    confirms: str = ""
    refutes: str = ""


class RaiseSuggested(AboutCauses, frozen=True, kw_only=True):
    """What rows look like becomes a hypothesis, with those rows as its evidence."""

    bug_class: str


class DismissCause(AboutCauses, frozen=True, kw_only=True):
    """Do not suggest this again; nothing is written down."""

    bug_class: str


class WeighEvidence(AboutCauses, frozen=True, kw_only=True):
    hypothesis: str
    speaks: Speaks
    text: str
    source: str = ""
    of: datetime | None = None


class SettleHypothesis(AboutCauses, frozen=True, kw_only=True):
    """Confirm, refute, set aside or open again. Where no evidence speaks for that yet, `reason` becomes it."""

    hypothesis: str
    standing: Standing
    reason: str = ""


class CloseState(Request, frozen=True, kw_only=True):
    state: str
    how: str


class AddFollowUp(Request, frozen=True, kw_only=True):
    text: str
    owner: str = ""
    due: str = ""


class SetAudit(Request, frozen=True, kw_only=True):
    """Around T0 ± `window`, for one person or (empty) for all."""

    window: timedelta | None = None
    person: str | None = None
    source: str = ""


class MakeReport(Request, frozen=True, kw_only=True):
    """Write the post-mortem as it stands into the incident's folder and show it."""


class VerifyChain(Request, frozen=True, kw_only=True):
    """Walk the hash chain of that name, on from where it was stopped, and show what came of it."""

    chain: str
    anew: bool = False
    """From the first row, whatever was walked before."""


class StopChain(Request, frozen=True, kw_only=True):
    """Stop the walk along the hash chain of that name; it can go on later."""

    chain: str


class AboutMissing(Request, frozen=True, kw_only=True):
    """Base of what is asked about a comparison of the profile, called `comparison`."""

    comparison: str


class Compare(AboutMissing, frozen=True, kw_only=True):
    """Read both sides from `since` on and hold them against each other; what is being read is given up."""

    since: datetime


class StopComparing(AboutMissing, frozen=True, kw_only=True):
    """Give up reading."""


class MarkMissing(AboutMissing, frozen=True, kw_only=True):
    """Say what became of missing rows; `others`: of those too many to be named as well."""

    keys: tuple[str, ...]
    fate: Fate
    reason: str = ""
    others: bool = False


class ExportMissing(AboutMissing, frozen=True, kw_only=True):
    """Write what is not the same as CSV into the incident's folder."""


class Refresh(Request, frozen=True, kw_only=True):
    """Read every source again now."""


class Resolve(Request, frozen=True, kw_only=True):
    cause: str = ""


class Reopen(Request, frozen=True, kw_only=True):
    reason: str


class Close(Request, frozen=True, kw_only=True):
    reason: str = ""
