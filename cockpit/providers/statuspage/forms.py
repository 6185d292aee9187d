"""The forms in which status pages tell their state to programs, each read into the same `Page`.

Sources: Statuspage, "Status API" (the page's own /api); incident.io, "Widget API"; Instatus, "Public status page API".
"""

from collections.abc import Callable

import msgspec

from cockpit.adapters.answers import Answer, BadAnswerError, parsed
from cockpit.core.text import printable

# From each vendor's words to ours, mildest first; a word nobody knows yet counts as minor, never as fine.
INDICATORS = ("none", "maintenance", "minor", "major", "critical")
_WORDS = {
    "none": "none",
    "operational": "none",
    "up": "none",
    "maintenance": "maintenance",
    "under_maintenance": "maintenance",
    "undermaintenance": "maintenance",
    "minor": "minor",
    "degraded_performance": "minor",
    "degradedperformance": "minor",
    "minoroutage": "minor",
    "hasissues": "minor",
    "major": "major",
    "partial_outage": "major",
    "partialoutage": "major",
    "critical": "critical",
    "major_outage": "critical",
    "majoroutage": "critical",
    "full_outage": "critical",
}


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """An incident the page tells of."""

    says: str
    touches: frozenset[str] = frozenset()
    """The components it names; empty: it names none."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says, whatever its form."""

    indicator: str
    says: str
    troubles: tuple[Trouble, ...] = ()
    components: dict[str, str] = {}
    """Each component and its indicator."""
    partial: bool = False
    """The form lists only components in trouble."""


class _Named(msgspec.Struct):
    name: str
    status: str = ""
    group: bool = False
    current_status: str = ""


class _Incident(msgspec.Struct):
    name: str
    status: str = ""
    impact: str = ""
    current_worst_impact: str = ""
    components: list[_Named] | None = None
    affected_components: list[_Named] | None = None


class _Status(msgspec.Struct):
    indicator: str
    description: str


class _Statuspage(msgspec.Struct):
    status: _Status
    components: list[_Named] | None = None
    incidents: list[_Incident] | None = None


class _Subpage(msgspec.Struct):
    summary: "_Widget"


class _Widget(msgspec.Struct):
    ongoing_incidents: list[_Incident] | None = None
    in_progress_maintenances: list[_Incident] | None = None
    subpages: list[_Subpage] | None = None


class _InstatusPage(msgspec.Struct):
    name: str
    status: str


class _Instatus(msgspec.Struct):
    page: _InstatusPage
    incidents: list[_Incident] | None = msgspec.field(name="activeIncidents", default=None)
    maintenances: list[_Incident] | None = msgspec.field(name="activeMaintenances", default=None)


def statuspage(answer: Answer) -> Page:
    """`/api/v2/summary.json`. Raises BadAnswerError."""
    summary = parsed(answer, _Statuspage)
    components = [component for component in summary.components or () if not component.group]
    return Page(
        indicator=indicator(summary.status.indicator),
        says=printable(summary.status.description, 200),
        troubles=tuple(
            _trouble(found) for found in summary.incidents or () if found.status not in {"resolved", "postmortem"}
        ),
        components={printable(component.name, 200): indicator(component.status) for component in components},
    )


def widget(answer: Answer) -> Page:
    """`/api/v1/summary`, also with sub-pages. Raises BadAnswerError."""
    summary = parsed(answer, _Widget)
    parts = [part.summary for part in summary.subpages or ()] or [summary]
    if all(part.ongoing_incidents is None for part in parts):
        raise BadAnswerError("it lists no ongoing_incidents, so it is of another form")
    incidents = [found for part in parts for found in part.ongoing_incidents or ()]
    maintenances = [found for part in parts for found in part.in_progress_maintenances or ()]
    touched = [component for found in incidents for component in found.affected_components or ()]
    found = worst([indicator(found.current_worst_impact or "minor") for found in incidents])
    return Page(
        indicator=worst([found, "maintenance"] if maintenances else [found]),
        says=_counted(len(incidents), len(maintenances)),
        troubles=tuple(_trouble(found) for found in incidents),
        components={printable(component.name, 200): indicator(component.current_status) for component in touched},
        partial=True,
    )


def instatus(answer: Answer) -> Page:
    """`/summary.json`. Raises BadAnswerError."""
    summary = parsed(answer, _Instatus)
    incidents, maintenances = summary.incidents or [], summary.maintenances or []
    impacts = [indicator(found.impact or "minor") for found in incidents]
    return Page(
        indicator=worst([indicator(summary.page.status), *impacts]),
        says=_counted(len(incidents), len(maintenances)),
        troubles=tuple(_trouble(found) for found in incidents),
        partial=True,
    )


FORMS: dict[str, Callable[[Answer], Page]] = {
    "/api/v2/summary.json": statuspage,
    "/api/v1/summary": widget,
    "/summary.json": instatus,
}


def indicator(word: str) -> str:
    """Our indicator for a vendor's word."""
    return _WORDS.get(word.lower(), "minor")


def worst(indicators: list[str]) -> str:
    """The gravest of `indicators`; none when there are none."""
    return max(indicators, key=INDICATORS.index, default="none")


def _trouble(found: _Incident) -> Trouble:
    how = found.status or found.impact or found.current_worst_impact
    touches = frozenset(
        printable(component.name, 200) for component in (*(found.components or ()), *(found.affected_components or ()))
    )
    return Trouble(says=printable(f"{found.name} ({how.lower()})" if how else found.name, 300), touches=touches)


def _counted(incidents: int, maintenances: int) -> str:
    if incidents:
        return f"{incidents} incident{'s' if incidents > 1 else ''} going on"
    return "maintenance going on" if maintenances else "no incident going on"
