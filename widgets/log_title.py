"""The title line of the log pane: what is read, how fast, whether the view follows, and what is wrong."""

from datetime import datetime, timedelta

from cockpit.core.duration import short
from cockpit.core.logfilter import LogFilter
from cockpit.ports import LogView
from widgets.log_place import Place

CALM = frozenset({"following", "reading", "opening", "ended"})
OVER = ("ended", "recorded")
ASKEW = timedelta(seconds=5)  # a clock that far from ours is worth knowing when rows of several sources are compared


def grouped(number: int) -> str:
    """`number` with thin groups of three: `1 234`."""
    return f"{number:,}".replace(",", " ")


def title(
    view: LogView | None,
    place: Place,
    rate: float,
    marked: LogFilter | None,
    seeking: str,
    now: datetime | None,
    quiet: timedelta,
) -> str:
    """The line, most important first, so that a narrow pane cuts the least."""
    if view is None:
        return "no source"
    said = [seeking] if seeking else []
    said.append(", ".join(view.sources) or "no source")
    said.append("following" if place.following else f"PAUSED ▼ {grouped(place.new)} new")
    said += [f"{source}: {view.state(source)}" for source in view.sources if view.state(source) not in CALM]
    said += _silences(view, now, quiet)
    said += _skews(view)
    if place.filter is not None:
        said.append(_filtered(place))
    elif place.rows is not None and place.rows.busy:
        said.append(f"put in order of time {100 * place.rows.scanned // max(place.total, 1)} %")
    elif len(view.sources) > 1 and place.rows is None:
        said.append("in order of arrival")
    if marked is not None:
        said.append(f"marked ?{marked}")
    if rate >= 1:
        said.append(f"{grouped(round(rate))}/s")
    said.append("1 row" if place.total == 1 else f"{grouped(place.total)} rows")
    return " · ".join(said)


def emptiness(view: LogView | None, place: Place) -> list[str]:
    """Why there is nothing to see, and what to press."""
    if view is None or not view.sources:
        return ["No log source.", "Name one in the profile: [sources.api] with kind = log and paths = [...]."]
    if place.filter is not None and place.filter.scanned < place.total:
        return ["Searching…", "Keys work meanwhile; esc stops it."]
    if place.filter is not None:
        return [f"No row fits /{place.filter}.", "Press esc to show all rows again."]
    states = [f"{source}: {view.state(source)}" for source in view.sources]
    return ["Nothing has come in yet.", *states, "Rows appear here by themselves; press ? for the keys."]


def _silences(view: LogView, now: datetime | None, quiet: timedelta) -> list[str]:
    if now is None:
        return []
    last = [(source, view.last_arrival(source)) for source in view.sources if not view.state(source).startswith(OVER)]
    several = len(view.sources) > 1
    return [
        f"{source + ': ' if several else ''}last line {short(now - at)} ago"
        for source, at in last
        if at is not None and now - at >= quiet
    ]


def _skews(view: LogView) -> list[str]:
    """Sources whose own times are far from when their lines come here."""
    several = len(view.sources) > 1
    found = [(source, skew) for source in view.sources if (skew := view.skew(source)) and abs(skew) >= ASKEW]
    return [
        f"{source + ': ' if several else ''}its times are {short(skew)} {'behind' if skew > timedelta() else 'ahead'}"
        for source, skew in found
    ]


def _filtered(place: Place) -> str:
    rows = place.filter
    assert rows is not None
    if rows.scanned < place.total and rows.busy:
        return f"/{rows} {grouped(len(rows.hits))} fit, {100 * rows.scanned // place.total} % searched"
    return f"/{rows} {grouped(len(rows.hits))} fit"
