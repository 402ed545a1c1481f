"""A desk with something of everything on it, and an address for each page: for what must hold on all of them."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from curation.catalog import Visit
from curation.catalog_replacing import Rewriting
from curation.extract import extract
from curation.extract.confidence import CERTAIN, Confidence, Observation, Sign
from curation.model import Fetched, Source, SourceKind
from curation.permissions import Given, Scope
from curation.review import ReviewAction
from curation.term_steps import address_of
from curation.triage import Triage
from curation.views import Provenance
from curation.watch_views import Judgement
from curation.web.routes import PAGES
from glossary.keeping import Glossary
from glossary.termbase import Term, TermBase
from tests.curation.desk import Desk
from translation.document import BlockKind, headed
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
HOUSE_TERMS = TermBase(
    [
        Term(
            "informed consent",
            "consentement éclairé",
            definition="Accord donné librement par une personne qui sait à quoi elle consent.",
            note="Ne se présume jamais du silence.",
        ),
        Term("personal data", "données à caractère personnel", tolerated=("données personnelles",)),
        Term("best practice", "bonne pratique", forbidden=("meilleure pratique",)),
    ]
)
TEXT = [
    (BlockKind.HEADING, 2, "Why we ask", [("Why we ask", "Pourquoi nous demandons", 0)]),
    (
        BlockKind.PARAGRAPH,
        0,
        "Ask for informed consent before you collect 3 kinds of personal data. Nobody has to give a reason.",
        [
            (
                "Ask for informed consent before you collect 3 kinds of personal data.",
                "Demandez le consentement éclairé avant de collecter des données personnelles.",
                0,
            ),
            ("Nobody has to give a reason.", "Nobody has to give a reason.", 0),
        ],
    ),
    (BlockKind.LIST_ITEM, 1, "Say who will see it", [("Say who will see it", "Dites qui le verra", 0)]),
    (BlockKind.LIST_ITEM, 1, "Say for how long", [("Say for how long", "Dites pour combien de temps", 0)]),
    (
        BlockKind.QUOTE,
        0,
        "A best practice is to write it down.",
        [("A best practice is to write it down.", "Une meilleure pratique est de l’écrire.", 0)],
    ),
    (BlockKind.HEADING, 2, "Where", [("Where", "Où", 0)]),
    (BlockKind.TABLE_ROW, 1, "Place\tPeople", [("Place", "Lieu", 0), ("People", "Personnes", 1)]),
    (BlockKind.TABLE_ROW, 0, "North\t12", [("North", "Nord", 0), ("12", "12", 1)]),
    (BlockKind.CODE, 0, "if a < b:\n    stop()", []),
]
NUMBER = Finding("numbers", "Le nombre 3 manque en français.", blocking=True)
ENGLISH = Finding("untranslated", "Ce passage est resté en anglais.")
FORBIDDEN = Finding(
    "terms", "Dites « bonne pratique » plutôt que « meilleure pratique ».", fix="Une bonne pratique est de l’écrire."
)


class House(Desk):
    """Drafts in every state, with findings, suggestions and changes; a doubtful reading; publications to sort."""

    def __init__(self, database, **options):
        super().__init__(database, Glossary.of(HOUSE_TERMS), sources=lambda: [FEED], **options)
        for month in range(6):
            self._reviewed(month)
        found = {2: (NUMBER,), 3: (ENGLISH,), 6: (FORBIDDEN,)}
        self.main = self.draft("Asking people first", "Demander d’abord", rows=TEXT, findings=found)
        self.draft("Sharing data safely", "Partager des données sans danger", url="second", rows=TEXT)
        self.changed = self.draft("Sharing data safely", "Partager sans danger", url="second", rows=TEXT[2:])
        self.from_pdf = self._from_pdf()
        self.published = self._published("Closing a project", "Clore un projet", "third")
        self.reading = self._doubtful()
        self.elsewhere = {"/changements": self.changed, "/original/": self.from_pdf}
        self._to_sort()
        self._talked_about()

    def address(self, path):
        """Where a page of this house answers, for the path that PAGES gives it."""
        elsewhere = (number for part, number in self.elsewhere.items() if part in path)
        numbers = {"draft_id": next(elsewhere, self.main), "position": 2, "revision_id": self.reading, "page": 1}
        numbers |= {"number": self.replacement}
        names = {"source_id": FEED.id, "name": address_of(HOUSE_TERMS.find("informed consent")[0].term), "kind": "po"}
        known = {**numbers, **names}
        return re.sub(r"\{(\w+)(:number)?\}", lambda named: str(known[named[1]]), path)

    def pages(self):
        """Every address that answers with a page."""
        return [self.address(page.path) for page in PAGES if page.method == "GET" and page.path not in NO_PAGES]

    def _published(self, title, french, url, said=()):
        """A text that Amina read, saying some segments otherwise, and that Luc approved."""
        draft_id = self.draft(title, french, rows=TEXT, url=url)
        self.step(draft_id, ReviewAction.CLAIM, "Amina")
        for position, text in said:
            self.clock.now += timedelta(seconds=40)
            self.catalog.edit_unit(draft_id, position, text, (), self.people["Amina"], self.clock(), seen=1)
        for action in (ReviewAction.APPROVE, ReviewAction.PUBLISH):
            self.step(draft_id, action)
        return draft_id

    def _reviewed(self, month):
        """A text of an earlier month, for the numbers: the later, the less people rewrote."""
        now, self.clock.now = self.clock.now, self.clock.now - timedelta(days=30 * (6 - month))
        said = [
            (2, "Avant toute collecte, demandez le consentement éclairé."),
            (6, "Mieux vaut l’écrire."),
            (7, "Lieux"),
        ]
        self._published(f"Guidance note {month + 1}", f"Note {month + 1}", f"note-{month}", said[: 3 - month // 2])
        self.clock.now = now

    def _from_pdf(self):
        revision, document = self._read("https://example.org/questions.pdf", PDF, "application/pdf")
        first, *others = pretranslate(document, engine=PseudoTranslator())
        units = [replace(first, target="Questions sur la validation"), *others]
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
        self.catalog.edit_unit(self.main, 4, "Dites qui les verra", (), amina, now, seen=1)
        self.catalog.suggest(self.main, [(4, "Dites qui y aura accès")], "relecture.docx", luc, now)
        self.catalog.dismiss(self.main, 3, ENGLISH, "C’est une citation.", luc, now, seen=1)
        self.catalog.comment(self.main, 6, "@Maëlle, est-ce bien le terme de la maison\u202f?", amina, now)
        self.catalog.comment(self.main, None, "Je termine demain.", luc, now)
        self.catalog.assign(self.main, self.people["Maëlle"].id, date(2026, 3, 15), luc, now)
        given = Given("OCHA", date(2026, 2, 1), Scope.PUBLISH, None, "Par courriel.")
        self.catalog.record_permission(self.main, given, luc, now)
        again = Rewriting(5, 1, "Dites durant combien de temps", ())
        self.replacement, _ = self.catalog.replace_texts(self.main, [again], luc, now, beside={})


# What answers with something else than a page: a picture, a file, the way to a place.
NO_PAGES = {
    "/revisions/{revision_id:number}/pages/{page:number}",
    "/revisions/{revision_id:number}/copie",
    "/brouillons/{draft_id:number}/fichier/{kind}",
    "/brouillons/{draft_id:number}/segments/{position:number}",
    "/brouillons/{draft_id:number}/autorisations/{permission_id:number}/piece",
    "/chiffres/{table}.csv",
    "/flux/{key}.atom",
}
