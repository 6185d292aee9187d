"""The rows an UPDATE or DELETE would touch, asked for with the same WHERE."""

from dataclasses import dataclass

from sqlglot import exp

from cockpit.providers.sql.dialect import Dialect
from cockpit.providers.sql.engine import Bound, Input
from cockpit.providers.sql.identifiers import plain, quoted

_PLACES = (exp.Parameter, exp.Placeholder)


@dataclass(frozen=True, slots=True)
class Preview:
    """Reads that show what a write would touch."""

    count: Bound
    sample: Bound
    table: str
    """`table` or `schema.table`, folded as the engine folds it; empty: a name we cannot quote."""
    changed: tuple[str, ...] | None
    """The columns an UPDATE sets; None: all (DELETE), or not plain columns."""
    _rows: exp.Select
    _values: tuple[Input, ...]
    _dialect: Dialect

    def cells(self, key: str, columns: tuple[str, ...]) -> Bound:
        """Key and columns of the rows, as they are kept."""
        texts = [self._dialect.text.format(quoted(column)) for column in (key, *columns)]
        return _bound(self._rows, ", ".join(texts), self._values, self._dialect)


def preview(tree: exp.Expr, bound: Bound, dialect: Dialect) -> Preview | None:
    """The preview of the UPDATE or DELETE `tree`, parsed from `bound`; None when it cannot be asked beforehand."""
    if not isinstance(tree, exp.Update | exp.Delete) or tree.args.get("order") or tree.args.get("limit"):
        return None
    table = tree.this
    if not all(node.name.removeprefix("p").isdigit() for node in tree.find_all(*_PLACES)):
        return None
    if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier) or table.args.get("joins"):
        return None
    rows = exp.Select(expressions=[exp.Star()]).from_(table.copy())
    condition = _condition(tree)
    if condition is not None:
        rows = rows.where(condition)
    with_ = _argument(tree, "with")
    if with_ is not None:
        for name in ("with_", "with"):
            if name in rows.arg_types:
                rows.set(name, with_.copy())
    return Preview(
        count=_bound(rows, "count(*)", bound.values, dialect),
        sample=_bound(rows, "*", bound.values, dialect),
        table=_name(table, dialect),
        changed=_changed(tree, dialect),
        _rows=rows,
        _values=bound.values,
        _dialect=dialect,
    )


def _condition(tree: exp.Expr) -> exp.Expr | None:
    """The WHERE; with FROM or USING, that some row of the other tables fits: a join would count rows twice."""
    where = tree.args.get("where")
    others = tree.args.get("using") or []
    from_ = _argument(tree, "from")
    if from_ is not None:
        others = [from_.this]
    if not others:
        return where.this.copy() if where is not None else None
    inner = exp.Select(expressions=[exp.Literal.number(1)]).from_(others[0].copy())
    for other in others[1:]:
        inner = inner.join(other.copy(), join_type="cross")
    if where is not None:
        inner = inner.where(where.this.copy())
    return exp.Exists(this=inner)


def _bound(rows: exp.Select, wanted: str, values: tuple[Input, ...], dialect: Dialect) -> Bound:
    """A SELECT of `wanted`, its placeholders numbered anew: an unused one has no type PostgreSQL could find."""
    select = rows.copy()
    used: list[int] = []
    for node in list(select.find_all(*_PLACES)):
        number = int(node.name.removeprefix("p"))
        used.append(number)
        written = dialect.place.format(len(used))
        node.replace(exp.Var(this=written))
    select.set("expressions", [exp.Var(this=wanted)])
    return Bound(select.sql(dialect=dialect.name), tuple(values[number - 1] for number in used))


def _name(table: exp.Table, dialect: Dialect) -> str:
    parts = [part for part in table.parts if isinstance(part, exp.Identifier)]
    name = ".".join(_folded(part, dialect) for part in parts)
    return name if len(parts) == len(table.parts) and plain(name) else ""


def _changed(tree: exp.Expr, dialect: Dialect) -> tuple[str, ...] | None:
    if not isinstance(tree, exp.Update):
        return None
    columns = []
    for assignment in tree.expressions:
        if not isinstance(assignment, exp.EQ) or not isinstance(assignment.this, exp.Column):
            return None
        name = _folded(assignment.this.this, dialect)
        if not plain(name):
            return None
        columns.append(name)
    return tuple(dict.fromkeys(columns))


def _folded(identifier: exp.Expr, dialect: Dialect) -> str:
    quoted_ = bool(identifier.args.get("quoted"))
    return identifier.name.lower() if dialect.folds and not quoted_ else identifier.name


def _argument(tree: exp.Expr, name: str) -> exp.Expr | None:
    found = tree.args.get(f"{name}_") or tree.args.get(name)  # sqlglot 28 added the underscore
    return found if isinstance(found, exp.Expr) else None
