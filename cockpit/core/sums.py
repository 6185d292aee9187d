"""A small calculation at the end of a sentence: `7 items at 1.5 s: 7 * 1.5 =` gets its result."""

import re

from simpleeval import InvalidExpression, simple_eval

LONGEST = 60  # characters of a calculation
_ENDS = re.compile(r"(?P<sum>[\d(.-][\d\s.()+*/×÷−-]*)=\s*$")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-"})


def worked(text: str) -> str:
    """`text` with the result behind the `=` it ends with; as it is when no calculation that can be done ends it."""
    found = _ENDS.search(text)
    if found is None or len(found["sum"]) > LONGEST:
        return text
    sum = found["sum"].translate(_SIGNS).strip()
    if "**" in sum or "//" in sum or not re.search(r"[-+*/]", sum[1:]):
        return text
    try:
        value = simple_eval(sum)
    except (InvalidExpression, SyntaxError, ArithmeticError, TypeError, ValueError):
        return text
    return f"{text.rstrip()} {value:.6g}"
