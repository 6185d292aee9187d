"""The risk of a shell block, told from its commands. No parser knows what a program does: unsure is `changes`."""

import re
from functools import lru_cache
from itertools import pairwise, takewhile

from cockpit.core.runbook import Risk
from cockpit.runbooks.risk_fed import fed_to_shells, overwrites, redefines
from cockpit.runbooks.shell_lexer import SUBSTITUTED, Command, ShellError, commands_in
from cockpit.runbooks.shell_vendors import LOOKS
from cockpit.runbooks.shell_verbs import DESTROYS, READS
from cockpit.runbooks.shell_words import CLOSERS, GONE, GONE_BEGINS, GONE_TASK, HARMLESS, VALUED, WRAPPERS

MOST_WORDS = 4  # the longest entry of the tables
MOST_LOOKED_AT = 100  # words after a verb in which its options are sought; a line of 50 000 words took 46 s without

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_STEERING = re.compile(
    r"(?:PATH|LD_\w+|DYLD_\w+|BASH_ENV|ENV|IFS|PROMPT_COMMAND|\w*PAGER|EDITOR|VISUAL|GIT_\w+|PYTHON\w+|NODE_OPTIONS"
    r"|PERL5\w*|RUBYOPT)=.*",
    re.DOTALL,
)
"""Assignments that make another program, or other code, run under the name of a harmless one."""
_PROMPT = re.compile(r"^\s*\$ ", re.MULTILINE)
_CODE_GONE = re.compile(
    r"\b(?:drop\s+(?:table|database|schema|column|index|view|role)|truncate\s+(?:table\s+)?\w|delete\s+from)\b"
    r"|\brmtree\b|\brm(?:dir)?Sync\b|\bunlink\b|\bos\.remove\b|\brm_rf\b|\bremove_tree\b"
    r"|\.(?:dropDatabase|drop|deleteMany|deleteOne)\(",
    re.IGNORECASE,
)
"""SQL, and calls of programming languages, that take something away."""
_CURL_WRITES = re.compile(
    r"-[a-zA-Z]*[oOdFTKJcDQXZ]|--(?:data|form|upload|output|remote|config|json|cookie-jar|dump|request|quote|post)"
)
_CURL_DELETES = re.compile(r"(?:-[a-zA-Z]*X|--request)(?:=|\s*)DELETE\b")
_SETTERS = {
    "date": re.compile(r"-s|--set|[^+-]"),
    "hostname": re.compile(r"[^-]|-[Fb]"),
    "uniq": re.compile(r"[^-]"),
}
"""Commands that read until given such a word."""


@lru_cache(maxsize=512)
def shell_risk(text: str) -> Risk:
    """The gravest thing the commands of `text` do."""
    prompted = _PROMPT.search(text)
    if prompted:  # a transcript: what is typed counts, what is answered does not
        text = "\n".join(line.split("$ ", 1)[1] for line in text.split("\n") if _PROMPT.match(line))
    try:
        risks = [_command_risk(command) for command in commands_in(text)]
    except ShellError:
        lines = [_destroys(tuple(line.split())) for line in text.split("\n")]
        return Risk.DESTROYS if any(lines) or _CODE_GONE.search(text) else Risk.CHANGES
    risks += [max(Risk.CHANGES, shell_risk(fed), key=list(Risk).index) for fed in fed_to_shells(text)]
    if redefines(text):
        risks.append(Risk.CHANGES)
    risk = max(risks, key=list(Risk).index, default=Risk.READS)
    return Risk.DESTROYS if risk is not Risk.READS and (_CODE_GONE.search(text) or overwrites(text)) else risk


def _command_risk(command: Command) -> Risk:
    words = _unwrapped(command.words)
    if _destroys(words) or (command.writes and words in ((), (":",), ("true",), ("cat", "/dev/null"))):
        return Risk.DESTROYS
    bare = not words and command.words[:1] in (("sudo",), ("doas",))  # `sudo -i` opens a shell
    steered = any(_STEERING.fullmatch(word) for word in command.words)
    if bare or steered or command.writes or not _only_reads(words):
        return Risk.CHANGES
    return Risk.READS


