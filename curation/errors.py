"""What can go wrong with a source or a document, in words a person can act on.

Each error carries `worth_retrying`: whether the same step may succeed later without anyone changing anything.
"""

from __future__ import annotations


class CurationError(Exception):
    """Something a person should read; `str(error)` is that sentence, `kind` its short name in tables."""

    kind = "error"
    worth_retrying = False


class SourceError(CurationError):
    """A source could not be read."""


class Unreachable(SourceError):
    """No answer: no network, no such host, refused, or silent for too long."""

    kind = "unreachable"
    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"unreachable: {why}")
        self.url = url


class HttpError(SourceError):
    """The server answered, with an error status; `retry_after` is how many seconds it asks us to wait, if it does."""

    kind = "http error"

    def __init__(self, url: str, status: int, retry_after: int | None = None) -> None:
        super().__init__(f"the server answered {status}")
        self.url, self.status, self.retry_after = url, status, retry_after
        self.worth_retrying = status in {408, 425, 429} or status >= 500


class TooLarge(SourceError):
    """The answer went over the size limit; what came was thrown away."""

    kind = "too large"

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(f"larger than {limit // 1_000_000} MB")
        self.url, self.limit = url, limit


class TooSlow(SourceError):
    """The answer was not complete within the time limit."""

    kind = "too slow"
    worth_retrying = True

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(f"not complete after {seconds:.0f} s")
        self.url, self.seconds = url, seconds


class TooManyRedirects(SourceError):
    """The address sends on and on."""

    kind = "redirect loop"

    def __init__(self, url: str, limit: int) -> None:
        super().__init__(f"redirected more than {limit} times")
        self.url, self.limit = url, limit


class CutShort(SourceError):
    """The connection ended before the whole body had come."""

    kind = "cut short"
    worth_retrying = True

    def __init__(self, url: str) -> None:
        super().__init__("the connection ended before the whole document had come")
        self.url = url


class Garbled(SourceError):
    """The answer is not what HTTP says it should be: broken compression, or no HTTP at all."""

    kind = "garbled"
    worth_retrying = True

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"an answer nobody can read: {why}")
        self.url = url


class EmptyAnswer(SourceError):
    """The server said that all is well and sent nothing."""

    kind = "empty"
    worth_retrying = True

    def __init__(self, url: str) -> None:
        super().__init__("the server answered with an empty page")
        self.url = url


class UnsafeAddress(SourceError):
    """An address that is not http or https, or that leads from the web into this machine's own network."""

    kind = "unsafe address"

    def __init__(self, url: str, why: str = "not a web address") -> None:
        super().__init__(f"{why}: {url[:80]}")
        self.url = url


class NotASource(SourceError):
    """The answer is not what the source's kind promises: an HTML page for a feed, a selector that matches nothing."""

    kind = "not a source"


class Unforeseen(CurationError):
    """Something in what a publisher sent that we did not foresee: a fault of ours, told so that it gets mended."""

    kind = "unforeseen"

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"not foreseen, please report it: {type(cause).__name__}: {str(cause)[:200]}")
        self.__cause__ = cause


class SourcesInvalid(CurationError):
    """The watch list has a mistake; the message names the entry and the field."""

    kind = "watch list"


class ThemesInvalid(CurationError):
    """The list of themes has a mistake; the message names the theme and the field."""

    kind = "themes"


class DiskFull(CurationError):
    """What was fetched could not be kept."""

    kind = "disk full"

    def __init__(self, folder: str) -> None:
        super().__init__(f"no room left on the disk that holds {folder}")
        self.folder = folder


class BlobLost(CurationError):
    """A file that was kept is gone, or is no longer what was kept."""

    kind = "kept file lost"

    def __init__(self, digest: str, why: str) -> None:
        super().__init__(f"the kept file {digest[:12]} {why}")
        self.digest = digest


class DocumentError(CurationError):
    """A document could not be turned into text."""


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


class NoText(DocumentError):
    """A page with navigation and no article, an empty body, a viewer's "please wait"."""

    kind = "no text"

    def __init__(self, why: str = "no article text in it") -> None:
        super().__init__(f"no text: {why}")


class UnsupportedMedia(DocumentError):
    kind = "unsupported"

    def __init__(self, media_type: str) -> None:
        super().__init__(f"unsupported media type: {media_type}")
        self.media_type = media_type
