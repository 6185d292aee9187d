"""Reads one public status page, finding out by itself which form it speaks."""

import msgspec

from cockpit.adapters.address import BadAddressError, checked
from cockpit.adapters.answers import Answer, BadAnswerError, Unknown
from cockpit.adapters.http import Http
from cockpit.core.actions import Target
from cockpit.core.readings import SourceError, StatusReading
from cockpit.core.text import printable
from cockpit.ports import Clock
from cockpit.providers.statuspage.forms import FORMS, Page, worst

PATIENCE_S = 5.0  # for one request with its tries: a status page that is slow tells nothing in time


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """The form that worked last, what the page said in it, and the marks that let the page answer "not changed"."""

    form: str
    page: Page
    marks: dict[str, str]


class StatusPage:
    """One page. Sends no credential."""

    def __init__(self, name: str, target: Target, clock: Clock, http: Http | None = None) -> None:
        self.name = name
        self._target, self._clock = target, clock
        self._url = target.settings.get("url", "").rstrip("/")
        self._http = http or Http(clock, total_s=PATIENCE_S)
        self._last: Remembered | None = None

    async def read(self) -> StatusReading:
        """The page now; a page of no known form is only told to be reachable. Raises SourceError."""
        try:
            host = checked(self._url)
        except BadAddressError as error:
            raise SourceError(f"status page {self.name}: {error}") from error
        forms = [self._last.form] if self._last else []
        seen = ""
        for form in [*forms, *(form for form in FORMS if form not in forms)]:
            answer = await self._ask(form)
            if answer.status == 304 and self._last:
                return self._reading(self._last.page)
            try:
                page = _read(form, answer)
            except BadAnswerError as error:
                seen = str(error)
                self._last = None
                continue
            self._last = Remembered(form=form, page=page, marks=_marks(answer))
            return self._reading(page)
        if self._wanted():
            raise SourceError(
                f"{host} lists no components a program can read ({seen}); take components out of the profile"
            )
        says = f"{host} is reachable; its page says nothing a program can read"
        return StatusReading(source=self.name, at=self._clock.now(), indicator="none", says=says)

    async def close(self) -> None:
        await self._http.close()

    async def _ask(self, form: str) -> Answer:
        marks = self._last.marks if self._last and self._last.form == form else {}
        headers = {"accept": "application/json", **marks}
        result = await self._http.get(self._url + form, headers)
        if isinstance(result, Answer):
            return result
        if isinstance(result, Unknown) and result.answer is not None:
            raise SourceError(f"status page {self.name}: {result.says}; look at {printable(self._url, 200)} yourself")
        raise SourceError(f"status page {self.name}: {result.says}")

    def _wanted(self) -> list[str]:
        names = self._target.settings.get("components", "").split(",")
        return [name.strip() for name in names if name.strip()]

    def _reading(self, page: Page) -> StatusReading:
        wanted = {name.casefold() for name in self._wanted()}
        troubles, indicator, says = page.troubles, page.indicator, page.says
        if wanted:
            known = {name.casefold(): state for name, state in page.components.items()}
            missing = wanted - set(known)
            if missing and not page.partial:
                names = ", ".join(list(page.components)[:12])
                raise SourceError(f"status page {self.name} has no component {sorted(missing)[0]!r}; it has {names}")
            troubles = tuple(
                found
                for found in troubles
                if not found.touches or wanted & {touched.casefold() for touched in found.touches}
            )
            indicator = worst([known[name] for name in wanted & set(known)])
            if page.partial and any(not found.touches for found in troubles):
                indicator = page.indicator  # an incident that names no component may be about ours
            says = f"{', '.join(self._wanted())}: {'fine' if indicator == 'none' else indicator} (page: {page.says})"
        return StatusReading(
            source=self.name,
            at=self._clock.now(),
            indicator=indicator,
            says=says,
            incidents=tuple(found.says for found in troubles),
        )


def _read(form: str, answer: Answer) -> Page:
    if answer.status != 200:
        raise BadAnswerError(f"{form} answered {answer.status}")
    kind = answer.headers.get("content-type", "")
    if "html" in kind.lower():
        raise BadAnswerError(f"{form} is a page for people ({printable(kind, 60)})")
    return FORMS[form](answer)


def _marks(answer: Answer) -> dict[str, str]:
    """What to send back so that an unchanged page answers 304. Source: RFC 9110, 13.1."""
    sent_back = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    return {
        ours: answer.headers[theirs]
        for theirs, ours in sent_back.items()
        if answer.headers.get(theirs) and answer.headers[theirs].isascii() and answer.headers[theirs].isprintable()
    }
