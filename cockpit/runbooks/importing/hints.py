"""What must stand somewhere in a text for a rule to be worth a look: told in one fast search, not line by line."""

import re
from collections.abc import Callable

Hint = Callable[[str], bool]
"""Takes a text with a line break before its first line."""


def holds(*words: str) -> Hint:
    """One of `words` stands anywhere."""
    return lambda text: any(word in text for word in words)


def begins(pattern: str) -> Hint:
    """A line begins with `pattern`. The line break before it is part of the search: that is what makes it fast."""
    search = re.compile(f"\\n(?:{pattern})").search
    return lambda text: search(text) is not None


FENCES = holds("```", "~~~")
MATTER = begins(r"---|\+\+\+")
BLOCKS = holds("{code", "{noformat", "<syntaxhighlight", "<source", "[source", "\n----", "code::", "block::", "light::")
PAGES = holds("<", "import ", "export ")
ALERTS = holds("!!!", "???", ":::", ".. ", "{info", "{note", "{tip", "{warning", "{panel", "[!")
HEADINGS = begins(r"={1,6}[ \t]*\S|h[1-6]\.|#{2,6}[^\s#]|([=\-~^\"'`*+#.:_])\1\1")
BULLETS = begins(
    r"[ \t\u00a0]*(?:[^\w\s#>|`~<:!\[$*-]|[-*+][ \t]+[☐❏❑□☑☒✔]|[-*+][ \t]*(?:\n|$)|\*\*+[ \t]"
    r"|[a-z][.)][ \t]|\(?\d{1,3}[).、．]\S|\(\d|#\.[ \t])"
)
TABS = holds("\t")
BARS = holds("|")
PROMPTS = holds("$ ", "# ", "% ", "> ", "❯ ", "➜ ", "$\t", "#\t", ">\t", "* ")
INDENTED = begins(r"(?: {4}|[ \t]*\t)[^\n]*[$#%❯➜>][ \t]")
FAR_FENCES = begins(r"(?: {4}|[ \t]*\t)[ \t]*(?:`{3}|~{3})")
