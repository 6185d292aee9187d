"""HTML and the components of MDX in a Markdown file: headings, lists, blocks and folds as Markdown has them."""

import html
import re
from collections.abc import Iterator

from cockpit.runbooks.importing.rows import Fence, Kind, Row, left

_BLOCK = (
    "h1|h2|h3|h4|h5|h6|details|summary|pre|ul|ol|li|p|div|section|article|main|body|html|head|header|footer|nav|aside|"
    "center|blockquote|dl|dt|dd"
)
_STARTS = re.compile(rf"\s*</?(?:{_BLOCK}|[A-Z]\w*)(?=[\s>/]|$)")
_TAG = re.compile(rf"<(/?)({_BLOCK}|[A-Z]\w*|br|hr|b|strong|em|i|code|kbd|a|span|u)((?:\s[^<>]*)?)(/?)>")
_TITLE = re.compile(r"\b(?:title|label|header|summary)=(?:\"([^\"]+)\"|'([^']+)')")
_LANG = re.compile(r"(?:language-|lang(?:uage)?=[\"']?|brush:\s*)([\w+-]+)")
_HREF = re.compile(r"\bhref=[\"']([^\"']+)[\"']")
_INLINE = {"b": "**", "strong": "**", "em": "*", "i": "*", "code": "`", "kbd": "`"}
_PROGRAM = re.compile(
    r"import\s.*\sfrom\s+['\"][^'\"]+['\"];?\s*$|import\s+['\"][^'\"]+['\"];?\s*$|export\s+(?:const|default|function|\{)"
)
_COMPONENT = re.compile(r"\s*</?[A-Z][\w.]*(?:\s[^<>]*)?/?>\s*$|\s*\{/\*.*\*/\}\s*$")

SAID = "HTML written as Markdown"
EMPTY = "a tag around words, which stay"
PROGRAM = "a line of the program around the page, no words"


def open_pages(rows: list[Row]) -> list[Row]:
    """The rows with block tags as Markdown; tags that hold no words, and MDX imports, left out."""
    if not any(row.plain and (_STARTS.match(row.text) or _PROGRAM.match(row.text)) for row in rows):
        return rows
    page = _Page()
    out: list[Row] = []
    program = False
    for row in rows:
        program = row.plain and (bool(_PROGRAM.match(row.text)) or (program and bool(row.text.strip())))
        if program:
            out.append(left(row, PROGRAM))
            program = row.text.rstrip()[-1:] in "{(,["
        elif page.raw is not None or (row.plain and (page.inside or _STARTS.match(row.text))):
            out += page.read(row)
        else:
            out.append(row)
    return out + page.rest()


