"""How long a reviewer on a very poor line waits, in a real browser whose line is throttled.

A part of a draft with a hundred segments is opened with nothing in the browser's cache, then with scripts and style
in it; a segment is edited and saved. Each wait stands beside the bare transfer of the same bytes over the same line:
that ratio is the tool's own share, the rest is the line's. Needs Debian's chromium.

    python -m bench.poor_line
    python -m bench.poor_line --down 250 --up 50 --latency 300 --rounds 5
"""

from __future__ import annotations

import argparse
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from bench.review_load import AT, PASSWORD, QUICK
from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import Role
from curation.views import Provenance
from curation.web.app import create_app
from glossary.keeping import Glossary
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

SENTENCES = Path(__file__).parent / "data" / "hot-toolbox.en.txt"
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
EDITABLE = "#s1 .edit summary"
# Seconds that the browser itself says a bare request for the address takes, to the last byte.
BARE = """async ([address, method]) => {
  const began = performance.now();
  const answer = await fetch(address, { method, cache: "no-store" });
  await answer.arrayBuffer();
  return (performance.now() - began) / 1000;
}"""


def prepare(home: Path) -> None:
    """A catalog with one account and one draft of a hundred segments in one part, half of them with a finding."""
    database = Database(home / "catalog.db")
    migrate(database)
    catalog = Catalog(database)
    Accounts(database, QUICK).add("Amina", PASSWORD, Role.REVIEWER, at=AT)
    texts = SENTENCES.read_text("utf-8").splitlines()[:99]
    blocks = [Block(BlockKind.PARAGRAPH, " ".join(texts[n : n + 3])) for n in range(0, 99, 3)]
    units = [TranslationUnit(Segment(0, 0, 0, "Consent"), "Consentement", Origin.MACHINE)]
    for number, text in enumerate(texts):
        found = (Finding("number", f"Le nombre {number} manque.", fix=f"Le nombre {number}."),) if number % 2 else ()
        segment = Segment(1 + number // 3, 0, number + 1, text)
        units.append(TranslationUnit(segment, f"En français : {text[::-1]}", Origin.MACHINE, -0.2, found))
    page = "https://example.org/consent"
    visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), "0" * 64)
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    document = headed(Document("Consent", "en", tuple(blocks)))
    revision = catalog.record_revision(source, page, document, visit, ("CC-BY-4.0", "pied"), AT).revision_id
    catalog.queue_draft(revision, units, Provenance("m1", "g1"), AT)
    database.close()


def serve(home: Path, listening: socket.socket) -> None:
    """The review pages until the process is ended."""
    database = Database(home / "catalog.db")
    blobs, secret = BlobStore(home / "blobs"), b"s" * 32
    app = create_app(Catalog(database), Accounts(database, QUICK), Glossary(), blobs, secret=secret)
    uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off")).run(sockets=[listening])


def throttled(page: Page, down: float, up: float, latency: float) -> None:
    """From now on the page's line carries so many kilobits a second, and each request waits so many milliseconds."""
    line = {"offline": False, "latency": latency, "downloadThroughput": down * 125, "uploadThroughput": up * 125}
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", line)


def signed_in(browser: Browser, address: str) -> Page:
    page = browser.new_context(base_url=address, viewport={"width": 1280, "height": 860}).new_page()
    page.goto("/connexion")
    page.fill("#name", "Amina")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url("**/")
    return page


def waited(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def editing(page: Page) -> None:
    """Open the draft, and a segment in it, as soon as there is one to click on."""
    page.goto("/brouillons/1", wait_until="commit")
    page.click(EDITABLE)
    page.locator("#s1 textarea").wait_for()


def saving(page: Page, text: str) -> None:
    page.fill("#s1 textarea", text)
    page.press("#s1 textarea", "Control+Enter")
    page.locator(".receipt", has_text="Enregistré à").wait_for()


def measure(browser: Browser, address: str, line: tuple[float, float, float], number: int) -> dict[str, float]:
    """The waits of one visit, in seconds."""
    page = signed_in(browser, address)
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    throttled(page, *line)
    told = {"open, nothing cached": waited(lambda: editing(page))}
    page.wait_for_load_state()
    told["save, Ctrl+Enter to the receipt"] = waited(lambda: saving(page, f"Le consentement, visite {number}."))
    page.goto("/aide")
    told["open again"] = waited(lambda: editing(page))
    page.wait_for_load_state()
    told["bare page"] = page.evaluate(BARE, ["/brouillons/1", "GET"])
    told["bare round trip"] = page.evaluate(BARE, ["/static/icon.svg", "GET"])
    page.context.close()
    return told


def shown(told: list[dict[str, float]]) -> None:
    middle = {name: statistics.median(one[name] for one in told) for name in told[0]}
    for name, seconds in middle.items():
        bare = middle["bare round trip" if name.startswith("save") else "bare page"]
        print(f"{name:34} {seconds:6.2f} s   {seconds / bare:4.1f} times the bare transfer")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--down", type=float, default=250, help="kilobits a second")
    parser.add_argument("--up", type=float, default=50)
    parser.add_argument("--latency", type=float, default=300, help="milliseconds")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        prepare(Path(folder))
        server = multiprocessing.get_context("fork").Process(target=serve, args=(Path(folder), listening))
        server.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        line = (options.down, options.up, options.latency)
        try:
            with sync_playwright() as playwright, playwright.chromium.launch(**CHROMIUM) as browser:
                signed_in(browser, address).goto("/brouillons/1")  # the glossary and the word lists are read once
                shown([measure(browser, address, line, number) for number in range(options.rounds)])
        finally:
            server.terminate()
            server.join(20)


if __name__ == "__main__":
    main()
