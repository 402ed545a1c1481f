"""A catalog with accounts and the review pages over it, and a browser without JavaScript that visits them."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import SYSTEM, Role, decide
from curation.views import Provenance
from curation.web.app import create_app
from glossary.keeping import Glossary
from glossary.termbase import Term, TermBase
from translation.document import Block, BlockKind, Document, headed
from translation.risk import unit_risk
from translation.unit import Origin, Segment, TranslationUnit

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "quatre mots au hasard"
EVIL = "<script>alert(1)</script>"
HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
TERMS = TermBase(
    [
        Term("consent", "consentement", definition=f"Accord libre. {EVIL}", note=f"Noter {EVIL}"),
        Term("personal data", "données à caractère personnel", tolerated=("données personnelles",)),
        Term("best practice", "bonne pratique", forbidden=("meilleure pratique",)),
    ]
)
PEOPLE = (
    ("Zoé", Role.CONTRIBUTOR),
    ("Amina", Role.REVIEWER),
    ("Luc", Role.EDITOR),
    ("Maëlle", Role.ADMIN),
)
ROWS = [
    (BlockKind.HEADING, 2, "Why", [("Why", "Pourquoi", 0)]),
    (BlockKind.PARAGRAPH, 0, "Ask first. We hold personal data.", [("Ask first.", "Demandez d’abord.", 0)]),
    (BlockKind.LIST_ITEM, 1, "Who sees it", [("Who sees it", "Qui les voit", 0)]),
    (BlockKind.QUOTE, 0, "We agreed.", [("We agreed.", "Nous étions d’accord.", 0)]),
    (BlockKind.TABLE_ROW, 1, "Place\tPeople", [("Place", "Lieu", 0), ("People", "Personnes", 1)]),
    (BlockKind.TABLE_ROW, 0, "North\t12", [("North", "Nord", 0), ("12", "12", 1)]),
    (BlockKind.CODE, 0, "if a < b:\n    stop()", []),
]


class Clock:
    """A clock that a test can move."""

    def __init__(self):
        self.now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now


class Desk:
    """A catalog with accounts and the pages over it."""

    def __init__(self, database, glossary=None, **options):
        self.database, self.clock, self.glossary = database, Clock(), glossary or Glossary.of(TERMS)
        self.catalog, self.accounts = Catalog(database), Accounts(database, QUICK)
        self.people = {name: self.accounts.add(name, PASSWORD, role, at=self.clock()) for name, role in PEOPLE}
        self.blobs = BlobStore(database.path.parent / "blobs")
        self.app = create_app(
            self.catalog, self.accounts, self.glossary, self.blobs, secret=b"s" * 32, clock=self.clock, **options
        )

    def draft(
        self,
        title="Consent",
        french="Consentement",
        licence=("CC-BY-4.0", "pied"),
        rows=ROWS,
        url="consent",
        findings=None,
        engine="m1",
    ):
        """Queue a draft; `findings` are what the checks say, by the number of the segment."""
        units = [TranslationUnit(Segment(0, 0, 0, title), french, Origin.MACHINE, -0.1)]
        for block, (*_, segments) in enumerate(rows, start=1):
            for source, target, cell in segments:
                segment = Segment(block, cell, len(units), source)
                units.append(TranslationUnit(segment, target, Origin.MACHINE, -0.7 if source == "We agreed." else -0.1))
        units = [replace(unit, findings=(findings or {}).get(n, ())) for n, unit in enumerate(units)]
        units = [replace(unit, risk=unit_risk(unit)) for unit in units]
        blocks = tuple(Block(kind, text, level) for kind, level, text, _ in rows)
        page = f"https://example.org/{url}"
        visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), "0" * 64)
        document = headed(Document(title, "en", blocks))
        source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
        revision = self.catalog.record_revision(source, page, document, visit, licence, self.clock()).revision_id
        return self.catalog.queue_draft(revision, units, Provenance(engine, "g1"), self.clock())

    def step(self, draft_id, action, name="Luc", note="motif"):
        value = self.catalog.draft(draft_id)
        actor = self.people.get(name, SYSTEM)
        event = decide(value, action, actor, self.clock(), note, four_eyes=False)  # to bring it there, whoever edited
        self.catalog.record(event, seen=value.version)

    def target(self, draft_id, position):
        return self.catalog.draft_page(draft_id).units[position].unit.target

    def visitor(self):
        return Visitor(self.app)

    def signed_in(self, name):
        visitor = self.visitor()
        visitor.get("/connexion")
        assert visitor.send("/connexion", name=name, password=PASSWORD).status_code == 303
        return visitor


class Visitor:
    """A browser without JavaScript: it sends the fields of the forms it was shown."""

    def __init__(self, app):
        self.client = TestClient(app, follow_redirects=False)
        self.html, self.token = "", ""

    def get(self, path):
        return self._seen(self.client.get(path))

    def send(self, path, headers=HERE, **fields):
        return self._seen(self.client.post(path, data={"csrf": self.token, **fields}, headers=headers))

    def edit(self, draft_id, position, target, version=1, **options):
        return self.send(f"/brouillons/{draft_id}/segments/{position}", target=target, version=version, **options)

    def take(self, draft_id, action, seen, **fields):
        return self.send(f"/brouillons/{draft_id}/etape", action=action, seen=seen, **fields)

    def _seen(self, response):
        self.html = response.text
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self.token = found[1]
        return response
