"""What nobody here can run is shown to be run elsewhere; what came of it is kept and moves the step on."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from cockpit.core.actions import Outcome, Receipt, Target
from cockpit.core.checklist import How, StepState
from cockpit.core.events import MessageSent, ResultPasted, StateClosed, StateOpened
from cockpit.core.profile import BY_HAND
from cockpit.core.severity import Level, Scale
from cockpit.engine import requests as r
from cockpit.engine.updates import ByHandWanted, FieldsWanted, MessageWanted, Said
from tests.engine.books import book, states
from tests.engine.desk import Desk, desk
from tests.fakes import PROFILE, START

ELSEWHERE = replace(
    PROFILE,
    targets={
        **PROFILE.targets,
        "shop-db": Target(
            name="shop-db", provider=BY_HAND, environment="production", settings={"where": "a machine with wrangler"}
        ),
    },
)


def wanted(d: Desk) -> ByHandWanted:
    return [update for update in d.updates if isinstance(update, ByHandWanted)][-1]


async def test_a_target_worked_by_hand_gives_the_block_with_its_values_and_where(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Kill the sessions {id=kill}

          ```sh {on=shop-db as=killed}
          wrangler d1 execute helm-{slug}-db --remote --command "delete from s where staff = '{staff}'"
          ```
        """,
    )
    async with desk(tmp_path, text, profile=ELSEWHERE) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.ask(r.SetParameters(values={"slug": "acme", "staff": "x'; drop table s"}), r.RunAction(step="kill"))
        asked = wanted(d)
        assert asked.lines == (
            "wrangler d1 execute helm-acme-db --remote --command \"delete from s where staff = '{staff}'\"",
        )
        assert (asked.left, asked.environment) == (("staff",), "production")
        assert asked.where == "a machine with wrangler (shop-db)"
        await d.ask(r.GiveResult(step="kill", index=0, text="rows: 3\nok 3\n", why=asked.why))
        item = d.incident.checklist.item("kill")
        assert item
        assert (item.state, item.how, item.evidence) == (StepState.DONE, How.MANUAL, "by hand: rows: 3")
        assert d.incident.parameters["killed"] == "ok 3"
        [pasted] = d.journal.events(ResultPasted)
        assert isinstance(pasted, ResultPasted)
        assert pasted.text == "rows: 3\nok 3\n"


async def test_a_missing_target_a_missing_tool_and_a_block_to_copy_are_all_done_by_hand(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Gone {id=gone}

          ```sql {on=nowhere where="the SQL editor"}
          select 1 where a = {who}
          ```
        - Tool {id=tool}

          ```sql
          select 1
          ```
        - Copy {id=copy}

          ```text
          ask {who} about {symptom}
          ```
        """,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="the till stops"), r.OpenRunbook(runbook="b"))
        await d.ask(r.SetParameters(values={"who": "O'Brien"}), r.RunAction(step="gone"))
        assert (wanted(d).lines, wanted(d).where) == (("select 1 where a = 'O''Brien'",), "the SQL editor (nowhere)")
        d.provider.refuse, d.provider.elsewhere = "`psql` is not installed here", True
        await d.ask(r.RunAction(step="tool"))
        assert wanted(d).why == "`psql` is not installed here"
        await d.ask(r.RunAction(step="copy"))
        assert wanted(d).lines == ("ask O'Brien about the till stops",)


async def test_a_plan_that_is_refused_for_a_reason_is_not_offered_elsewhere(tmp_path: Path) -> None:
    text = book("b", "# B\n- Look {id=look}\n\n  ```sql\n  select 1\n  ```\n")
    async with desk(tmp_path, text) as d:
        d.provider.refuse = "two statements; write one"
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="look"))
        assert not [update for update in d.updates if isinstance(update, ByHandWanted)]
        assert d.said[-1] == "two statements; write one"


async def test_what_was_switched_off_stands_between_the_incident_and_its_close(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Off {id=off opens="webhooks off" within=4h}
        - On {id=on closes="webhooks off"}
        """,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.MarkStep(step="off", state=StepState.DONE))
        state, clock = d.incident.open_states[0], d.incident.clocks[0]
        assert (state.says, clock.due - START) == ("webhooks off", timedelta(hours=4))
        await d.ask(r.Resolve(), r.Close())
        assert "webhooks off" in d.said[-1]
        await d.ask(r.MarkStep(step="on", state=StepState.DONE))
        assert (d.incident.open_states, d.incident.clocks) == ((), ())
        assert (len(d.journal.events(StateOpened)), len(d.journal.events(StateClosed))) == (1, 1)


