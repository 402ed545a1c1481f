"""ReliefWeb's API, spoken by a server on this machine in its own format: appname, query, paging by date, refusals."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy
from curation.model import Source, SourceKind
from curation.watching import Outcome, Watcher

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title></head><body><main><article><h1>{title}</h1>
<p>Humanitarian organisations ask for informed consent before they collect personal data from affected people.</p>
<p>They must protect the data that people entrust to them, and delete it when the purpose is fulfilled.</p>
</article></main></body></html>"""


@pytest.fixture
def api(publisher):
    """An answer of /v2/reports for whatever is asked, with two reports; and what was asked."""

    class Api:
        def __init__(self):
            self.refuses = False
            publisher.answer_to, self.plain = self.answer_to, publisher.answer_to

        def answer_to(self, asked):
            answer = self.plain(asked)
            if urlsplit(asked.path).path != "/v2/reports":
                return answer
            publisher.serve(asked.path, body=json.dumps(self.body()), media_type="application/json")
            if self.refuses:
                body = json.dumps({"status": 403, "error": {"message": "You are not using an approved appname."}})
                publisher.serve(asked.path, body=body, status=403, media_type="application/json")
            return publisher._answers[asked.path]

        def body(self):
            return {
                "time": 5,
                "totalCount": 2,
                "count": 2,
                "data": [self.report(number) for number in (2, 1)],
            }

        def report(self, number):
            fields = {
                "title": f"Guidance on data, part {number}",
                "url": publisher.url(f"/node/{number}"),
                "url_alias": publisher.url(f"/report/{number}"),
                "date": {
                    "original": f"2026-02-0{number}T00:00:00+00:00",
                    "created": f"2026-02-1{number}T00:00:00+00:00",
                },
                "language": [{"id": 267, "name": "English", "code": "en"}],
            }
            return {
                "id": str(4000 + number),
                "score": 1,
                "fields": fields,
                "href": publisher.url(f"/v2/reports/{number}"),
            }

        @property
        def asked(self):
            return [parse_qs(urlsplit(one.path).query) for one in publisher.requests if "/v2/reports" in one.path]

    return Api()


@pytest.fixture
def source(publisher):
    return Source(
        "reliefweb",
        "ReliefWeb",
        SourceKind.RELIEFWEB,
        publisher.url("/v2/reports"),
        query='"data protection"',
        appname="dragoman-test",
        newest=5,
        local=True,
    )


@pytest.fixture
def visit(fetcher, database, source, tmp_path):
    catalog = Catalog(database)

    def again():
        courtesy = Courtesy(fetcher, catalog, lambda: NOW)
        return Watcher(courtesy, catalog, BlobStore(tmp_path / "blobs"), lambda: NOW).visit(source)

    return again


def test_reports_are_asked_for_by_name_and_query_and_taken_up_once(api, publisher, visit):
    for number in (1, 2):
        publisher.serve(f"/report/{number}", html=PAGE.format(title=f"Guidance on data, part {number}"))
    report = visit()
    assert (report.outcome, report.found, report.new) == (Outcome.OK, 2, 2), report.failures
    (asked,) = api.asked
    assert asked["appname"] == ["dragoman-test"]
    assert asked["query[value]"] == ['"data protection"']
    assert asked["sort[]"] == ["date:desc"]
    assert asked["limit"] == ["5"]
    assert visit().new == 0


def test_a_name_that_reliefweb_has_not_approved_is_told_as_such(api, visit):
    api.refuses = True
    report = visit()
    assert report.outcome is Outcome.FAILED
    assert report.failures[0].message == "the server answered 403"