def _unwrapped(words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` from the command that really runs: without assignments, `sudo`, `timeout 5`, `then`."""
    while words:
        if _ASSIGNMENT.fullmatch(words[0]):
            words = words[1:]
        elif words[0] in WRAPPERS:
            words = _after_options(words[0], words[1:])[WRAPPERS[words[0]] :]
        else:
            break
    return words


def _after_options(command: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """`words` from the first that is no option of `command`, nor the value of one."""
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in VALUED.get(command, ()) else words[1:]
    return words


def _verb(words: tuple[str, ...]) -> tuple[str, ...]:
    """The command's name without its folder and version, and the words from its verb on."""
    name, rest = words[0].rsplit("/", 1)[-1], words[1:]
    if "@" in name[1:]:
        name = name.rpartition("@")[0]  # npx wrangler@4
    while rest and (rest[0] in VALUED.get(name, ()) or rest[0] in HARMLESS.get(name, ())):
        rest = rest[2:] if rest[0] in VALUED.get(name, ()) else rest[1:]
    return (name, *(word.lower() for word in rest)) if name == "redis-cli" else (name, *rest)


def _entry(words: tuple[str, ...], table: dict[str, frozenset[str]]) -> str:
    """The longest key of `table` that `words` begin with, or nothing."""
    keys = (" ".join(words[:count]) for count in range(min(MOST_WORDS, len(words)), 0, -1))
    return next((key for key in keys if key in table), "")


def _only_reads(words: tuple[str, ...]) -> bool:
    if not words or words[0] in CLOSERS:
        return True
    if words[0] == "curl":
        return _fetches(words[1:])
    if words[0] in _SETTERS:
        return not any(_SETTERS[words[0]].match(word) for word in words[1:])
    if "/" in words[0] or SUBSTITUTED in words[0]:
        return False
    verb = _verb(words)
    if LOOKS.get(verb[0], frozenset()) & set(verb[2:4]):
        return True
    key = _entry(verb, READS)
    return bool(key) and not any(word.split("=", 1)[0] in READS[key] for word in words[1:])


def _fetches(words: tuple[str, ...]) -> bool:
    """Whether a curl call only gets: no body, no other method, no file but the bin."""
    rest = list(words)
    for index, (option, value) in enumerate(pairwise(words)):
        if (option.endswith("o") or option == "--output") and option[0] == "-" and value == "/dev/null":
            rest[index] = option[:-1] if not option.startswith("--") else ""
        if option in ("-X", "--request") and value.upper() in ("GET", "HEAD"):
            rest[index] = ""
    return not any(_CURL_WRITES.match(word) for word in rest)


def _destroys(words: tuple[str, ...]) -> bool:
    """Whether any part of the line begins a command that destroys; a reading command's arguments do not count."""
    if not words or _only_reads(words):
        return False
    if _takes_away(words):
        return True
    for start in range(len(words)):
        near = words[start : start + MOST_LOOKED_AT]
        tail = _verb(near)
        tail = (tail[0], *_after_options(tail[0], tail[1:]))
        name = tail[0].split(".", 1)[0] if tail[0].startswith("mkfs.") else tail[0]
        key = _entry((name, *tail[1:]), DESTROYS)
        needed = DESTROYS.get(key, frozenset())
        if key and (not needed or any(_given(word, needed) for word in near)):
            return True
        if " " in words[start] and shell_risk(words[start]) is Risk.DESTROYS:
            return True
    return False


def _given(word: str, needed: frozenset[str]) -> bool:
    """Whether `word` is one of the options `needed`, or has one of their letters among its own (`-fdx`)."""
    if word.split("=", 1)[0] in needed:
        return True
    return word[:1] == "-" and word[1:].isalpha() and any(f"-{letter}" in needed for letter in word[1:])


def _takes_away(words: tuple[str, ...]) -> bool:
    """Whether a command says so in its own first words, as most tools do: `gcloud sql instances delete`, `db:reset`."""
    name, *rest = _verb(words)
    if name == "curl":
        return _CURL_DELETES.search(" ".join(words)) is not None
    if words[:2] == ("cp", "/dev/null") or (name == "mv" and words[-1] == "/dev/null"):
        return True
    if name == "git" and rest[:1] == ["push"]:
        return any(word[:1] in "+:" for word in rest[1:] if word)
    first = list(takewhile(lambda word: not word.startswith("-"), _after_options(name, tuple(rest))))[:MOST_WORDS]
    return any(
        word.lower() in GONE or word.startswith(GONE_BEGINS) or GONE_TASK.fullmatch(word) is not None for word in first
    )
