"""Titles that are bare lines: "Step 3: Look (1 minute)", short lines with content below them, "Pitfall: …"."""

import re
from collections.abc import Sequence

from cockpit.runbooks.importing.nature import Nature
from cockpit.runbooks.importing.prose import is_prose
from cockpit.runbooks.importing.rows import ITEM, Kind, Row, changed

LONGEST = 80
_MOST_WORDS = 13
_NUMBERED = re.compile(
    r"(?:step|phase|part|stage|schritt|phase|teil|étape|etape|paso|fase|passo|parte|stap|krok|шаг|этап|步骤|手順|ステップ|단계)"
    r"\s*#?\d{1,3}\b[\s:.)–—-]*\S|第\s*[\d一二三四五六七八九十]{1,3}\s*[步章节段手]\S*|[一二三四五六七八九十]{1,2}、\S",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!,;:…。！，；：、]$")
_CODE = re.compile(r"[{}$`<>\\|]|^\S+[_/]\S*\s|://|[a-z]\(|==|^\S*\.\w{2,4}$|\s--?\w")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_OWN_SECTION = re.compile(
    r"(?:when|if|after|post|appendix|see|related|references?|what|how|why|notes?|faq|escalation|contacts?|next|follow|summary|"
    r"rollback|overview|background|communication|prevention|anhang|danach|annexe|après|anexo)\b|post-",
    re.IGNORECASE,
)
_META = re.compile(
    r"^(?:draft|last |updated|author|version|owner|status|date|by |created|reviewed)|\bv\d+\.\d|\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)

SAID = "a line that stands as a title is a heading now"


def raise_titles(rows: list[Row], nature: Nature) -> list[Row]:
    """In a file without headings: the lines that stand as titles as headings, their levels by what is below them."""
    if nature.headed or any(row.kind is Kind.HEADING and not row.by_hand for row in rows):
        return _numbered_only(rows)
    found = [at for at, row in enumerate(rows) if _is_title(rows, at, nature)]
    known = set(found)
    titles = [at for at in found if at == found[0] or not _in_a_row(rows, at, known)]
    if not titles:
        return rows
    out = list(rows)
    for at, level in _levels(rows, titles):
        row = rows[at]
        out[at] = changed(row, SAID, text=f"{'#' * level} {row.text.strip()}", kind=Kind.HEADING)
    return out


def _numbered_only(rows: list[Row]) -> list[Row]:
    """Beside headings of the author's own, "Step 3: …" by itself is one below them."""
    if not any(row.kind is Kind.TEXT and _NUMBERED.match(row.text) for row in rows):
        return rows
    out = list(rows)
    level = 1
    for at, row in enumerate(rows):
        if (
            row.text.startswith("#")
            and (mark := re.match(r"(#{1,6})\s", row.text))
            and row.kind in (Kind.TEXT, Kind.HEADING)
        ):
            level = len(mark[1]) if not _NUMBERED.match(row.text[len(mark[1]) :].strip()) else level
        elif row.plain and _numbered(row.text) and _stands_alone(rows, at):
            text = f"{'#' * min(max(level + 1, 2), 6)} {row.text.strip()}"
            out[at] = changed(row, SAID, text=text, kind=Kind.HEADING)
    return out


def _numbered(text: str) -> bool:
    short = len(text) <= LONGEST and not text.startswith(("    ", "\t"))
    return short and _NUMBERED.match(text.strip()) is not None and not _SENTENCE.search(text.rstrip())


def _stands_alone(rows: Sequence[Row], at: int) -> bool:
    beside = (rows[near] for near in (at - 1, at + 1) if 0 <= near < len(rows))
    return all(row.kind is not Kind.TEXT and row.kind is not Kind.QUOTE for row in beside)


def _is_title(rows: Sequence[Row], at: int, nature: Nature) -> bool:
    row = rows[at]
    text = row.text.strip()
    if not row.plain or len(text) > LONGEST or ITEM.match(row.text) or row.text[:1] in " \t>|<#":
        return False
    above = rows[at - 1] if at else None
    below = next((row for row in rows[at + 1 : at + 4] if row.kind is not Kind.BLANK), None)
    if not nature.dense and not _stands_alone(rows, at) and not _over_meta(rows, at):
        return False
    led_to = above is not None and above.kind is Kind.TEXT and above.text.rstrip().endswith((":", "："))
    if led_to or (below is None and not _NUMBERED.match(text)):
        return False
    if _NUMBERED.match(text):
        return not text.endswith((".", "。")) or len(text) < 40
    return _short(text) and not _CODE.search(text) and not _META.search(text)


def _over_meta(rows: Sequence[Row], at: int) -> bool:
    """Whether it is the first line, and the next says who wrote the page or when."""
    top = all(row.kind in (Kind.BLANK, Kind.LEFT, Kind.FRONT) for row in rows[:at]) if at < 10 else False
    return top and at + 1 < len(rows) and rows[at + 1].kind is Kind.TEXT and _META.search(rows[at + 1].text) is not None


def _short(text: str) -> bool:
    if _CJK.search(text):
        return len(text) <= 30 and not _SENTENCE.search(text)
    first = text.lstrip("\"'“„«¿¡*")[:1]
    if not first.isalnum() or first.islower() or _SENTENCE.search(text.rstrip(')"”»')):
        return False
    return len(text.split()) <= _MOST_WORDS and not (text.endswith("?") and is_prose(text))


def _in_a_row(rows: Sequence[Row], at: int, found: set[int]) -> bool:
    """Whether it stands among four or more such lines with nothing between them: a list without bullets."""
    run = 1
    for way in (-1, 1):
        near = at + way
        while 0 <= near < len(rows) and abs(near - at) < 12 and (rows[near].kind is Kind.BLANK or near in found):
            run += rows[near].kind is not Kind.BLANK
            near += way
    return run >= 4 and not _NUMBERED.match(rows[at].text.strip())


def _levels(rows: Sequence[Row], titles: Sequence[int]) -> list[tuple[int, int]]:
    """(row, level) of every title: the first names the file; one right above another holds those after it."""
    out: list[tuple[int, int]] = []
    inside, listed = False, False
    whole = not _NUMBERED.match(rows[titles[0]].text.strip())
    for index, at in enumerate(titles):
        text = rows[at].text.strip()
        end = titles[index + 1] if index + 1 < len(titles) else len(rows)
        below = [row for row in rows[at + 1 : end] if row.kind is not Kind.BLANK]
        if (
            index == 0
            and whole
            and at == next(n for n, row in enumerate(rows) if row.kind not in (Kind.BLANK, Kind.LEFT, Kind.FRONT))
        ):
            out.append((at, 1))
        elif _NUMBERED.match(text) or _OWN_SECTION.match(text):
            inside = False
            out.append((at, 2))
        elif not below and index + 1 < len(titles):
            inside, listed = True, False
            out.append((at, 2))
        elif inside:
            has_list = any(row.kind is Kind.TEXT and ITEM.match(row.text) for row in below)
            first = out[-1][1] == 2
            if not first and listed and not has_list and any(row.kind is Kind.CODE for row in below):
                inside = False
            listed = has_list if first else listed
            out.append((at, 3 if inside else 2))
        else:
            out.append((at, 2))
    return out
