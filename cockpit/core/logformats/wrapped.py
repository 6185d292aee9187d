"""What an application wrote, once the wrapping of the platform that carried it is taken off."""

import msgspec

from cockpit.core.logformats import logfmt, plain, structured
from cockpit.core.logjson import object_in
from cockpit.core.logreading import Reading
from cockpit.core.logsaid import Said


def unwrapped(outer: Said, reading: Reading) -> Said:
    """`outer` with its text read as the application's own line, which may have several lines.

    The time stays the platform's; the level is the application's if it says one.
    """
    if inner := object_in(outer.text):
        return structured.within(outer, inner, reading)
    head, newline, more = outer.text.partition("\n")
    said = logfmt.read(head, reading) or plain.read(head, reading)
    return msgspec.structs.replace(
        said,
        at=outer.at or said.at,
        level=said.level or outer.level,
        text=said.text + newline + more,
        fields={**outer.fields, **said.fields},
    )