async def test_a_block_leaves_open_only_when_it_was_done_and_its_way_back_puts_it_back(tmp_path: Path) -> None:
    text = book("b", '# B\n- Pause {id=pause}\n\n  ```queue {opens="queue paused"}\n  ```\n')
    async with desk(tmp_path, text) as d:
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.FAILED, says="no")
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="pause"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert list(d.incident.open_states) == []
        d.provider.answer = lambda plan: Receipt(outcome=Outcome.DONE, says="paused")
        await d.ask(r.RunAction(step="pause"), r.Refresh())
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        assert [state.says for state in d.incident.open_states] == ["queue paused"]


async def test_a_step_is_not_done_before_its_values_are_given(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Scope {id=scope}

          ```fields
          who: who is hit {choices="one|all"}
          note?: more
          ```
        - Then {id=then}
        """,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.MarkStep(step="scope", state=StepState.DONE))
        [asked] = [update for update in d.updates if isinstance(update, FieldsWanted)]
        assert [one.name for one in asked.fields] == ["who", "note"]
        await d.ask(r.GiveFields(step="scope", values={"who": "some"}))
        assert (states(d)["scope"], d.said[-1]) == (StepState.TODO, "who: one of one, all, not 'some'")
        await d.ask(r.GiveFields(step="scope", values={"who": "all"}))
        assert states(d)["scope"] is StepState.DONE
        assert d.incident.parameters["who"] == "all"


async def test_evidence_waits_for_the_values_a_step_still_needs(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Drained {id=drained}

          ```check
          read: queue work
          expect: stuck == 0
          ```

          ```fields
          cause: why it stopped
          ```
        """,
    )
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        await d.clock.forward(15)
        item = d.incident.checklist.item("drained")
        assert item
        assert (item.state, item.reason) == (StepState.WAITING, "still to be given: why it stopped")
        await d.ask(r.GiveFields(step="drained", values={"cause": "a dead worker"}))
        item = d.incident.checklist.item("drained")
        assert item
        assert (item.state, item.how) == (StepState.DONE, How.EVIDENCE)


async def test_what_a_block_brings_is_carried_to_later_blocks(tmp_path: Path) -> None:
    text = book(
        "b",
        """\
        # B
        - Find {id=find}

          ```sql {as=job}
          select id, owner from jobs limit 1
          ```
        - Use {id=use}

          ```sql
          select * from jobs where id = {job_id} and owner = {job_owner}
          ```
        """,
    )
    async with desk(tmp_path, text) as d:
        d.provider.answer = lambda plan: Receipt(
            outcome=Outcome.DONE, says="1 row", rows=1, columns=("id", "owner", "api_key"), sample=(("7", "ana", "s"),)
        )
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="find"), r.RunAction(step="use"))
        assert d.provider.executed[-1].parameters == {"job_id": "7", "job_owner": "ana"}
        assert "job_api_key" not in d.incident.parameters


async def test_t0_is_given_to_queries_without_asking(tmp_path: Path) -> None:
    text = book("b", "# B\n- Look {id=look}\n\n  ```sql\n  select {since}, {until}\n  ```\n")
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="look"))
        assert d.provider.executed[-1].parameters == {"since": "2026-03-14T08:56:00Z", "until": "2026-03-14T09:56:00Z"}


async def test_a_message_with_its_own_words_is_filled_sent_and_its_promise_kept(tmp_path: Path) -> None:
    text = book("b", "# B\n- Tell {id=tell}\n\n  ```message {on=ops promise=20m}\n  {severity}: {symptom}\n  ```\n")
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="till stops", severity="P2"), r.OpenRunbook(runbook="b"), r.RunAction(step="tell"))
        await d.ask(r.Confirm(plan=d.plan.plan.digest))
        [sent] = d.journal.events(MessageSent)
        assert isinstance(sent, MessageSent)
        assert sent.text.startswith("P2: till stops\n(inc-1 ")
        assert [clock.due - START for clock in d.incident.clocks] == [timedelta(minutes=20)]
        assert states(d)["tell"] is StepState.DONE


