"""What can go wrong with a source or a document, in words a person can act on.

Each error carries `worth_retrying`: whether the same step may succeed later without anyone changing anything.
What goes wrong with a source also carries `advice`: what the person who keeps the watch list can do.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

RELIEFWEB_API: Final = "api.reliefweb.int"
RELIEFWEB_ADVICE: Final = (
    "Ask ReliefWeb for an appname of your own (https://apidoc.reliefweb.int/parameters#appname, one working day) "
    "and put it in the source's `appname`."
)


class CurationError(Exception):
    """Something a person should read; `str(error)` is that sentence, `kind` its short name in tables."""

    kind = "error"
    worth_retrying = False
    advice: str = ""

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is, whatever its `__init__` takes: errors come back from the process that reads a document."""
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[CurationError], said: tuple[Any, ...], facts: dict[str, Any]) -> CurationError:
    error = kind.__new__(kind, *said)
    error.__dict__.update(facts)
    return error


class SourceError(CurationError):
    """A source could not be read."""

    advice = "Open the address in a browser; if it works there, try again later."


class Unreachable(SourceError):
    """No answer: no network, no such host, refused, or silent for too long."""

    kind = "unreachable"
    advice = "Check the address for a slip and the network; a site that is down for days may have moved."
    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"unreachable: {why}")
        self.url = url


_BY_STATUS: Final[Mapping[int, str]] = MappingProxyType(
    {
        401: "The address wants a password; look for a public page or feed of the same publications.",
        403: "The site refuses automatic visits or this address; look for its feed, or ask the publisher.",
        404: "The address is not there any more; `dragoman sources try URL` with the site's home page finds feeds.",
        410: "The publisher took the address away for good; find the new one or take the source out.",
        429: "The site asks to be visited less often; the next run waits as long as it says.",
    }
)


def status_advice(url: str, status: int) -> str:
    """What to do about an error status; ReliefWeb's API refuses with 403 whoever has no appname of their own."""
    if status == 403 and urlsplit(url).hostname == RELIEFWEB_API:
        return RELIEFWEB_ADVICE
    if status >= 500:
        return "The site has a fault of its own; the next run asks again."
    return _BY_STATUS.get(status, HttpError.advice)


class HttpError(SourceError):
    """The server answered, with an error status; `retry_after` is how many seconds it asks us to wait, if it does."""

    kind = "http error"
    advice = "Open the address in a browser; if it works there, try again later."

    def __init__(self, url: str, status: int, retry_after: int | None = None) -> None:
        super().__init__(f"the server answered {status}")
        self.url, self.status, self.retry_after = url, status, retry_after
        self.worth_retrying = status in {408, 425, 429} or status >= 500
        self.advice = status_advice(url, status)


class TooLarge(SourceError):
    """The answer went over the size limit; what came was thrown away."""

    kind = "too large"
    advice = "Name the publication's page or a smaller file instead, or narrow what is taken with `include`."

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(f"larger than {limit // 1_000_000} MB")
        self.url, self.limit = url, limit


class TooSlow(SourceError):
    """The answer was not complete within the time limit."""

    kind = "too slow"
    advice = "The site is slow now; the next run asks again. If it stays so, look for a feed or a smaller page."
    worth_retrying = True

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(f"not complete after {seconds:.0f} s")
        self.url, self.seconds = url, seconds


class TooManyRedirects(SourceError):
    """The address sends on and on."""

    kind = "redirect loop"
    advice = (
        "Open the address in a browser and use the address it ends at; "
        "some sites go in circles until a cookie is accepted."
    )

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(f"redirected more than {limit} times")
        self.url, self.limit = url, limit


class CutShort(SourceError):
    """The connection ended before the whole body had come."""

    kind = "cut short"
    advice = "The next run asks again; if it happens each time, tell the publisher that the file is broken."
    worth_retrying = True

    def __init__(self, url: str) -> None:
        super().__init__("the connection ended before the whole document had come")
        self.url = url


