"""A desk whose catalog holds what a test says of sources and triage, visitors who sign in there, and a browser."""

import re
import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from playwright.sync_api import sync_playwright
from starlette.testclient import TestClient

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.relevance import Reason
from curation.review import Role
from curation.triage import Triage, TriageRefused, decided
from curation.watch_views import TriageRow
from curation.web.app import create_app
from glossary.keeping import Glossary
from glossary.termbase import TermBase
from tests.curation.desk import PASSWORD, Desk

CHROMIUM = Path("/usr/bin/chromium")
HERE = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="session")
def pdf():
    """Writes PDF files."""
    return written_pdf


def written_pdf(*pages, info=""):
    """A PDF file with these lines on its pages, each (text, left, height from below, size), in Helvetica."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        stream = "".join(f"BT /F1 {size} Tf {left} {low} Td ({text}) Tj ET\n" for text, left, low, size in lines)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    objects.append(f"<< {info} >>")
    body, offsets = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    xref = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{xref}{trailer}\nstartxref\n{len(body)}\n%%EOF".encode()


def pdf_that_bursts():
    """A PDF of a few kilobytes whose page draws a form that draws ten others, and so on: ten million letters."""
    resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /X {} 0 R >> >>"
    content = written_pdf([("Data policy", 50, 700, 20)]).decode()
    first = content.count(" obj\n") + 1
    forms = []
    for depth in range(8):
        drawing = "/X Do " * 10 if depth < 7 else "BT /F1 10 Tf (data) Tj ET"
        inside = resources.format(first + depth + 1)
        head = f"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] {inside} /Length {len(drawing)} >>"
        forms.append(f"{first + depth} 0 obj\n{head}\nstream\n{drawing}\nendstream\nendobj\n")
    page = content.replace("BT /F1 20 Tf", "/X Do BT /F1 20 Tf").replace(
        "/Resources << /Font << /F1 3 0 R >> >>", resources.format(first)
    )
    # Its places are wrong now: readers then look for the objects themselves.
    return page.replace("xref\n", "".join(forms) + "xref\n", 1).encode()


class ToldCatalog(Catalog):
    """A real catalog, but for visits and triage: those are what the test says, and decisions move its rows."""

    def __init__(self, database):
        super().__init__(database)
        self.did, self.rows, self.bands, self.notes = {}, [], [], []

    def activity(self, last=30):
        return self.did

    def triage_rows(self, states):
        return [row for row in self.rows if row.triage in set(states)]

    def triage_counts(self):
        return {state: sum(row.triage is state for row in self.rows) for state in Triage}

    def triage_bands(self):
        return self.bands

    def decide_triage(self, publication_ids, decision, actor, at, note=""):
        refused = []
        for place, row in enumerate(self.rows):
            if row.publication_id in publication_ids:
                try:
                    after = decided(decision, french_address=row.french_address, drafted=row.title == "Drafted")
                    self.rows[place] = replace(row, triage=after, decided_by=actor.name, decided_at=at, note=note)
                except TriageRefused as error:
                    refused.append(str(error))
        return refused

    def state(self, publication_id):
        return next(row.triage for row in self.rows if row.publication_id == publication_id)


class ToldDesk:
    """The pages over such a catalog, with a watch list, and Amina (reviewer) and Maëlle (admin) who may sign in."""

    def __init__(self, database):
        self.now = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
        self.catalog, self.sources = ToldCatalog(database), []
        self.blobs = BlobStore(database.path.parent / "blobs")
        self.accounts = Accounts(database, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        for name, role in (("Amina", Role.REVIEWER), ("Maëlle", Role.ADMIN)):
            self.accounts.add(name, PASSWORD, role, at=self.now)
        self.serve(self.catalog)

    def serve(self, catalog, terms=None):
        """From now on, show the pages over this catalog."""
        self.app = create_app(
            catalog,
            self.accounts,
            Glossary.of(terms or TermBase([])),
            self.blobs,
            secret=b"s" * 32,
            clock=lambda: self.now,
            sources=lambda: self.sources() if callable(self.sources) else self.sources,
        )

    def publication(self, number, title="Data responsibility in cash assistance", **values):
        row = TriageRow(
            publication_id=number,
            revision_id=number,
            title=title,
            organisation="OCHA",
            source_id="ocha",
            address=f"https://example.org/{number}",
            published="2026-03-01",
            words=1200,
            lang="en",
            licence="CC-BY-4.0",
            triage=Triage.WAIT,
            score=0.42,
            reasons=(Reason("data-protection", ("personal data", "data sharing"), 0.4),),
            french_address="",
            french_evidence="",
            first_seen=self.now - timedelta(days=number),
        )
        self.catalog.rows.append(replace(row, **values))

    def signed_in(self, name="Amina"):
        visitor = Visitor(self.app)
        visitor.get("/connexion")
        visitor.send("/connexion", name=name, password=PASSWORD)
        return visitor


class Visitor:
    """A browser without JavaScript that keeps the token of the last page it saw."""

    def __init__(self, app):
        self._client, self._token = TestClient(app, follow_redirects=False), ""

    def get(self, path):
        return self._seen(self._client.get(path))

    def send(self, path, **fields):
        return self._seen(self._client.post(path, data={"csrf": self._token, **fields}, headers=HERE))

    def _seen(self, response):
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self._token = found[1]
        return response


@pytest.fixture
def desk(database):
    return Desk(database)


@pytest.fixture
def told(database):
    return ToldDesk(database)


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is not there: these tests need Debian's chromium (apt install chromium)")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def serve():
    """Serves an application from a free port of this machine until the test ends; gives its address."""
    running = []

    def served(app):
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)  # who comes before the server is up waits
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        running.append((server, thread, listening))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield served
    for server, thread, listening in running:
        server.should_exit = True
        thread.join(10)
        listening.close()


CONTRAST = """() => {
  const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const parts = (text) => { const canvas = new OffscreenCanvas(1, 1).getContext("2d"); canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor);
    if (c[3] === 255) return c; } return [255, 255, 255, 255]; };
  const faint = [];
  for (const e of document.querySelectorAll("body *")) {
    const words = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!words || !e.checkVisibility() || e.disabled) continue;
    const [a, b] = [light(parts(getComputedStyle(e).color).slice(0, 3)), light(behind(e).slice(0, 3))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) faint.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
  }
  return faint;
}"""


@pytest.fixture
def faint():
    """The texts of a page that stand out too little from what is behind them."""
    return lambda window: window.evaluate(CONTRAST)
