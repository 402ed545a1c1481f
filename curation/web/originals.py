"""Where a passage stands in the publication as it was fetched: the page of a PDF, the kept copy of a web page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response

from curation.catalog_reader import NoSuchRevision
from curation.errors import CurationError
from curation.extract import kind_of
from curation.extract.apart import READERS
from curation.extract.kept_copy import PASSAGE, KeptCopy, kept_copy
from curation.extract.page_image import page_image
from curation.views import DraftPage
from curation.watch_views import Original
from curation.web import pages
from curation.web.cutting import here_or_joined
from curation.web.site import Ask, Site, web_address
from curation.web.typed import figure
from translation.document import Block, Box, Document

_FRAGMENT_WORDS: Final = 6  # at either end of a passage: enough for a browser to find it in a page


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a PDF, and where on it a passage stands."""

    page: int
    boxes: tuple[Box, ...]


def picture(site: Site, ask: Ask) -> Response:
    """One page of a PDF as a picture."""
    original, number = _original(site, ask), ask.in_address("page")
    try:
        image = READERS.run(page_image, site.blobs.get(original.raw_digest), number)
    except CurationError:
        raise HTTPException(404) from None
    return Response(image, media_type="image/webp")


def copy(site: Site, ask: Ask) -> Response:
    """A web page as it was fetched, harmless, opened at a block of what was read of it.

    To compare the two (`lu`), what was not read of it is marked.
    """
    original = _original(site, ask)
    block, compared = ask.query("bloc"), bool(ask.query("lu"))
    try:
        content = site.blobs.get(original.raw_digest)
        if kind_of(content, original.media_type) != "html":
            raise HTTPException(404)
        document = site.catalog.document(_revision_id(ask))
        number = figure(block)
        shown = _copied(content, original, document, -1 if number is None else number, compared=compared)
    except CurationError:
        raise HTTPException(404) from None
    return site.page(ask, "copy.html", shown=shown)


def place(site: Site, ask: Ask) -> Response:
    """A segment of a draft beside the place in the original that it was read from."""
    page = site.catalog.draft_page(ask.draft_id)
    stored = here_or_joined(site, page, ask.position)
    if stored is None:
        raise HTTPException(404)
    number, order = page.units.index(stored), [one.position for one in page.units]
    segment = stored.unit.segment
    block = page.document.blocks[segment.block]
    revision_id = page.draft.revision_id
    kind = kind_kept(site, revision_id)
    return site.page(
        ask,
        "place.html",
        page=page,
        title=pages.title_of(page),
        unit=stored.unit,
        lang=page.language_of(segment),
        position=stored.position,
        previous=order[number - 1] if number else None,
        following=order[number + 1] if number + 1 < len(order) else None,
        revision_id=revision_id,
        sheets=sheets_of(block) or (Sheet(1, ()),) * (kind == "pdf"),  # A title may stand in the file's data alone.
        copy_address=f"/revisions/{revision_id}/copie?bloc={segment.block}#{PASSAGE}",
        kind=kind,
        live=live_address(page, block),
        back=pages.address_of(page, segment),
    )


def sheets_of(block: Block) -> tuple[Sheet, ...]:
    """The pages that a block stands on, each with its places there; without places, its page alone."""
    if not block.boxes:
        return (Sheet(block.page, ()),) if block.page else ()
    return tuple(Sheet(number, tuple(boxes)) for number, boxes in groupby(block.boxes, key=lambda box: box.page))


def kind_kept(site: Site, revision_id: int) -> str:
    """As what a revision's bytes are kept: "pdf", "html", "package" or "text"; "" when they are gone."""
    try:
        original = site.catalog.original(revision_id)
        return kind_of(site.blobs.get(original.raw_digest), original.media_type)
    except CurationError:
        return ""


def live_address(page: DraftPage, block: Block) -> str:
    """Where the publication stands on the web, at the block: its page, its anchor, its words; "" for no web address."""
    address = web_address(page.publication.address).partition("#")[0]
    if not address:
        return ""
    if block.page:
        return f"{address}#page={block.page}"
    words = block.cells[0].split()
    ends = [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:] if len(words) > 2 * _FRAGMENT_WORDS else []]
    found = ",".join(quote(" ".join(some), safe="").replace("-", "%2D") for some in ends if some)
    return f"{address}#{quote(block.anchor or '', safe='')}:~:text={found}"


def _copied(content: bytes, original: Original, document: Document, number: int, *, compared: bool) -> KeptCopy:
    blocks = document.blocks
    around = tuple(_text(blocks, at) for at in (number, number - 1, number + 1)) if number >= 0 else ("", "", "")
    anchor = blocks[number].anchor or "" if 0 <= number < len(blocks) else ""
    read = " ".join(block.text for block in blocks) if compared else ""
    return READERS.run(kept_copy, content, original.charset, *around, anchor, read)


def _text(blocks: Sequence[Block], number: int) -> str:
    return blocks[number].text if 0 <= number < len(blocks) else ""


def _original(site: Site, ask: Ask) -> Original:
    try:
        return site.catalog.original(_revision_id(ask))
    except NoSuchRevision:
        raise HTTPException(404) from None


def _revision_id(ask: Ask) -> int:
    return ask.in_address("revision_id")
