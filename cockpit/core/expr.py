"""Small expressions over measured numbers, as in `oldest_min > 15 or pending > 500`.

Evaluated by simpleeval with names only: no function, attribute or import can be reached.
"""

import ast
from collections.abc import Mapping

from simpleeval import InvalidExpression, SimpleEval

Value = float | int | str | bool | None


class ExpressionError(ValueError):
    """An expression that cannot be evaluated, in words fit to show."""


def names_in(expr: str) -> tuple[str, ...]:
    """The names `expr` reads, in order of appearance. Raises ExpressionError when it does not parse."""
    tree = _parsed(expr)
    return tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))


def holds(expr: str, values: Mapping[str, Value]) -> bool:
    """Whether `expr` is true of `values`.

    Raises ExpressionError for bad syntax, a name nobody measured, or a value of None: unknown is never "no".
    """
    missing = [name for name in names_in(expr) if values.get(name) is None]
    if missing:
        known = ", ".join(sorted(values)) or "nothing"
        raise ExpressionError(f"{missing[0]!r} was not measured (measured: {known})")
    evaluator = SimpleEval(functions={}, names=dict(values))
    try:
        return bool(evaluator.eval(expr))
    except (InvalidExpression, ArithmeticError, TypeError, ValueError) as error:
        raise ExpressionError(f"{expr!r} cannot be evaluated: {error}") from error


def _parsed(expr: str) -> ast.Expression:
    try:
        return ast.parse(expr.strip(), mode="eval")
    except SyntaxError as error:
        raise ExpressionError(f"{expr!r} is not an expression; write it like `oldest_min > 15`") from error
