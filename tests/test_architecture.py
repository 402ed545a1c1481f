"""The shape that CONTRIBUTING.md promises: imports run one way, and each third-party library has one door."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ORDER = ("glossary", "translation", "curation", "flows")
MODULES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))

DOORS = {
    "ctranslate2": ("translation/engine.py", "translation/packages.py", "translation/opus.py"),
    "sentencepiece": ("translation/engine.py", "translation/packages.py"),
    "sentencex": ("translation/segmentation.py",),
    "simplemma": (
        "translation/lexicon.py",
        "translation/cognates.py",
        "translation/guards.py",
        "translation/terminology.py",
        "curation/extract/",
        "glossary/",
    ),
    "wordfreq": ("translation/lexicon.py",),
    "rapidfuzz": ("translation/memory.py", "translation/similarity.py", "curation/post_edit.py"),
    "numpy": ("translation/similarity.py",),
    "polib": ("glossary/exchange/po.py", "curation/exchange/po.py", "curation/web/language.py"),
    "openpyxl": ("glossary/exchange/spreadsheet.py",),
    "sqlalchemy": (
        "curation/database.py",
        "curation/schema.py",
        "curation/migrations/",
        "curation/catalog",
        "curation/accounts.py",
    ),
    "alembic": ("curation/database.py", "curation/migrations/"),
    "trafilatura": ("curation/extract/",),
    "bs4": ("curation/extract/", "curation/answers.py", "curation/listings.py", "curation/discovery.py"),
    "lxml": (
        "curation/extract/",
        "curation/exchange/",
        "curation/answers.py",
        "curation/opml.py",
        "translation/tmx.py",
        "glossary/exchange/tbx.py",
    ),
    "pypdf": ("curation/extract/",),
    "pypdfium2": ("curation/extract/",),
    "nh3": ("curation/extract/kept_copy.py",),
    "httpx": (
        "curation/fetch.py",
        "curation/connection.py",
        "translation/packages.py",
        "translation/libretranslate.py",
    ),
    "httpcore": ("curation/connection.py",),
    "protego": ("curation/courtesy.py",),
    "starlette": ("curation/web/",),
    "itsdangerous": ("curation/web/",),
    "jinja2": ("curation/web/", "curation/export/"),
    "markupsafe": ("curation/web/", "curation/export/"),
    "soupsieve": ("curation/watchlist.py",),
    "rich": ("flows/",),
    "smtplib": ("curation/mailing.py",),  # not third-party, but it opens connections
    "argon2": ("curation/accounts.py",),
    "prefect": ("flows/watch.py", "flows/draft.py", "flows/publish.py"),
    "uvicorn": ("flows/commands.py",),
}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    own = ORDER.index(path.relative_to(ROOT).parts[0])
    against = {name for name in imported(path) if name in ORDER and ORDER.index(name) > own}
    assert not against


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library):
    users = {str(path.relative_to(ROOT)) for path in MODULES if library in set(imported(path))}
    assert all(user.startswith(DOORS[library]) for user in users), users


def test_every_library_that_is_used_has_a_door_and_every_door_is_used():
    used = {name for path in MODULES for name in imported(path) if name}
    assert set(DOORS) <= used
    assert used - set(DOORS) - set(ORDER) <= sys.stdlib_module_names
