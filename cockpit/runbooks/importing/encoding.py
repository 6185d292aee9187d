"""The bytes of a file as text, whatever wrote them: UTF-8, UTF-16 with its mark, or the old Windows letters."""

import codecs

_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def text_of(content: bytes) -> str:
    """`content` as text, none of it lost where the encoding can be told; never raises."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252" if b"\x00" not in content else "utf-8", "replace")
