"""Code spans that lost their marks and the space after or before them: `withAuditwrite failed`, `settings.jsonfor`."""

import re

_AFTER_FILE = re.compile(
    r"(?<![\w`])((?:[\w@.<>{}*-]+/)*[\w.<>{}*-]*\w\.(?:jsonc?|md|tsx?|js|py|sql|toml|ya?ml|sh|ps1|log|conf|env|csv|txt))"
    r"(for|if|or|and|to|in|is|are|with|when|has|have|on|as|at|by|file|files|should|must|from|[a-z]+-[a-z]+)(?=[\s,.;:)]|$)"
)
_AFTER_NAME = re.compile(r"(?<![\w`/{$])([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)([a-z][a-z'’-]+)(?=[\s,.;:)]|$)")
_BEFORE_NAME = re.compile(r"(?<![\w`])([a-z][a-z'’]+)([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b")
_AFTER_PATH = re.compile(
    r"(?<![\w`/:])(([\w@.<>{}*-]+/)(?:[\w@.<>{}*-]+/)+)(if|or|and|for|to|in|is|are|with|when|has|on|as|at|by)(?=\s|\2)"
)
_AFTER_THE = re.compile(r"\bthe(?=_[a-z])")
_SNAKE = re.compile(r"(?<![\w`./])(_{0,2}[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?=['’\s,.;:)]|$)")
_CAMEL = re.compile(r"(?<![\w`./])([a-z][a-z0-9]*(?:[A-Z][a-z0-9]+)+)(?=['’\s,.;:)]|$)")
_OWNED = re.compile(r"(\w['’]s)((?:_{0,2}[a-z][a-z0-9]*)(?:_[a-z0-9]+)+)\b")
_HINT = re.compile(
    r"[a-zA-Z]_[a-zA-Z]|_\w+\.\w|[\w>}]/\w+.*/|[a-z][A-Z]|\w\.(?:json|md|ts|js|py|sql|toml|ya?ml|sh|ps1|log|conf|env|csv|txt)[a-z]"
)
_CONTRACTED = re.compile(r"(?:doesn|isn|wasn|won|can|don)$")
_ENDINGS = re.compile(
    r"(?<=[a-z0-9])(?:should|would|could|column|returns|return|failed|fails|write|writes|matches|value|which|with|when|does|"
    r"into|that|must|were|have)$"
)

SAID = "a code span that had lost its marks and a space"


def unglued(text: str) -> str:
    """`text` with the places where code runs into words set apart and the code marked."""
    if "`" in text or not _HINT.search(text):
        return text
    text = _AFTER_THE.sub("the ", text)
    text = _AFTER_FILE.sub(r"`\1` \2", text)
    text = _AFTER_NAME.sub(r"`\1` \2", text)
    text = _BEFORE_NAME.sub(_named, text)
    text = _AFTER_PATH.sub(lambda m: f"`{m[1]}` {m[3]}{'' if m.string[m.end()].isspace() else ' '}", text)
    text = _OWNED.sub(r"\1 `\2`", text)
    for shape in (_SNAKE, _CAMEL):
        text = shape.sub(_parted, text)
    return text


def _named(found: re.Match[str]) -> str:
    return f"{found[1]} `{found[2]}`" if len(found[1]) > 1 else found[0]


def _parted(found: re.Match[str]) -> str:
    """`prev_hashdoesn't`: the last part of a name cut where a common word begins, if a name is left before it."""
    name, text = found[1], found[0]
    rest = found.string[found.end() : found.end() + 2]
    if rest[:1] in "'’" and rest[1:2] == "t" and (cut := _CONTRACTED.search(name)):
        return f"`{name[: cut.start()]}` {name[cut.start() :]}"
    last = re.split(r"_|(?=[A-Z])", name)[-1]
    ending = _ENDINGS.search(last)
    if ending is None or ending.start() < 3:
        return text
    cut_at = len(name) - (len(last) - ending.start())
    return f"`{name[:cut_at]}` {name[cut_at:]}"
