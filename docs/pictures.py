"""Makes a picture of every page of the review in docs/img/pages: wide and narrow, light and dark.

.venv/bin/python -m docs.pictures

The pages are those of the desk that the tests sit at, so that each has something of everything to show.
"""

from __future__ import annotations

import io
import re
import socket
import tempfile
import threading
from collections.abc import Callable
from itertools import product
from pathlib import Path
from shutil import rmtree
from typing import Final

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from curation.database import Database, migrate
from curation.web.routes import PAGES
from tests.curation.desk import PASSWORD
from tests.curation.house import NO_PAGES, House

IMAGES: Final = Path(__file__).parent / "img/pages"
CHROMIUM: Final = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu"]}
WIDTHS: Final = {1280: 900, 360: 740}  # and how high the window is
TALLEST: Final = 2000  # px; what comes below looks like what stands above
QUALITY: Final = 72


def main() -> None:
    rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Database(Path(folder) / "catalog.db")
        migrate(database)
        house = House(database)
        address, stop = served(house.app)
        with playwright.chromium.launch(**CHROMIUM) as browser:
            for width, scheme in product(WIDTHS, ("light", "dark")):
                photograph(browser, address, house, width, scheme)
        stop()
        database.close()


def photograph(browser: Browser, address: str, house: House, width: int, scheme: str) -> None:
    """Every page at this width, in these colours; the door first, then as an administrator."""
    size = {"width": width, "height": WIDTHS[width]}
    page = browser.new_page(base_url=address, viewport=size, color_scheme=scheme)
    page.goto("/connexion")
    keep(page, f"connexion-{width}-{scheme}")
    page.fill("#name", "Maëlle")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.goto("/?visite=1")
    keep(page, f"visite-{width}-{scheme}")
    page.click("text=Passer la visite")
    for path in pictured():
        page.goto(house.address(path))
        page.wait_for_load_state("networkidle")
        keep(page, f"{name_of(path)}-{width}-{scheme}")
    page.close()


def pictured() -> list[str]:
    return [page.path for page in PAGES if page.method == "GET" and page.path not in NO_PAGES | {"/connexion"}]


def name_of(path: str) -> str:
    """ "/glossaire/{name}/modifier" is glossaire-un-modifier: a name for a file."""
    return "-".join(re.sub(r"\{[^}]*\}", "un", path).strip("/").split("/")) or "accueil"


def keep(page: Page, name: str) -> None:
    with Image.open(io.BytesIO(page.screenshot(full_page=True))) as shot:
        shot.crop((0, 0, shot.width, min(shot.height, TALLEST))).save(IMAGES / f"{name}.webp", quality=QUALITY)


def served(app: object) -> tuple[str, Callable[[], None]]:
    """The address of a server over these pages, and what stops it."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()

    def stop() -> None:
        server.should_exit = True
        thread.join(10)

    return f"http://127.0.0.1:{listening.getsockname()[1]}", stop


if __name__ == "__main__":
    main()
