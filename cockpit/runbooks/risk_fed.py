"""What a script does beside calling commands: feeds a shell, overwrites a disk, gives a name another meaning."""

import re
from collections.abc import Iterator

from cockpit.runbooks.shell_words import SHELLS

_HERE_DOCUMENT = re.compile(r"<<-?\s*(['\"]?)([A-Za-z_][\w.-]*)\1")
_HERE_STRING = re.compile(r"<<<\s*(?:'([^']*)'|\"([^\"]*)\"|(\S+))")
_SHELL = re.compile(rf"(?<![\w./-])(?:/\S*/)?(?:{'|'.join(sorted(SHELLS))})(?![\w.-])")
_DEVICE = re.compile(r">\s*/dev/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper)")
_FUNCTION = re.compile(r"(?:^|[\s;&|{])[\w:.-]+\s*\(\s*\)", re.MULTILINE)


def fed_to_shells(text: str) -> Iterator[str]:
    """The here-documents and here-strings that a shell, here or on another machine, would run."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "<<" not in line or not _SHELL.search(line):
            continue
        for string in _HERE_STRING.finditer(line):
            yield string[1] or string[2] or string[3] or ""
        document = _HERE_DOCUMENT.search(_HERE_STRING.sub("", line))
        if document:
            rest = lines[number + 1 :]
            end = next((index for index, one in enumerate(rest) if one.strip() == document[2]), len(rest))
            yield "\n".join(rest[:end])


def overwrites(text: str) -> bool:
    """Whether output goes straight to a disk."""
    return _DEVICE.search(text) is not None


def redefines(text: str) -> bool:
    """Whether it defines a function: then a name no longer means what it says."""
    return _FUNCTION.search(text) is not None
