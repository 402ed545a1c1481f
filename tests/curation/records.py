"""A record as the catalog gives it to an export, a link that leads to French, and what the export makes of them."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

from lxml import html

from curation.export import Site, entries_of, files
from curation.export.entry import entry_of
from curation.identity import publication_key
from curation.views import CatalogRecord, Provenance, Publication
from translation.document import Block, BlockKind, Document, Metadata, headed
from translation.unit import Origin, Segment, TranslationUnit

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
SITE = Site(address="https://portail.example/donnees", publisher="Une ONG")
ATOM = "{http://www.w3.org/2005/Atom}"
FRENCH = "https://example.org/fr/consentement"


def record(title="Consent", french="Consentement", *, licence="CC-BY-4.0", paragraphs=None, **changes):
    """A record with a title and one translated paragraph for each pair of English and French."""
    pairs = [(title, french), *(paragraphs or {"Ask first.": "Demandez d’abord."}).items()]
    blocks = tuple(Block(BlockKind.PARAGRAPH, english) for english, _ in pairs[1:])
    metadata = Metadata(authors=("A. Diallo",), published="2025-11-04")
    address = f"https://example.org/{title.replace(' ', '-')}"
    units = tuple(
        TranslationUnit(Segment(number, 0, number, english), target, Origin.MACHINE)
        for number, (english, target) in enumerate(pairs)
    )
    publication = Publication(1, publication_key(address), address, "ocha", "OCHA", licence, "footer", "Luc", AT)
    made = CatalogRecord(
        key=publication.key,
        slug=french.lower().replace(" ", "-"),
        edition=1,
        publication=publication,
        document=headed(Document(title, "en", blocks, metadata)),
        units=units,
        summary="",
        provenance=Provenance("m1", "g1"),
        approved_by="Amina",
        approved_at=AT,
        published_at=AT,
        updated_at=AT,
        withdrawn_at=None,
        stale=False,
    )
    return replace(made, **changes)


def link(address=FRENCH, title="Consent", **changes):
    """A record that leads to the official French version; its licence refuses, to show that none is asked for."""
    made = record(title, "Zyxtitre", licence="all-rights-reserved", units=(), provenance=Provenance("", ""))
    return replace(made, publication=replace(made.publication, french_address=address), **changes)


def exported(*records, site=SITE):
    return files(entries_of(records, DAY), site)


def page(made, **changes):
    entry = entry_of(replace(made, **changes), DAY)
    return html.fromstring(exported(replace(made, **changes))[entry.path].decode())


def catalog_of(*records):
    return json.loads(exported(*records)["catalog.json"])["entries"]


def rows_of(*records):
    content = exported(*records)["catalog.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
