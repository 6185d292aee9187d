"""Small expressions over measured numbers, as in `oldest_min > 15 or pending > 500`.

Evaluated by simpleeval with names only: no function, attribute or import can be reached.
"""

import ast
import re
from collections.abc import Mapping

from simpleeval import InvalidExpression, SimpleEval

Value = float | int | str | bool | None

_PLAIN = (
    ast.Expression,
    ast.BoolOp,
    ast.boolop,
    ast.UnaryOp,
    ast.unaryop,
    ast.BinOp,
    ast.operator,
    ast.Compare,
    ast.cmpop,
    ast.IfExp,
    ast.Constant,
    ast.Name,
    ast.expr_context,
    ast.Tuple,
    ast.List,
)


_NOT_NAME = re.compile(r"\W")
_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{1,18})?")


class ExpressionError(ValueError):
    """An expression that cannot be evaluated, in words fit to show."""


def names_in(expr: str) -> tuple[str, ...]:
    """The names `expr` reads, in order of appearance. Raises ExpressionError when it does not parse."""
    tree = _parsed(expr)
    return tuple(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))


def checked(expr: str) -> tuple[str, ...]:
    """The names `expr` reads, once it is sure that only measured values decide it: no call, attribute or index.

    For the moment a profile is read; raises ExpressionError, long before a reading would.
    """
    for node in ast.walk(_parsed(expr)):
        if not isinstance(node, _PLAIN):
            raise ExpressionError(f"{expr!r} is more than a comparison; write it like `oldest_min > 15`")
    names = names_in(expr)
    if not names:
        raise ExpressionError(f"{expr!r} reads no value; write it like `oldest_min > 15`")
    return names


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


def typed(texts: Mapping[str, str]) -> dict[str, Value]:
    """Values kept as text, for an expression: numbers as numbers, and names with `_` where they had `-` or `.`."""
    return {_NOT_NAME.sub("_", name): _typed(text) for name, text in texts.items()}


def _typed(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)


def _parsed(expr: str) -> ast.Expression:
    try:
        return ast.parse(expr.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: nested too deeply
        raise ExpressionError(f"{expr!r} is not an expression; write it like `oldest_min > 15`") from error