async def test_a_message_with_a_gap_is_shown_to_be_filled_and_one_without_a_channel_to_be_sent_by_hand(
    tmp_path: Path,
) -> None:
    text = book("b", "# B\n- Tell {id=tell}\n\n  ```message\n  Back by {eta}\n  ```\n")
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="tell"))
        [asked] = [update for update in d.updates if isinstance(update, MessageWanted)]
        assert (asked.text, asked.channel) == ("Back by {eta}", "")
        await d.ask(r.MessageGiven(message="", text="Back by noon", step="tell", block=0))
        assert states(d)["tell"] is StepState.DONE


async def test_a_severity_opens_its_runbook_and_what_is_to_be_done_afterwards(tmp_path: Path) -> None:
    scale = Scale(levels=(Level(id="P1", label="P1", runbook="b", afterwards="after"),))
    text, after = book("b", "# B\n- one {id=one}\n"), book("after", "# After\n- write it up {id=write}\n")
    async with desk(tmp_path, text, others=(after,), profile=replace(PROFILE, scale=scale)) as d:
        await d.ask(r.Declare(title="t", severity="P1"))
        assert d.incident.checklist.runbook == "b"
        await d.ask(r.Resolve(), r.Close())
        assert d.incident.checklist.runbook == "after"
        assert "After has an open step" in d.said[-1]
        await d.ask(r.MarkStep(step="write", state=StepState.DONE), r.Close())
        assert d.incident.phase == "closed"


async def test_a_runbook_for_another_system_is_said_to_be_one(tmp_path: Path) -> None:
    text = book("b", "---\nprofile: bakery\n---\n# B\n- one\n")
    async with desk(tmp_path, text) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        assert Said(text="B is written for bakery, and this is kitchen", severity="warning") in d.updates


async def test_a_pinned_runbook_that_is_gone_is_said_and_stops_nothing(tmp_path: Path) -> None:
    text = book("b", "# B\n- one {id=one}\n")
    async with desk(tmp_path, text, trusted=False) as d:
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"))
        for kept in d.journal.folder.glob("runbook-*"):
            kept.unlink()
        await d.ask(r.ReviewTrust())
        assert "cannot be read" in d.said[-1]
        await d.ask(r.MarkStep(step="one", state=StepState.DONE))
        assert states(d)["one"] is StepState.DONE


async def test_a_message_whose_channel_lacks_its_credential_here_is_given_to_a_person(tmp_path: Path) -> None:
    text = book("b", "# B\n- Tell {id=tell}\n\n  ```message {on=ops}\n  it is back\n  ```\n")
    async with desk(tmp_path, text) as d:
        d.provider.refuse, d.provider.elsewhere = "no webhook address is stored for ops", True
        await d.ask(r.Declare(title="t"), r.OpenRunbook(runbook="b"), r.RunAction(step="tell"))
        [asked] = [update for update in d.updates if isinstance(update, MessageWanted)]
        assert (asked.text, asked.channel) == ("it is back", "")
        assert d.said[-1] == "no webhook address is stored for ops; a person can send it"


async def test_an_incident_declared_elsewhere_gets_the_runbook_of_its_severity_when_a_cockpit_opens_it(
    tmp_path: Path,
) -> None:
    scale = Scale(levels=(Level(id="P1", label="P1", runbook="b"),))
    profile = replace(PROFILE, scale=scale)
    async with desk(tmp_path, book("other", "# O\n- one\n"), profile=profile) as d:
        await d.ask(r.Declare(title="t", severity="P1"))
        assert d.incident.checklist.items == ()
        journal = d.journal
    async with desk(tmp_path / "again", book("b", "# B\n- one\n"), profile=profile, journal=journal) as d:
        assert d.incident.checklist.runbook == "b"
