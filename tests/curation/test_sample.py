from __future__ import annotations

import io
import shutil
from collections.abc import Iterator

import httpx
import pypdf
import pytest

from curation.addresses import publication_address
from curation.errors import HttpError
from curation.fetch import Fetcher
from curation.model import Fetched, NotModified, Ref
from curation.sample import FOLDER, ORIGIN, SamplePublisher, manifest
from curation.sources import discover
from curation.watchlist import load_sources

SOURCES = [source for source in load_sources() if source.sample]
PUBLICATIONS = [served for served in manifest() if served.original]


@pytest.fixture
def sample() -> Iterator[SamplePublisher]:
    with SamplePublisher() as publisher:
        yield publisher


@pytest.fixture
def visitor(sample) -> Iterator[Fetcher]:
    with Fetcher(routes=sample.routes) as fetcher:
        yield fetcher


def visit(fetcher: Fetcher) -> dict[str, Fetched]:
    """Everything the sample sources list, by the address it was listed at."""
    refs: list[Ref] = []
    for source in SOURCES:
        page = fetcher.fetch(source.url)
        assert isinstance(page, Fetched)
        refs += discover(source, page).refs
    answers = {ref.url: fetcher.fetch(ref) for ref in refs}
    return {url: answer for url, answer in answers.items() if isinstance(answer, Fetched)}


def test_the_sources_find_every_publication_under_its_own_address(visitor):
    found = [publication_address(page.url, "", page.canonical, republishes=True) for page in visit(visitor).values()]
    assert len(found) == len(PUBLICATIONS)
    # The slash at an address's end is not part of how it is known.
    assert sorted(found) == sorted(served.original.rstrip("/") for served in PUBLICATIONS)


def test_a_second_visit_finds_nothing_changed(visitor):
    first = visit(visitor)
    assert all(visitor.fetch(url, page.validators) == NotModified(url) for url, page in first.items())


def test_every_document_comes_whole_and_can_be_opened(visitor):
    for served in PUBLICATIONS:
        page = visitor.fetch(ORIGIN + served.address)
        assert isinstance(page, Fetched)
        assert page.content == (FOLDER / served.file).read_bytes()
        if page.media_type == "application/pdf":
            assert len(pypdf.PdfReader(io.BytesIO(page.content)).pages) > 0
        else:
            assert (page.media_type, page.charset) == ("text/html", "utf-8")


def test_the_head_of_a_file_says_its_size_and_sends_nothing(sample):
    local = sample.routes[ORIGIN]
    answer = httpx.head(f"{local}/sitemap.xml", trust_env=False)
    assert answer.headers["content-length"] == str((FOLDER / "sitemap.xml").stat().st_size)
    assert not answer.content


@pytest.mark.parametrize("path", ["/publications.toml", "/ATTRIBUTION.md", "/../sample.py", "/%2e%2e/sample.py", "/"])
def test_only_what_the_manifest_names_is_served(visitor, path):
    with pytest.raises(HttpError, match="404"):
        visitor.fetch(ORIGIN + path)


def test_a_publisher_of_one_s_own_may_change_while_it_serves(tmp_path):
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    address = ORIGIN + "/hot/safety-and-security/"
    with SamplePublisher(tmp_path) as publisher, Fetcher(routes=publisher.routes) as fetcher:
        first = fetcher.fetch(address)
        assert isinstance(first, Fetched)
        (tmp_path / "hot-safety-security.html").write_text("<p>12,900 families", "utf-8")
        second = fetcher.fetch(address, first.validators)
    assert isinstance(second, Fetched)
    assert second.content == b"<p>12,900 families"


def test_every_file_is_attributed_and_every_publication_has_a_licence():
    attribution = (FOLDER / "ATTRIBUTION.md").read_text("utf-8")
    for file in FOLDER.iterdir():
        assert file.name == "ATTRIBUTION.md" or f"| {file.name} |" in attribution
    assert all(served.licence and served.attribution and served.organisation for served in PUBLICATIONS)


def test_the_sample_stays_small():
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 3_000_000
