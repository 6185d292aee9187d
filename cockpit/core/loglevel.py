"""The five levels, and the words and numbers that loggers use for them."""

LEVELS = ("debug", "info", "warn", "error", "fatal")

_WORDS = {
    "trace": "debug",
    "debug": "debug",
    "verbose": "debug",
    "silly": "debug",
    "log": "info",
    "info": "info",
    "information": "info",
    "notice": "info",
    "warn": "warn",
    "warning": "warn",
    "err": "error",
    "error": "error",
    "severe": "error",
    "crit": "fatal",
    "critical": "fatal",
    "fatal": "fatal",
    "panic": "fatal",
    "alert": "fatal",
    "emerg": "fatal",
    "emergency": "fatal",
}


def level_named(word: object) -> str:
    """The level `word` stands for: a name, or a number from 10 (trace) to 60 (fatal). Empty: none of ours."""
    if isinstance(word, str):
        return _WORDS.get(word.strip().lower(), "") or (
            level_named(int(word)) if word.isdecimal() and len(word) == 2 else ""
        )
    if isinstance(word, int | float) and 10 <= word <= 60:
        return LEVELS[max(int(word) // 10 - 2, 0)]
    return ""


# Emergency, alert, critical, error, warning, notice, informational, debug. Source: RFC 5424 section 6.2.1.
_PRIORITIES = ("fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug")


def level_of_priority(priority: object) -> str:
    """The level a syslog or journal severity stands for: a digit from 0 (worst) to 7. Empty: no such severity."""
    if isinstance(priority, str) and len(priority) == 1 and priority in "01234567":
        return _PRIORITIES[int(priority)]
    return _PRIORITIES[priority] if type(priority) is int and 0 <= priority <= 7 else ""


def level_of_status(status: object) -> str:
    """The level an HTTP status gives to the line of its request. Empty: no status."""
    text = str(status)
    if len(text) != 3 or not text.isascii() or not text.isdecimal():
        return ""
    return {"5": "error", "4": "warn"}.get(text[0], "info")


def gravest(*levels: str) -> str:
    """The worst of `levels`; empty ones do not count."""
    return max(levels, key=lambda level: LEVELS.index(level) if level in LEVELS else -1, default="")