class Garbled(SourceError):
    """The answer is not what HTTP says it should be: broken compression, or no HTTP at all."""

    kind = "garbled"
    advice = (
        "The next run asks again; if it happens each time, check that the address begins with the right http or https."
    )
    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"an answer nobody can read: {why}")
        self.url = url


class EmptyAnswer(SourceError):
    """The server said that all is well and sent nothing."""

    kind = "empty"
    advice = "The next run asks again; an address that stays empty has moved: look for the new one on the site."
    worth_retrying = True

    def __init__(self, url: str) -> None:
        super().__init__("the server answered with an empty page")
        self.url = url


class UnsafeAddress(SourceError):
    """An address that is not http or https, or that leads from the web into this machine's own network."""

    kind = "unsafe address"
    advice = (
        "Only http and https addresses on the web are visited; "
        "a publisher on your own machine or network needs `local = true`."
    )

    def __init__(self, url: str, why: str = "not a web address") -> None:
        super().__init__(f"{why}: {url[:80]}")
        self.url = url


class NotASource(SourceError):
    """The answer is not what the source's kind promises: an HTML page for a feed, JSON of another make."""

    kind = "not a source"
    advice = "`dragoman sources try URL` says what the address is and proposes an entry for it."


class SelectorEmpty(NotASource):
    """A listing page on which the selector finds no link."""

    kind = "selector matches nothing"
    advice = "The page was probably rebuilt: `dragoman sources try URL` proposes a selector; put it in the entry."


class UnsafeMarkup(NotASource):
    """A list that is made to exhaust whoever reads it: entities of its own, endless nesting, endless size."""

    kind = "unsafe content"
    advice = "Nothing was read from it. If the publisher is one you trust, tell them; else take the source out."


class ReliefWebRefused(NotASource):
    """ReliefWeb's API answered with an error; the message is its own."""

    kind = "refused by ReliefWeb"
    advice = RELIEFWEB_ADVICE


class RobotsForbid(SourceError):
    """The site's robots.txt asks us not to read this address; that is respected."""

    kind = "robots forbid"
    advice = "Respect it: ask the publisher, or look for a feed or another page of theirs that robots may read."

    def __init__(self, url: str) -> None:
        super().__init__("the site's robots.txt asks us not to read this address")
        self.url = url


class RobotsUnavailable(SourceError):
    """The site's robots.txt could not be had, so what it allows is not known: nothing is read until it can."""

    kind = "robots unavailable"
    advice = "Nothing to do: the next run asks again. If it lasts, tell the publisher."
    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"its robots.txt cannot be read ({why}), so we wait")
        self.url = url


class AskedToWait(SourceError):
    """The server asked us to wait, and the time is not over: it was not asked again. `until` is ISO 8601, in UTC."""

    kind = "asked to wait"
    advice = "Nothing to do: it is asked again when the time is over."
    worth_retrying = True

    def __init__(self, url: str, until: str) -> None:
        super().__init__(f"the server asked us to wait until {until[:16].replace('T', ' ')} UTC")
        self.url, self.until = url, until


class Postponed(SourceError):
    """The host wants more time between two requests than one visit has: left for the next visit."""

    kind = "postponed"
    advice = "The next run goes on; if nothing comes of it, write to the publisher or watch another page of theirs."
    worth_retrying = True

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(f"left for the next visit: the site wants {seconds:.0f} s between two requests")
        self.url, self.seconds = url, seconds


class Unforeseen(CurationError):
    """Something in what a publisher sent that we did not foresee: a fault of ours, told so that it gets mended."""

    kind = "unforeseen"
    advice = "Please report it: the fault is ours."

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"not foreseen, please report it: {type(cause).__name__}: {str(cause)[:200]}")
        self.__cause__ = cause


class SourcesInvalid(CurationError):
    """The watch list has a mistake; the message names the entry and the field."""

    kind = "watch list"
    advice = "Mend the entry in the watch list; the header of the file explains every field."


