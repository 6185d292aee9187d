"""What a sentence does with a thing it names: asks for it, or says that it is not so."""

import re

_DENIED = re.compile(
    r"\b(?:no|not|never|cannot|nothing|without|instead of|rather than|unlike)\b[^.;]*$|n['’]t\b[^.;]*$", re.IGNORECASE
)


def denied(before: str) -> bool:
    """Whether the words `before` a thing, in its sentence, say that it is not there or not to be done."""
    return _DENIED.search(before) is not None


def is_quoted(line: str) -> bool:
    """Whether a line is a quote: a warning beside the step, or a message to others."""
    return line.lstrip().startswith(">")
