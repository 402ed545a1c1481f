"""A desk with something of everything on it, and an address for each page: for what must hold on all of them."""

import re
from datetime import timedelta
from pathlib import Path

from curation.catalog import Visit
from curation.extract import extract
from curation.extract.confidence import CERTAIN, Confidence, Observation, Sign
from curation.model import Fetched, Source, SourceKind
from curation.review import ReviewAction
from curation.term_steps import address_of
from curation.triage import Triage
from curation.views import Judgement, Provenance
from curation.web.app import PAGES
from tests.curation.desk import ROWS, TERMS, Desk
from translation.document import headed
from translation.engine import PseudoTranslator
from translation.pretranslate import pretranslate
from translation.unit import Finding

FEED = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
GOLDEN = Path(__file__).parents[1] / "golden/extract"
PDF = (GOLDEN / "questions-with-bullets/input.pdf").read_bytes()
PAGE = b"""<html lang="en"><title>Sharing data</title><body><nav><a href="/">Home</a></nav>
<main><h1>Sharing data</h1><p>Ask people before you share what they told you, and tell them who will see it and why.</p>
<p>Whoever says no must be helped all the same, and nobody needs to give a reason for it.</p></main></body></html>"""
DRAFTED = Judgement(Triage.DRAFT)
DOUBT = Confidence(0.3, (Observation(Sign.KEPT, 0.2, ()), Observation(Sign.ORDER, 0.9, ())))
WARNING = Finding("numbers", "Vérifiez le nombre.")
ERROR = Finding("empty", "Ce segment est vide.", blocking=True)


class House(Desk):
    """Drafts in every state, with findings, suggestions and changes; a doubtful reading; publications to sort."""

    def __init__(self, database, **options):
        super().__init__(database, sources=lambda: [FEED], **options)
        self.main = self.draft(findings={1: (ERROR,), 2: (WARNING,), 4: (Finding("style", "À revoir."),)})
        self.draft(title="Second text", french="Second texte", url="second")
        self.changed = self.draft(title="Second text", french="Second texte", url="second", rows=ROWS[2:])
        self.from_pdf = self._from_pdf()
        self.published = self._published()
        self.reading = self._doubtful()
        self.elsewhere = {"/changements": self.changed, "/original/": self.from_pdf}
        self._to_sort()
        self._talked_about()

    def address(self, path):
        """Where a page of this house answers, for the path that PAGES gives it."""
        elsewhere = (number for part, number in self.elsewhere.items() if part in path)
        numbers = {"draft_id": next(elsewhere, self.main), "position": 2, "revision_id": self.reading, "page": 1}
        names = {"source_id": FEED.id, "name": address_of(TERMS.find("consent")[0].term), "kind": "po"}
        known = {**numbers, **names}
        return re.sub(r"\{(\w+)(:number)?\}", lambda named: str(known[named[1]]), path)

    def pages(self):
        """Every address that answers with a page."""
        return [self.address(page.path) for page in PAGES if page.method == "GET" and page.path not in NO_PAGES]

    def _published(self):
        draft_id = self.draft(title="Third text", french="Troisième texte", url="third")
        for action in (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH):
            self.step(draft_id, action)
        return draft_id

    def _from_pdf(self):
        revision, document = self._read("https://example.org/questions.pdf", PDF, "application/pdf")
        units = pretranslate(document, engine=PseudoTranslator())
        return self.catalog.queue_draft(revision, units, Provenance("m1", "g1"), self.clock())

    def _doubtful(self):
        address = "https://example.org/doubtful.pdf"
        return self._read(address, PDF + b"\n", "application/pdf", confidence=DOUBT)[0]

    def _to_sort(self):
        self._read("https://example.org/sharing", PAGE, "text/html", Judgement(Triage.WAIT, 0.4))

    def _read(self, address, content, media, judgement=DRAFTED, confidence=CERTAIN):
        """The number of the revision that these bytes became, and what was read of them."""
        document = headed(extract(content, media, address))
        visit = Visit(address, Fetched(address, content, media), self.blobs.put(content))
        recorded = self.catalog.record_revision(
            FEED, address, document, visit, ("", ""), self.clock(), judgement, confidence=confidence
        )
        return recorded.revision_id, document

    def _talked_about(self):
        """What people did to the main draft: an edit, a text of somebody else's, a finding set aside."""
        amina, luc = self.people["Amina"], self.people["Luc"]
        now = self.clock() + timedelta(minutes=3)
        self.catalog.edit_unit(self.main, 3, "Qui peut les voir", (), amina, now, seen=1)
        self.catalog.suggest(self.main, [(3, "Qui y a accès")], "relecture.docx", luc, now)
        self.catalog.dismiss(self.main, 4, Finding("style", "À revoir."), "C’est voulu.", luc, now, seen=1)


# What answers with something else than a page: a picture, a file, the way to a place.
NO_PAGES = {
    "/revisions/{revision_id:number}/pages/{page:number}",
    "/revisions/{revision_id:number}/copie",
    "/brouillons/{draft_id:number}/fichier/{kind}",
    "/brouillons/{draft_id:number}/segments/{position:number}",
}
