"""Messages that say that something failed and nothing of what: called out, so that nobody searches for them."""

import re

PHRASES = frozenset(
    {
        "an error",
        "an error was encountered",
        "an exception",
        "an internal error",
        "an internal server error",
        "an unexpected error",
        "an unexpected exception",
        "an unhandled exception",
        "an unknown error",
        "application error",
        "could not process the request",
        "could not process your request",
        "error",
        "exception",
        "failed",
        "failure",
        "fatal error",
        "general error",
        "internal error",
        "internal server error",
        "none",
        "null",
        "object object",
        "oops",
        "oops something went wrong",
        "operation failed",
        "request failed",
        "script error",
        "server error",
        "something broke",
        "something failed",
        "something went wrong",
        "the operation failed",
        "the request failed",
        "the server encountered an error",
        "the server encountered an internal error",
        "there was a problem",
        "there was an error",
        "uncaught exception",
        "undefined",
        "unexpected error",
        "unexpected exception",
        "unhandled error",
        "unhandled exception",
        "unhandled promise rejection",
        "unhandled rejection",
        "unknown error",
        "unknown exception",
        "we are sorry but something went wrong",
        "whoops something went wrong",
    }
)
"""Small letters, no punctuation, without an `occurred` at the end."""
AROUND = frozenset(
    {
        *("http", "status", "code", "error", "err", "exception", "failed", "request", "response", "with", "uncaught"),
        *("unhandled", "fatal", "httperror", "httpexception", "apierror", "internalservererror", "message", "sorry"),
    }
)
"""Words that may stand before such a phrase and add nothing to it; a status does neither."""
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_REQUESTS = re.compile(r" (?:please|try again|contact|reload|refresh)\b.*$")
_OCCURRED = re.compile(r"(?: has)? occurred$")
_STATUS = re.compile(r"(?:http |status |code )*5\d\d(?: error)?")
LONGEST = 160  # characters: whoever says more says something

SAYS_NOTHING = "says nothing of the cause"


def generic(text: str) -> bool:
    """Whether `text` is a message that would be the same for any cause."""
    if not text or len(text) > LONGEST:
        return False
    said = _NOT_WORDS.sub(" ", text.lower()).strip()
    words = _OCCURRED.sub("", _REQUESTS.sub("", said)).split(" ")
    for at, word in enumerate(words):
        rest = " ".join(words[at:])
        if rest in PHRASES or _STATUS.fullmatch(rest):
            return True
        if word not in AROUND and not (len(word) == 3 and word.isdigit()):
            return False
    return False


def advice(request: str, traced: bool) -> str:
    """What to do about a generic message. `request`: the id of its request, if known; `traced`: it has a trace."""
    if traced:
        return f"{SAYS_NOTHING}: the trace below does"
    if request:
        return f"{SAYS_NOTHING}: look for {request} in every source"
    return f"{SAYS_NOTHING}: look for the request id or the trace above"
