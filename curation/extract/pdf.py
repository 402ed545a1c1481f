"""A PDF as blocks: pypdfium2 reads the letters with their places, and what the file says of itself.

pypdf, many times slower, steps in where a font has no Unicode map for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from curation.errors import NeedsOcr, NoText
from curation.extract.declared import usable_title
from curation.extract.french_links import french_in_text
from curation.extract.language import guess_language
from curation.extract.ligatures import with_ligatures, with_lost_letters
from curation.extract.pdf_blocks import blocks_of, paragraphs_of
from curation.extract.pdf_layout import Page
from curation.extract.pdf_matter import with_matter
from curation.extract.pdf_reader import read_pages
from curation.extract.pdf_sections import Bookmark
from curation.extract.tidy import tidy
from curation.stated_licence import guess_licence
from translation.document import Block, BlockKind, Document, Metadata

_DICTIONARIES: Final = ("en", "fr", "es")
_SHORTEST_TITLE: Final = 6  # letters: less is a logo
_FRONT, _BACK = 4, 2  # pages
_UNMAPPED: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffd\ue000-\uf8ff]")
_VIEWER_MESSAGE: Final = re.compile(r"please wait|your pdf viewer may not|upgrade to the latest version of Adobe", re.I)


def extract_pdf(content: bytes) -> Document:
    """The text of a PDF; `NeedsOcr` without a text layer, `Encrypted` if it needs a password, `NoText` for a bare form.

    `published` is the file's creation date: the best a PDF has, and sometimes that of a later re-export.
    """
    pages, outline = read_pages(content)
    text = " ".join(run.text for page in pages for run in page.runs)
    if len(_UNMAPPED.findall(text)) > 0.2 * len(text):
        return _second_reading(content, len(pages))
    without = sum(not _has_text(page) for page in pages)
    if without > 0.75 * len(pages) or not _is_legible(text):
        raise NeedsOcr(without or len(pages))
    pages = with_ligatures(pages)
    if len(text) < 1500 and _VIEWER_MESSAGE.search(text):
        raise NoText("a form that only its own viewer can show")
    return document_of(pages, content, outline)


def document_of(pages: Sequence[Page], content: bytes, outline: Sequence[Bookmark] = ()) -> Document:
    """The document whose words stand on these pages; what it says of itself is in the file's `content`."""
    blocks = with_matter(with_lost_letters(blocks_of(pages, outline)), len(pages))
    # As lines, with the foot of each page; and as paragraphs, whose words are whole again.
    lines = [" ".join(run.text for run in page.runs) for page in pages]
    whole = [" ".join(block.text for block in blocks if block.page == page.number) for page in pages]
    return _document(blocks, _imprint(lines) + "\n" + _imprint(whole), _info(content), len(pages))


def _has_text(page: Page) -> bool:
    """Whether the page has three letters or more: a stray dot is none."""
    letters = 0
    for run in page.runs:
        letters += sum(map(str.isalnum, run.text))
        if letters >= 3:
            return True
    return False


def _imprint(pages: Sequence[str]) -> str:
    """The first and last pages, where a licence is stated; one named on others is that of a picture or a reference."""
    return "\n".join(pages if len(pages) <= _FRONT + _BACK else [*pages[:_FRONT], *pages[-_BACK:]])


def _is_legible(text: str) -> bool:
    """Whether a text is words: a poor scan's text layer has the letters of a page and hardly one of its words."""
    import simplemma

    words = re.findall(r"\b[a-zà-ÿ]{4,}\b", text)[:400]
    known = sum(bool(simplemma.is_known(word, lang=_DICTIONARIES)) for word in words)
    return len(words) < 15 or known > (0.75 if guess_language(text) in _DICTIONARIES else 0.25) * len(words)


def _document(blocks: Sequence[Block], imprint: str, info: dict[str, str], pages: int) -> Document:
    if not blocks:
        raise NoText()
    title = _title(info.get("Title", ""), blocks)
    licence, evidence = guess_licence(re.findall(r"(?:https?://|www\.)\S+", imprint), imprint)
    french = french_in_text(imprint)
    author = tidy(info.get("Author", ""))
    metadata = Metadata(
        authors=tuple(filter(None, (tidy(name) for name in re.split(r"[;,]| and ", author)))) if " " in author else (),
        published=_created(info.get("CreationDate", "")),
        description=tidy(info.get("Subject", "")),
        licence=licence,
        licence_evidence=evidence,
        pages=pages,
        french=french.address if french else "",
        french_evidence=french.told if french else "",
    )
    kept = tuple(block for n, block in enumerate(blocks) if n > 5 or not _repeats(block, title))
    return Document(title, guess_language(" ".join(block.text for block in blocks)), kept or tuple(blocks), metadata)


def _repeats(block: Block, title: str) -> bool:
    return block.kind is BlockKind.HEADING and block.text.casefold() == title.casefold()


def _title(declared: str, blocks: Sequence[Block]) -> str:
    """The file's own title unless it is a file name, else its largest early heading, else how it begins."""
    if stated := usable_title(declared):
        return stated
    headings = [
        block for block in blocks[:30] if block.kind is BlockKind.HEADING and len(block.text) >= _SHORTEST_TITLE
    ]
    return min(headings, key=lambda block: block.level).text if headings else blocks[0].text[:120]


def _created(stated: str) -> str:
    """ "D:20170203…" as a date, "" if it is none a document could have."""
    match = re.match(r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)", stated)
    try:
        made = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return ""
    return made.isoformat() if made and 1990 < made.year <= date.today().year else ""


def _info(content: bytes) -> dict[str, str]:
    """What the file says of itself; empty where that cannot be read, since the text may still be readable."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as pdf:
            return {key: str(value) for key, value in pdf.get_metadata_dict(skip_empty=True).items()}
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}


def _second_reading(content: bytes, pages: int) -> Document:
    """The text as pypdf reads it, without positions: paragraphs by their line breaks only."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # It reports every flaw of a file that it then reads.
    try:
        texts = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    except Exception as error:
        raise NeedsOcr(pages) from error
    text = "\n".join(texts)
    if sum(char.isalnum() for char in text) < 3 * pages or len(_UNMAPPED.findall(text)) > 0.2 * len(text):
        raise NeedsOcr(pages)
    return _document(paragraphs_of(texts), _imprint(texts), _info(content), pages)
