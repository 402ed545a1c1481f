"""What a run says: the numbers add up, and the exit status tells a script what a person reads."""

import json

import pytest
from rich.console import Console

from curation.watching import Failure, Outcome, SourceReport
from flows.report import RunReport, show
from flows.steps import DraftReport

OK = SourceReport("ocha", "OCHA", Outcome.OK, found=3, new=2, changed=1)
SILENT = SourceReport(
    "icrc",
    "ICRC",
    Outcome.UNREACHABLE,
    failures=(Failure("https://x.org/feed", "unreachable", "unreachable: no such host"),),
)
BROKEN = SourceReport(
    "who",
    "WHO",
    Outcome.FAILED,
    found=1,
    failures=(Failure("https://x.org/a.pdf", "needs OCR", "needs OCR: 4 pages without a text layer"),),
)
DRAFTED = DraftReport(7, "ocha", 1)
UNDRAFTED = DraftReport(8, "ocha", None, Failure("revision 8", "error", "the engine gave up"))


def printed(report):
    console = Console(width=110, record=True, quiet=False, file=None, force_terminal=False)
    with console.capture() as capture:
        show(report, console)
    return capture.get()


@pytest.mark.parametrize(
    ("report", "status"),
    [
        (RunReport([OK], [DRAFTED]), 0),
        (RunReport([OK, SILENT]), 0),
        (RunReport([SILENT], asked_for=True), 1),
        (RunReport([OK, BROKEN]), 1),
        (RunReport([OK], [UNDRAFTED]), 1),
    ],
)
def test_the_status_tells_done_from_done_with_failures(report, status):
    assert report.status == status


def test_the_table_names_each_source_with_its_numbers_and_reasons():
    text = printed(RunReport([OK, SILENT, BROKEN], [DRAFTED]))
    assert "a.pdf: needs OCR: 4 pages without a text layer" in text
    assert "unreachable: no such host" in text
    (line,) = [line for line in text.splitlines() if line.startswith("ocha")]
    assert line.split()[1:5] == ["3", "2", "1", "1"]
    assert "1 of 3 sources unreachable" in text


def test_a_run_without_news_says_so():
    assert "Nothing new." in printed(RunReport([SourceReport("ocha", "OCHA", Outcome.OK, found=3)]))
    assert "Nothing new." not in printed(RunReport([OK]))


def test_the_json_is_plain_and_complete():
    value = json.loads(json.dumps(RunReport([OK, SILENT], [DRAFTED]).as_json()))
    assert (value["new"], value["changed"], value["drafted"], value["status"]) == (2, 1, 1, 0)
    assert value["sources"][0]["drafted"] == 1


def test_a_server_that_translated_is_named_to_readers_and_to_scripts():
    sent = RunReport([OK], [DRAFTED], translated_by="mt.example.org")
    assert "These documents were sent to the translation server mt.example.org." in printed(sent)
    assert sent.as_json()["translated_by"] == "mt.example.org"
    assert "sent to" not in printed(RunReport([OK], [UNDRAFTED], translated_by="mt.example.org"))
    assert "sent to" not in printed(RunReport([OK], [DRAFTED]))
