"""A CommonMark text as a flat list of blocks, each with its lines and the list items it stands in."""

from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token


class Kind(StrEnum):
    """`other`: tables, HTML and lines across the page."""

    HEADING = "heading"
    TEXT = "text"
    FENCE = "fence"
    TABLE = "table"
    RULE = "rule"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Item:
    """A list item. `number` is unique in the text, `depth` 0 for the outermost."""

    number: int
    depth: int
    marker: str
    holds_fence: bool
    quoted: bool

    @property
    def ordered(self) -> bool:
        return self.marker[0].isdigit()


@dataclass(frozen=True, slots=True)
class Block:
    """A leaf of the text: the lines from `start` up to `end` (0-based, half open) and the words they hold."""

    kind: Kind
    start: int
    end: int
    text: str = ""
    level: int = 0
    info: str = ""
    """What stands after the opening fence."""
    items: tuple[Item, ...] = ()
    """Outermost first."""
    quoted: bool = False


# Inline marks are read by titles.plain on the few lines that need it: a quarter of the time of a full parse.
_PARSER = MarkdownIt("commonmark").enable("table").disable("inline")


def blocks_of(text: str, offset: int = 0) -> tuple[Block, ...]:
    """The blocks of `text` in order; `offset` is the number of lines that were cut off before it. Never raises.

    A line no block covers (a link's address, an empty item, what is nested too deeply) is the caller's to keep.
    """
    tokens = _PARSER.parse(text)
    fenced = _items_with_fence(tokens)
    found: list[Block] = []
    items: list[Item] = []
    quotes = tables = 0
    for index, token in enumerate(tokens):
        match token.type:
            case "list_item_open":
                marker = f"{token.info}. " if token.info else "- "
                items.append(Item(index, len(items), marker, index in fenced, quotes > 0))
            case "list_item_close":
                items.pop()
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "table_open" | "table_close":
                tables += token.nesting
        block = None if tables and token.type != "table_open" else _leaf(tokens, index, offset)
        if block:
            start, end, kind, words, level = block
            found.append(Block(kind, start, end, words, level, token.info, tuple(items), quotes > 0))
    return tuple(found)


_WITHOUT_WORDS = {"table_open": Kind.TABLE, "hr": Kind.RULE, "html_block": Kind.OTHER}


def _leaf(tokens: list[Token], index: int, offset: int) -> tuple[int, int, Kind, str, int] | None:
    token = tokens[index]
    opened = tokens[index - 1] if token.type == "inline" else token
    if opened.map is None:
        return None
    start, end = opened.map[0] + offset, opened.map[1] + offset
    if token.type == "inline":
        level = int(opened.tag[1]) if opened.type == "heading_open" else 0
        return start, end, Kind.HEADING if level else Kind.TEXT, token.content, level
    if token.type in ("fence", "code_block"):
        return start, end, Kind.FENCE, token.content.removesuffix("\n"), 0
    kind = _WITHOUT_WORDS.get(token.type)
    return (start, end, kind, "", 0) if kind else None


def _items_with_fence(tokens: list[Token]) -> set[int]:
    found: set[int] = set()
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "list_item_open":
            opened.append(index)
        elif token.type == "list_item_close":
            opened.pop()
        elif token.type == "fence":
            found.update(opened)
    return found
