"""Makes the pictures in docs/img anew: a run over the sample publisher, a review in a real browser, an export.

.venv/bin/python docs/screenshots.py
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "img"
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
PASSWORD = "quatre mots mis ensemble"
SMALL, LARGE = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
TITLE = "1.2 Sécurité et sûreté"


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["DRAGOMAN_HOME"] = home
        os.environ["DRAGOMAN_FOUR_EYES"] = "0"  # one person takes all the steps here
        dragoman("run", "--plain")
        dragoman("user", "add", "Amina", "--role", "admin", typed=PASSWORD)
        command = [sys.executable, "-m", "flows.cli", "review", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            try:
                review(server.stdout.readline().split()[2])
            finally:
                server.terminate()
        dragoman("publish", "--plain")
        dragoman("export", f"{home}/portal")
        exported(Path(home) / "portal")


def dragoman(*arguments: str, typed: str = "") -> None:
    subprocess.run([sys.executable, "-m", "flows.cli", *arguments], input=typed, text=True, check=True)


def review(address: str) -> None:
    with sync_playwright() as playwright, playwright.chromium.launch(**CHROMIUM) as browser:
        page = browser.new_page(viewport=LARGE)
        page.goto(address)
        page.fill("input[name=name]", "Amina")
        page.fill("input[name=password]", PASSWORD)
        page.locator("main form button").first.click()
        page.screenshot(path=IMAGES / "queue.png")
        for name, path in (("triage", "/tri"), ("sources", "/sources")):
            page.goto(f"{address.rstrip('/')}{path}")
            page.screenshot(path=IMAGES / f"{name}.png")
        readings(page, address.rstrip("/"))
        page.goto(address)
        page.get_by_role("link", name="1.2").first.click()
        page.screenshot(path=IMAGES / "draft-1280.png")
        page.locator("main mark").first.evaluate("mark => mark.scrollIntoView({block: 'center'})")
        page.screenshot(path=IMAGES / "glossary-1280.png")
        page.evaluate("scrollTo(0, 0)")
        page.set_viewport_size(SMALL)
        page.screenshot(path=IMAGES / "draft-360.png")
        page.set_viewport_size(LARGE)
        approve(page)


def readings(page: Page, address: str) -> None:
    """A publication beside what was read of it, and a segment beside its place in the PDF."""
    page.goto(f"{address}/lectures/{first_of('text/html')}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / "reading.png")
    page.goto(f"{address}/brouillons/{first_of('application/pdf', 'draft.id')}")
    page.locator(".place a", has_text="p.").nth(8).click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / "place.png")


def first_of(media_type: str, number: str = "revision.id") -> int:
    """The number of a revision of this kind, or of its draft: one can be compared also when nobody doubts it."""
    with sqlite3.connect(Path(os.environ["DRAGOMAN_HOME"]) / "catalog.db") as catalog:
        query = f"SELECT {number} FROM revision JOIN draft ON revision_id = revision.id WHERE media_type = ? LIMIT 1"
        return int(catalog.execute(query, [media_type]).fetchone()[0])


def approve(page: Page) -> None:
    """Correct the title, then approve: what a reviewer does, with fewer words."""
    page.get_by_text("Modifier").first.click()
    page.locator("textarea").first.fill(TITLE)
    page.get_by_role("button", name="Enregistrer").first.click()
    page.get_by_role("button", name="Approuver").click()


def exported(folder: Path) -> None:
    (published,) = folder.glob("documents/*.html")
    with sync_playwright() as playwright, playwright.chromium.launch(**CHROMIUM) as browser:
        page = browser.new_page(viewport=LARGE)
        page.goto(published.as_uri())
        page.screenshot(path=IMAGES / "exported.png")


if __name__ == "__main__":
    main()
