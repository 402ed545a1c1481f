"""A publisher's pages and feeds on a real server, and a desk that watches them, visit by visit."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy, Manners
from curation.health import health
from curation.model import Source, SourceKind
from curation.triage import Triage
from curation.watching import Watcher

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body>
<nav>{menu}</nav><main><article><p class="meta">Posted {ago}</p><h1>{title}</h1><p>{text}</p>
<p>Humanitarian organisations collect personal data about affected people to plan assistance.</p>
<p>They must protect the data that people entrust to them, and delete it when the purpose is fulfilled.</p>
</article></main><script nonce="{nonce}">start()</script></body></html>"""


def page(title, text="Ask for informed consent first.", menu="Home", ago="2 hours ago", nonce="a1"):
    return PAGE.format(title=title, text=text, menu=menu, ago=ago, nonce=nonce)


class Clock:
    def __init__(self):
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


class Desk:
    """A publisher, and whoever watches it; each visit is a run of its own."""

    def __init__(self, publisher, fetcher, database, folder):
        self.publisher, self.fetcher, self.clock, self.slept = publisher, fetcher, Clock(), []
        self.catalog, self.blobs = Catalog(database), BlobStore(folder)
        self.source = Source("guidance", "Field Guidance", SourceKind.FEED, publisher.url("/feed"), local=True)

    def courtesy(self, **manners):
        return Courtesy(self.fetcher, self.catalog, self.clock, Manners(**manners), self.slept.append)

    def visit(self, source=None, **time):
        self.clock.forward(**(time or {"minutes": 30}))
        watcher = Watcher(self.courtesy(), self.catalog, self.blobs, self.clock)
        return watcher.visit(source or self.source)

    def feed(self, *items, path="/feed", body="", **answer):
        """Each item is (name, title), with a GUID of its own if there is a third."""
        entries = "".join(self.item(*item) for item in items)
        whole = body or f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
        return self.publisher.serve(path, body=whole, **{"media_type": "application/rss+xml", **answer})

    def item(self, name, title, guid=""):
        unique = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
        return f"<item><title>{title}</title><link>{self.publisher.url('/' + name)}</link>{unique}</item>"

    def write(self, name, title, text="Ask for informed consent first.", **answer):
        return self.publisher.serve(f"/{name}", html=page(title, text), **answer)

    def sitemap(self, path, *names):
        urls = "".join(f"<url><loc>{self.publisher.url('/' + name)}</loc></url>" for name in names)
        self.publisher.serve(path, body=f"<?xml version='1.0'?><urlset {SPACE}>{urls}</urlset>")

    def index(self, *paths):
        """A sitemap index of these, and the source that is watched by it."""
        maps = "".join(f"<sitemap><loc>{self.publisher.url(path)}</loc></sitemap>" for path in paths)
        self.publisher.serve("/index.xml", body=f"<?xml version='1.0'?><sitemapindex {SPACE}>{maps}</sitemapindex>")
        return replace(self.source, kind=SourceKind.SITEMAP, url=self.publisher.url("/index.xml"))

    def health(self, source=None):
        source = source or self.source
        return health(source, self.catalog.activity()[source.id], self.clock())

    def publications(self):
        return self.catalog.counts()["publications"]

    def titles(self):
        return sorted(row.title for row in self.catalog.triage_rows(Triage))

    def asked(self, path):
        return len(self.publisher.asked(path))


def desk_with_a_feed(publisher, fetcher, database, folder, **answer):
    """Such a desk, whose publisher has one page and a feed that names it and is answered so."""
    made = Desk(publisher, fetcher, database, folder)
    made.write("a", "Guidance A")
    made.feed(("a", "Guidance A"), **answer)
    return made


def counts(report):
    return report.outcome, report.found, report.new, report.changed