class ThemesInvalid(CurationError):
    """The list of themes has a mistake; the message names the theme and the field."""

    kind = "themes"


class DiskFull(CurationError):
    """What was fetched could not be kept."""

    kind = "disk full"
    advice = "Make room on the disk, then run again."

    def __init__(self, folder: str) -> None:
        super().__init__(f"no room left on the disk that holds {folder}")
        self.folder = folder


class BlobLost(CurationError):
    """A file that was kept is gone, or is no longer what was kept."""

    kind = "kept file lost"
    advice = "Nothing to do: it is fetched anew."

    def __init__(self, digest: str, why: str) -> None:
        super().__init__(f"the kept file {digest[:12]} {why}")
        self.digest = digest


class DocumentError(CurationError):
    """A document could not be turned into text."""

    advice = "Look for another form of the document: a page, or a PDF with text."


class NeedsOcr(DocumentError):
    """A PDF of pictures: no text layer."""

    kind = "needs OCR"

    def __init__(self, pages: int) -> None:
        super().__init__(f"needs OCR: {pages} page{'s' if pages != 1 else ''} without a text layer")
        self.pages = pages


class Encrypted(DocumentError):
    kind = "encrypted"

    def __init__(self) -> None:
        super().__init__("encrypted: a password is needed to read it")


class Damaged(DocumentError):
    kind = "damaged"

    def __init__(self, why: str) -> None:
        super().__init__(f"damaged file: {why}")


class TooHard(DocumentError):
    """A document that takes more than one may have: time, memory, or room once it is unpacked."""

    kind = "too hard"

    def __init__(self, why: str) -> None:
        super().__init__(f"too hard to read: {why}")


class NoSuchPage(DocumentError):
    """A page that a document does not have."""

    kind = "no such page"

    def __init__(self, page: int, pages: int) -> None:
        super().__init__(f"there is no page {page}: the document has {pages}")
        self.page = page


class NoText(DocumentError):
    """A page with navigation and no article, an empty body, a viewer's "please wait"."""

    kind = "no text"

    def __init__(self, why: str = "no article text in it") -> None:
        super().__init__(f"no text: {why}")


class NoOtherReading(DocumentError):
    """Only one of our extractors reads this format, so there is no second one to choose or to compare with."""

    kind = "no other reading"

    def __init__(self) -> None:
        super().__init__("no other reading: only one extractor reads this format")


class Walled(NotASource, NoText):
    """What stands before a list or a text instead of it: a login form, a cookie notice, a check for robots."""

    kind = "login or cookie wall"
    advice = "Dragoman does not log in and does not pass for a person: look for the publisher's feed or another page."

    def __init__(self, wall: str) -> None:
        Exception.__init__(self, _WALLS.get(wall, wall))
        self.wall = wall


class SoftNotFound(NotASource, DocumentError):
    """A page that the server sends as if all were well, and that says there is nothing: "page not found"."""

    kind = "page not found"
    advice = "The address has moved: find the new one on the site, `dragoman sources try URL` makes the entry."

    def __init__(self, wall: str = "not found") -> None:
        super().__init__(_NOTHING_THERE.get(wall, wall))
        self.wall = wall
        # What is broken or not there yet may be there tomorrow.
        self.worth_retrying = wall in {"error page", "coming soon"}


_WALLS: Final = {
    "login": "a login page stands before it",
    "cookies": "a cookie notice stands before it",
    "robot check": "the site asks for proof that no robot is reading",
}
_NOTHING_THERE: Final = {
    "not found": "page not found: the server says that all is well, the page that it is not there",
    "error page": "an error message in place of the page",
    "coming soon": "nothing there yet: the page says that it is coming soon",
}


class UnsupportedMedia(DocumentError):
    """A file of a kind that we do not read; `what` says in plain words which, where its bytes tell."""

    kind = "unsupported"

    def __init__(self, media_type: str, what: str = "") -> None:
        super().__init__(f"not read: {what}" if what else f"unsupported media type: {media_type}")
        self.media_type = media_type
