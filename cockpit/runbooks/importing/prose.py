"""Whether a line is a sentence for people: told by small words commands and titles do not have."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL = _words(
    """
    the a an is are was were should will would your you we our this that these it its and to of with can must when has
    have had not be been or if into but because there they them then than which who why how where after before
    der die das den dem ein eine ist sind und oder nicht mit für von zu auf wenn wird werden sie wir
    le la les un une des est sont et ou ne pas avec pour dans sur que qui si vous nous
    el los las una es son y o no con para por en si se usted il lo gli è sono e non per che
    это и не на в с что для или если
    """
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'(?!\w)|`[^`]*`")
_WORD = re.compile(r"[^\s]+")
_COMMENT = re.compile(r"\s#\s.*$")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def small_words(text: str) -> int:
    """How many small words of a language stand in `text` outside quotes and a closing comment."""
    bare = _COMMENT.sub("", _QUOTED.sub('""', text))
    return sum(word.strip(".,;:!?()").lower() in _SMALL for word in _WORD.findall(bare))


def is_prose(text: str) -> bool:
    """Whether `text` is meant to be read: a sentence, a list item or a heading."""
    words = text.split()
    if text.lstrip().startswith(("#", "//", "--")):
        return False
    if len(words) < 4 and not _CJK.search(text):
        return False
    if text.rstrip().endswith(("。", "！", "？")):
        return True
    return small_words(text) > 0 and text.rstrip().endswith((".", ":", "?", "!", ")", ".**", ":**"))