class _Page:
    """What is open while the tags are read: lists, a heading, a `pre`."""

    def __init__(self) -> None:
        self.raw: Fence | None = None
        self._lists: list[int] = []
        self._lead = ""
        self._close = ""
        self._links: list[str] = []
        self._words: list[str] = []
        self._in_item = False

    @property
    def inside(self) -> bool:
        return bool(self._lists) or self._close != ""

    def read(self, row: Row) -> Iterator[Row]:
        """The rows `row` becomes: none of its words is lost."""
        made: list[Row] = []
        text, at = row.text, 0
        if self.raw is not None:
            end = re.search(r"(?:</code>)?\s*</pre>", text)
            code = text[: end.start()] if end else text
            if code.strip() or not end:
                made.append(
                    Row(_code(code), Kind.CODE if code.strip() else Kind.BLANK, row.lines, row.says, fence=self.raw)
                )
            if end is None:
                yield from made
                return
            made.append(Row("", Kind.CLOSE, row.lines if not code.strip() else (), fence=self.raw))
            self.raw, at = None, end.end()
        for tag in _TAG.finditer(text):
            if tag.start() < at:
                continue
            self._words.append(text[at : tag.start()])
            at = tag.end()
            if tag[2] == "pre" and not tag[1]:
                made += self._flush(row)
                at = self._open_pre(row, text, tag, made)
                if self.raw is not None:
                    break
            else:
                made += self._tag(row, bool(tag[1]), tag[2], tag[3], bool(tag[4]))
        else:
            self._words.append(text[at:])
        made += self._flush(row)
        if not any(piece.lines for piece in made):
            made.append(left(row, EMPTY))
        yield from made

    def rest(self) -> list[Row]:
        """What closes a block that was never closed."""
        return [Row("", Kind.CLOSE, fence=self.raw)] if self.raw is not None else []

    def _open_pre(self, row: Row, text: str, tag: re.Match[str], made: list[Row]) -> int:
        inner = re.match(r"\s*<code([^>]*)>", text[tag.end() :])
        start = tag.end() + (inner.end() if inner else 0)
        lang = _LANG.search(tag[3] + (inner[1] if inner else ""))
        indent = "  " * len(self._lists) if self._in_item else ""
        fence = Fence(indent, lang[1].lower() if lang else "")
        end = re.search(r"(?:</code>)?\s*</pre>", text[start:])
        code = text[start : start + end.start()] if end else text[start:]
        made += [Row("", Kind.BLANK), Row("", Kind.OPEN, row.lines, (*row.says, SAID), fence=fence)]
        if code.strip():
            made.append(Row(indent + _code(code), Kind.CODE, row.lines, fence=fence))
        if end is None:
            self.raw = fence
            return len(text)
        made += [Row("", Kind.CLOSE, fence=fence), Row("", Kind.BLANK)]
        return start + end.end()

    def _tag(self, row: Row, closing: bool, name: str, attributes: str, alone: bool) -> list[Row]:
        if name in _INLINE:
            self._words.append(_INLINE[name])
            return []
        if name == "a":
            if closing:
                self._words.append(f"]({self._links.pop()})" if self._links else "")
            elif href := _HREF.search(attributes):
                self._links.append(href[1])
                self._words.append("[")
            return []
        if name in ("span", "u"):
            return []
        made = self._flush(row)
        if name in ("ul", "ol"):
            if closing:
                self._lists = self._lists[:-1]
            else:
                self._lists.append(0 if name == "ol" else -1)
            self._in_item = False
            made += [] if self._lists else [Row("", Kind.BLANK)]
        elif name == "li":
            self._in_item = not closing
            self._lead = self._item() if not closing else ""
        elif re.fullmatch(r"h[1-6]", name):
            self._lead, self._close = ("", "") if closing else (f"{'#' * int(name[1])} ", name)
            made.append(Row("", Kind.BLANK))
        elif name in ("summary", "dt"):
            self._lead, self._close = ("", "") if closing else ("**", name)
            made.append(Row("", Kind.BLANK))
        elif not closing and (title := _TITLE.search(attributes)) and name[0].isupper():
            made += [Row("", Kind.BLANK), Row(f"**{title[1] or title[2]}**", Kind.TEXT, row.lines, (*row.says, SAID))]
            made.append(Row("", Kind.BLANK))
        elif name not in ("br",) and not self._in_item:
            made.append(Row("", Kind.BLANK))
        return made

    def _item(self) -> str:
        depth = max(len(self._lists) - 1, 0)
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            return "   " * depth + f"{self._lists[-1]}. "
        return "   " * depth + "- "

    def _flush(self, row: Row) -> list[Row]:
        words, self._words = " ".join(_entities("".join(self._words)).split()), []
        if not words:
            return []
        lead, indent = self._lead, "   " * len(self._lists) if self._in_item and not self._lead else ""
        if lead == "**":
            lead, words = "", f"**{words.strip('*')}**"
        if self._close == "":
            self._lead = ""
        return [Row(f"{indent}{lead}{words}", Kind.TEXT, row.lines, (*row.says, SAID))]


def _entities(text: str) -> str:
    """Named characters as themselves; `&lt;` stays outside code, where it would begin a tag."""
    return re.sub(r"`[^`]*`|&(?!lt;|gt;|amp;)\w+;", lambda found: html.unescape(found[0]), text)


def _code(text: str) -> str:
    return html.unescape(re.sub(r"</?(?:span|code|b|i|strong|em)\b[^>]*>", "", text))
