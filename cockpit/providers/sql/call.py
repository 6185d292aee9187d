"""The verb `call`: one function of the database by its name, its arguments bound, in one transaction.

This is how a system changes its rows whose functions keep times and events right: nothing but the call is sent.
"""

import re
from pathlib import Path

import msgspec

from cockpit.core.actions import Action, Plan, Receipt, Target
from cockpit.core.expr import Value
from cockpit.core.readings import MissingHereError, SourceError
from cockpit.core.runbook import Risk
from cockpit.core.text import printable
from cockpit.ports import Run, Verb
from cockpit.providers.sql import cells, show
from cockpit.providers.sql.bind import bind
from cockpit.providers.sql.commit import Done, carried_out, found_out
from cockpit.providers.sql.engine import Answer, Bound, Engine, Writing
from cockpit.providers.sql.identifiers import quoted
from cockpit.providers.sql.operation import Operation
from cockpit.providers.sql.policy import allowed_functions, may_call

ROWS = 200
ALREADY = "already_done"
"""What a function that may be called twice answers the second time."""

_CALL = re.compile(
    r"\s*(?:select\s+(?:\*\s+from\s+)?)?([A-Za-z_][\w.$]*)\s*\((.*)\)\s*;?\s*", re.DOTALL | re.IGNORECASE
)
_ARGUMENT = (
    r"(?:\w+\s*(?:=>|:=)\s*)?(?:\$\d+|'(?:[^']|'')*'|-?\d+(?:\.\d+)?|null|true|false)(?:::[A-Za-z_][\w. ]*(?:\[\])?)?"
)
_ARGUMENTS = re.compile(rf"\s*(?:{_ARGUMENT}(?:\s*,\s*{_ARGUMENT})*)?\s*", re.IGNORECASE)

_FUNCTIONS = """
select n.nspname || '.' || p.proname as name, pg_get_function_identity_arguments(p.oid) as arguments,
       p.pronargs - p.pronargdefaults as least, p.pronargs as most, p.prosecdef as owners_rights,
       has_function_privilege(coalesce(nullif($3, ''), current_user), p.oid, 'execute') as may
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.proname = $1 and (n.nspname = $2 or ($2 = '' and pg_function_is_visible(p.oid))) and p.prokind = 'f'
order by 1, 2
"""
_AS_SOMEBODY = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)"


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent: first as whom, if the target says so, then the call."""

    name: str
    bound: Bound
    preamble: Bound | None = None


async def plan(engine: Engine, action: Action, target: Target) -> Plan:
    """Which function, with what, as whom. Raises SourceError or BindError."""
    call, arguments = _written(engine, action, target)
    schema, _, name = call.name.rpartition(".")
    found = (await engine.read(Bound(_FUNCTIONS, (name, schema, target.settings.get("role", ""))))).rows
    function = _fitting(found, call.name, arguments)
    full = str(function[0])
    if not may_call(target, full):
        raise SourceError(
            f"{full} is not among the functions target {target.name} allows ({', '.join(allowed_functions(target))})"
        )
    if not function[5]:
        raise MissingHereError(
            f"this role may not call {full}; grant execute on it, or set role in target {target.name}"
        )
    before = show.request(call.preamble, engine.dialect.place) if call.preamble else ()
    rights = "with its owner's rights" if function[4] else "with the caller's rights"
    confirm, phrase = show.confirmation(show.graver(action.risk, Risk.CHANGES), target, None)
    return Plan(
        action=action,
        target=target,
        request=(*before, *show.request(call.bound, engine.dialect.place)),
        says=f"calls {full}({printable(str(function[1]), 200)}) on {target.name}, {rights}",
        irreversible=("what the function changes: the cockpit keeps nothing it could put back",),
        warnings=show.warnings(call.bound),
        confirm=confirm,
        phrase=phrase,
        private={"function": full},
    )


async def execute(engine: Engine, plan: Plan, run: Run) -> Receipt:
    """The call, once."""
    call, _ = _written(engine, plan.action, plan.target)

    async def work(writing: Writing) -> Done:
        if call.preamble is not None:
            await writing.run(call.preamble, 1)
        answer = await writing.run(call.bound, ROWS)
        values = _values(answer)
        name = plan.private["function"]
        said = "was done already; nothing was moved" if values.get(ALREADY) is True else f"answered {_in_words(answer)}"
        return Done(
            says=f"{name} {said}",
            touched=len(answer.rows),
            columns=cells.names(answer.columns),
            sample=cells.table(answer),
            values=values,
        )

    return await carried_out(engine, plan, run, work)


async def check(engine: Engine, plan: Plan, folder: Path) -> Receipt:
    """Whether its transaction was committed."""
    return await found_out(engine, plan, folder)


CALL = Operation(
    verb=Verb(name="call", risk=Risk.CHANGES, says="call one function by its name: `schema.name({x}, {y})`"),
    plan=plan,
    execute=execute,
    check=check,
)


def _written(engine: Engine, action: Action, target: Target) -> tuple[Call, int]:
    """The call in the block and how many arguments it has. Raises SourceError or BindError."""
    bound = bind(action.text, action.parameters, engine.dialect.place)
    found = _CALL.fullmatch(bound.text)
    if found is None or not _ARGUMENTS.fullmatch(found[2]):
        raise SourceError("write one call with plain values, such as public.move({order_id}), and nothing around it")
    statement = f"select * from {quoted(found[1].lower())}({found[2].strip()})"  # noqa: S608 - checked and bound above
    role, claims = target.settings.get("role", ""), target.settings.get("claims", "")
    preamble = Bound(_AS_SOMEBODY, (role or "none", claims)) if role or claims else None
    count = len(re.findall(_ARGUMENT, found[2], re.IGNORECASE))
    return Call(name=found[1].lower(), bound=Bound(statement, bound.values), preamble=preamble), count


def _fitting(found: tuple[tuple[object, ...], ...], name: str, arguments: int) -> tuple[object, ...]:
    if not found:
        raise SourceError(f"there is no function {name} here; check the name, or whether a migration is missing")
    fitting = [row for row in found if int(str(row[2])) <= arguments <= int(str(row[3]))]
    if not fitting:
        known = " or ".join(f"{row[0]}({row[1]})" for row in found[:4])
        raise SourceError(f"{name} takes other arguments than these {arguments}: {printable(known, 300)}")
    return fitting[0]


def _values(answer: Answer) -> dict[str, Value]:
    """The first row by column, and what a JSON answer holds by key."""
    found = dict(cells.first(answer))
    if len(answer.columns) == 1 and answer.rows and isinstance(answer.rows[0][0], dict):
        found = {
            str(key): value if isinstance(value, bool | int | float) else cells.shown(value)
            for key, value in answer.rows[0][0].items()
        }
    return found


def _in_words(answer: Answer) -> str:
    rows = cells.table(answer)
    if not rows:
        return "with no row"
    more = f" and {len(rows) - 1} rows more" if len(rows) > 1 else ""
    return printable(" ".join(rows[0]), 200) + more
