"""Where in a shell text the quotes are, so that a value is put in only where it can do nothing but be a value."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec


class Quote(StrEnum):
    """How the shell would read a character."""

    NONE = "none"
    SINGLE = "single"
    DOUBLE = "double"
    COMMENT = "comment"


class Char(msgspec.Struct, frozen=True):
    """One character of a shell text that is not itself a quote."""

    at: int
    char: str
    quote: Quote
    starts_word: bool
    escaped: bool


_SPECIAL = frozenset("|&;<>()$`*?[]{}!\n")
_SPECIAL_IN_DOUBLE = frozenset("$`\\")


def chars(text: str) -> Iterator[Char]:
    """The characters of `text` with the quotes they stand in. Here-documents are not understood."""
    quote, fresh, escaped = Quote.NONE, True, False
    for at, char in enumerate(text):
        if escaped:
            yield Char(at, char, quote, fresh, True)
            escaped, fresh = False, False
        elif char == "\\" and quote in (Quote.NONE, Quote.DOUBLE):
            escaped = True
            if quote is Quote.DOUBLE:
                yield Char(at, char, quote, False, False)
        elif char == "'" and quote in (Quote.NONE, Quote.SINGLE):
            quote, fresh = (Quote.SINGLE if quote is Quote.NONE else Quote.NONE), False
        elif char == '"' and quote in (Quote.NONE, Quote.DOUBLE):
            quote, fresh = (Quote.DOUBLE if quote is Quote.NONE else Quote.NONE), False
        else:
            if char == "#" and quote is Quote.NONE and fresh:
                quote = Quote.COMMENT
            elif char == "\n" and quote is Quote.COMMENT:
                quote = Quote.NONE
            yield Char(at, char, quote, fresh, False)
            fresh = quote is Quote.NONE and (char.isspace() or char in "|&;()")


def quote_at(text: str, at: int) -> Quote:
    """How the character at `at` is quoted."""
    return next((found.quote for found in chars(text) if found.at >= at), Quote.NONE)


def needs_shell(text: str) -> bool:
    """Whether `text` means anything to a shell beyond words and quotes."""
    return any(_special(found) for found in chars(text))


def _special(found: Char) -> bool:
    if found.escaped:
        return found.quote is Quote.DOUBLE or found.char == "\n"
    if found.quote is Quote.DOUBLE:
        return found.char in _SPECIAL_IN_DOUBLE
    if found.quote is Quote.SINGLE:
        return False
    return found.char in _SPECIAL or (found.starts_word and found.char in "#~")
