"""A home of its own for every test, and the command line as a function."""

import json
from types import SimpleNamespace

import pytest

from flows import cli

ARTICLE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><article><h1>{title}</h1>
<p>{text}</p>
<p>Humanitarian organisations collect personal data about affected people to plan assistance. They must protect it.</p>
<h2>What to do</h2>
<ul><li>Collect only the data that you need.</li><li>Delete the data when the purpose is fulfilled.</li></ul>
<p>Aid workers should ask for informed consent before they share any data with another organisation.</p>
</article></main><footer>Licensed under CC BY 4.0</footer></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Guidance</title><link>{base}</link>
<description>-</description>{items}</channel></rss>"""

WATCH_LIST = """
[[source]]
id = "guidance"
organisation = "Field Guidance"
kind = "feed"
url = "{feed}"
local = true
licence = "{licence}"
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DRAGOMAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DRAGOMAN_SOURCES", str(tmp_path / "sources.toml"))
    return tmp_path / "home"


@pytest.fixture
def dragoman(home, capsys):
    """Run a command; the answer has its status, its output, and the output as JSON where it is JSON."""

    def call(*arguments):
        status = cli.main(arguments)
        out, err = capsys.readouterr()
        value = json.loads(out) if "--json" in arguments and out else None
        return SimpleNamespace(status=status, out=out, err=err, json=value)

    return call


@pytest.fixture
def guidance(publisher, tmp_path):
    """A publisher with a feed of articles that a test may change."""

    class Guidance:
        def __init__(self):
            self.texts = {}

        def write(self, name, text, title="Guidance on consent"):
            self.texts[name] = title
            publisher.serve(f"/{name}", html=ARTICLE.format(title=title, text=text), etag=f'"{hash((title, text))}"')
            items = "".join(
                f"<item><title>{title}</title><link>{publisher.url(f'/{name}')}</link></item>"
                for name, title in self.texts.items()
            )
            body = FEED.format(base=publisher.url("/"), items=items).encode()
            publisher.serve("/feed", body=body, media_type="application/rss+xml")

        def listed(self, licence="CC-BY-4.0"):
            entry = WATCH_LIST.format(feed=publisher.url("/feed"), licence=licence)
            (tmp_path / "sources.toml").write_text(entry, encoding="utf-8")

    made = Guidance()
    made.listed()
    return made
